package dev.unroll.server;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Frames of HTTP/2 as gRPC has them, nearly right, and less so. Each number stands for one
 * connection with up to forty frames; a ping at its end, which the server must answer or close the
 * connection, shows that it has read them.
 */
final class GrpcFrameFuzz {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_FRAMES = 40;
  private static final int SILENCE_MILLIS = 200;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;

  private static final List<String> NOT_OF_GRPC =
      List.of(
          "Content-Type ",
          "Method ",
          "gRPC frame header malformed",
          "Encountered end-of-stream mid-frame",
          "Half-closed without a request");

  private static final String[] METHODS = {
    "/tensorflow.serving.PredictionService/Predict",
    "/tensorflow.serving.ModelService/GetModelStatus",
    "/inference.GRPCInferenceService/ModelInfer",
    "/inference.GRPCInferenceService/ServerLive",
    "/inference.GRPCInferenceService/ModelStreamInfer",
    "/grpc.health.v1.Health/Check",
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/no.Service/Method",
    "/",
  };

  private final int port;
  private final Map<String, Long> codes = new HashMap<>();
  private long frames;
  private long silent;

  GrpcFrameFuzz(int port) {
    this.port = port;
  }

  /** Frames that were sent. */
  long frames() {
    return frames;
  }

  /** Connections on which neither an answer came nor an end. */
  long silent() {
    return silent;
  }

  /** Status of calls, as often as it was told. */
  Map<String, Long> codes() {
    return codes;
  }

  /** Sends the frames of a number, and reads what comes. */
  void ask(long number) throws IOException {
    Random random = new Random(number * 0x9E3779B97F4A7C15L + 3);
    try (KeptConnection connection = new KeptConnection(port)) {
      connection.setTimeout(SILENCE_MILLIS);
      try {
        byte[] begin = random.nextInt(50) == 0 ? changed(random, PREFACE) : PREFACE;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(begin);
        out.writeBytes(frame(SETTINGS, 0, 0, new byte[0]));
        int count = 1 + random.nextInt(MOST_FRAMES);
        // After most frames that are wrong there is nothing but the end of the connection.
        boolean mostlyCalls = random.nextInt(4) > 0;
        int stream = 1;
        for (int i = 0; i < count; i++) {
          out.writeBytes(
              mostlyCalls && random.nextInt(50) > 0 ? call(random, stream) : some(random, stream));
          frames++;
          stream += mostlyCalls ? 2 : random.nextInt(3) == 0 ? 0 : 2;
        }
        byte[] last = Arrays.copyOf(Long.toString(number).getBytes(StandardCharsets.US_ASCII), 8);
        out.writeBytes(frame(PING, 0, 0, last));
        byte[] all = out.toByteArray();
        connection.send(all, 0, all.length);
        DataInputStream in = new DataInputStream(connection.in());
        DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
        read(in, decoder, last);
        // Answers come after that of the first ping, and before that of another.
        last[7]++;
        byte[] again = frame(PING, 0, 0, last);
        connection.send(again, 0, again.length);
        read(in, decoder, last);
      } catch (SocketTimeoutException e) {
        silent++;
      } catch (IOException e) {
        // It closed the connection.
      }
      connection.abort();
    }
  }

  /** Reads until the ping is answered or the connection is closed. */
  private void read(DataInputStream in, DefaultHttp2HeadersDecoder decoder, byte[] ping)
      throws IOException {
    while (true) {
      int length = in.read() << 16 | in.read() << 8 | in.read();
      if (length < 0) {
        throw new EOFException();
      }
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = new byte[length];
      in.readFully(payload);
      if (type == PING && (flags & ACK) != 0 && Arrays.equals(payload, ping)) {
        return;
      }
      if (type == HEADERS) {
        try {
          Http2Headers headers = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload));
          CharSequence status = headers.get("grpc-status");
          if (status != null) {
            codes.merge(
                code(status.toString(), String.valueOf(headers.get("grpc-message"))),
                1L,
                Long::sum);
          }
        } catch (Http2Exception e) {
          throw new IOException("the server's headers cannot be read", e);
        }
      }
    }
  }

  /** Unknown (2) and internal (13) are faults, unless gRPC says so of what is not as it has it. */
  private static String code(String status, String message) {
    boolean notOfGrpc = NOT_OF_GRPC.stream().anyMatch(message::startsWith);
    return (status.equals("2") || status.equals("13")) && !notOfGrpc
        ? status + " " + message
        : status;
  }

  private static byte[] some(Random random, int stream) {
    byte[] frame =
        switch (random.nextInt(12)) {
          case 0, 1, 2 -> call(random, stream);
          case 3 -> frame(DATA, random.nextInt(2), stream, message(random));
          case 4 -> frame(HEADERS, random.nextInt(64), stream, headers(random));
          case 5 -> frame(3, 0, stream, noise(random, 4));
          case 6 -> frame(8, 0, random.nextBoolean() ? 0 : stream, noise(random, 4));
          case 7 -> frame(PING, random.nextInt(2), 0, noise(random, 8));
          case 8 -> frame(SETTINGS, random.nextInt(2), 0, noise(random, 6 * random.nextInt(4)));
          case 9 -> frame(9, random.nextInt(8), stream, noise(random, random.nextInt(50)));
          case 10 -> frame(2, 0, stream, noise(random, 5));
          default ->
              frame(
                  random.nextInt(256),
                  random.nextInt(256),
                  stream,
                  noise(random, random.nextInt(99)));
        };
    return random.nextInt(4) == 0 ? changed(random, frame) : frame;
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(payload.length >> 16);
    out.write(payload.length >> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(stream >> shift);
    }
    out.writeBytes(payload);
    return out.toByteArray();
  }

  /** A call that is good, with a message that may not be. */
  private static byte[] call(Random random, int stream) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(frame(HEADERS, END_HEADERS, stream, headers(random)));
    out.writeBytes(frame(DATA, END_STREAM, stream, message(random)));
    return out.toByteArray();
  }

  /** As HPACK has them: without Huffman's code and without an index. */
  private static byte[] headers(Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    header(out, ":method", random.nextInt(20) == 0 ? "GET" : "POST");
    header(out, ":scheme", "http");
    header(out, ":path", METHODS[random.nextInt(METHODS.length)]);
    header(out, ":authority", "localhost");
    header(out, "content-type", random.nextInt(20) == 0 ? "text/plain" : "application/grpc");
    header(out, "te", "trailers");
    if (random.nextInt(5) == 0) {
      header(
          out,
          "grpc-timeout",
          new String[] {"1S", "1n", "99999999H", "x", "-1S", ""}[random.nextInt(6)]);
    }
    if (random.nextInt(10) == 0) {
      header(out, "grpc-encoding", random.nextBoolean() ? "gzip" : "x");
    }
    if (random.nextInt(10) == 0) {
      header(out, "a".repeat(random.nextInt(120)), "b".repeat(random.nextInt(120)));
    }
    if (random.nextInt(10) == 0) {
      header(out, "x-bin", "*not base64*");
    }
    return out.toByteArray();
  }

  private static void header(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    out.write(name.length());
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    out.write(value.length());
    out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] message(Random random) {
    byte[] message = random.nextBoolean() ? new byte[0] : noise(random, random.nextInt(60));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean odd = random.nextInt(10) == 0;
    out.write(odd ? random.nextInt(256) : 0);
    out.write(odd ? random.nextInt(256) : 0);
    out.write(0);
    out.write(0);
    out.write(message.length);
    out.writeBytes(message);
    return out.toByteArray();
  }

  private static byte[] noise(Random random, int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] changed(Random random, byte[] bytes) {
    byte[] changed = bytes.clone();
    switch (random.nextInt(3)) {
      case 0 -> changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      case 1 -> changed = Arrays.copyOf(changed, random.nextInt(changed.length + 1));
      default -> {
        int bit = random.nextInt(8 * Math.min(9, changed.length));
        changed[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }
    return changed;
  }
}
