package dev.unroll.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Bytes on a connection over HTTP that are nearly requests, and less so. Each number stands for one
 * case: requests of which lines, headers, chunks and bodies are changed, sent in pieces or one
 * after another. What comes is sent before a request that is good, whose answer shows where the
 * answers to the others end; a connection is kept where the server keeps it.
 */
final class HttpFuzz implements AutoCloseable {

  /** How long a server may wait for more of what never comes. */
  private static final int SILENCE_MILLIS = 30;

  private static final String GZIP_OF_ONE_INSTANCE = gzip("{\"instances\": [1, 2]}");

  private static final String[] REQUESTS = {
    "POST /v1/models/half:predict HTTP/1.1\r\nHost: a\r\nContent-Length: 25\r\n\r\n{\"instances\": [1, 2.5, 3]}",
    "POST /v1/models/half:predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ins\r\n10\r\ntances\": [1, 2]}\r\n0\r\n\r\n",
    "POST /v1/models/half:predict HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: "
        + GZIP_OF_ONE_INSTANCE.length()
        + "\r\n\r\n"
        + GZIP_OF_ONE_INSTANCE,
    "POST /v1/models/half/versions/1:predict HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 18\r\n\r\n{\"instances\": [1]}",
    "POST /v1/models/half/labels/stable:predict?outputs=y&x=%41 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 18\r\n\r\n{\"instances\": [1]}",
    "POST /v2/models/half/infer HTTP/1.1\r\nHost: a\r\nInference-Header-Content-Length: 104\r\nContent-Length: 112\r\n\r\n{\"inputs\": [{\"name\": \"x\", \"shape\": [2], \"datatype\": \"FP32\", \"parameters\": {\"binary_data_size\": 8}}]    }12345678",
    "POST /v1/models/burst:step HTTP/1.1\r\nHost: a\r\nContent-Length: 52\r\n\r\n{\"session\": \"s\", \"start\": true, \"steps\": [[1], [2]]}",
    "GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /v1/models/half/metadata HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n",
    "GET /v2/models/types HTTP/1.1\r\nHost: a\r\nX-Request-Id: 7\r\n\r\n",
    "HEAD /v2/health/ready HTTP/1.1\r\nHost: a\r\nOrigin: https://example.org\r\n\r\n",
    "OPTIONS /v1/models/half:predict HTTP/1.1\r\nHost: a\r\nOrigin: https://example.org\r\nAccess-Control-Request-Method: POST\r\n\r\n",
    "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\n\r\n",
    "DELETE /v1/models/burst/sessions/s HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /v2/repository/index HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}",
  };

  private static final String[] PIECES = {
    "\r\n",
    "\n",
    "\r",
    "\r\n\r\n",
    "\0",
    "\t",
    " ",
    ":",
    "/",
    "%",
    "%00",
    "%zz",
    "?",
    "#",
    "&",
    "=",
    "HTTP/1.1",
    "HTTP/2.0",
    "HTTP/0.9",
    "HTTP/1.",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "GET ",
    "POST ",
    "PUT ",
    "TRACE ",
    "CONNECT a:1 ",
    "Host: b\r\n",
    "Content-Length: 0\r\n",
    "Content-Length: 5\r\n",
    "Content-Length: -1\r\n",
    "Content-Length: +3\r\n",
    "Content-Length: 18446744073709551616\r\n",
    "Content-Length: 67108865\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: gzip, chunked\r\n",
    "Transfer-Encoding: identity\r\n",
    "Content-Encoding: gzip\r\n",
    "Content-Encoding: deflate\r\n",
    "Content-Encoding: br\r\n",
    "Connection: close\r\n",
    "Connection: upgrade\r\n",
    "Upgrade: h2c\r\n",
    "Upgrade: websocket\r\n",
    "Expect: 100-continue\r\n",
    "Expect: x\r\n",
    "Inference-Header-Content-Length: 9\r\n",
    "Inference-Header-Content-Length: -9\r\n",
    "X-Request-Id: \u00e9\r\n",
    " folded\r\n",
    "ffffffff\r\n",
    "-1\r\n",
    "0\r\n\r\n",
    "1;a=b\r\n",
    "0\r\nTrailer: x\r\n\r\n",
    "\u00ff\u00fe",
    "../",
    "//",
    "http://a/",
    "%2e%2e%2f",
    "\\",
    "*",
  };

  private final int port;
  private KeptConnection connection;

  HttpFuzz(int port) {
    this.port = port;
  }

  private static String gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (java.util.zip.GZIPOutputStream out = new java.util.zip.GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** The bytes of a case. */
  static byte[] bytes(long number) {
    Random random = random(number);
    StringBuilder all = new StringBuilder();
    int pipelined = random.nextInt(8) == 0 ? 2 + random.nextInt(4) : 1;
    for (int i = 0; i < pipelined; i++) {
      String request = REQUESTS[random.nextInt(REQUESTS.length)];
      int changes = random.nextInt(4);
      for (int j = 0; j < changes; j++) {
        request = changed(random, request);
      }
      all.append(request);
    }
    return all.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Random random(long number) {
    return new Random(number * 0x9E3779B97F4A7C15L + 1);
  }

  private static String changed(Random random, String request) {
    int at = random.nextInt(request.length() + 1);
    int to = Math.min(request.length(), at + 1 + random.nextInt(12));
    String before = request.substring(0, at);
    String piece = PIECES[random.nextInt(PIECES.length)];
    // Headers go where headers are, as a rule.
    int lineEnd = request.indexOf("\r\n");
    return switch (random.nextInt(9)) {
      case 0 -> before + (char) random.nextInt(256) + request.substring(Math.min(to, at + 1));
      case 1 -> before + request.substring(to);
      case 2 -> before + request.substring(at, to) + request.substring(at);
      case 3 -> before + piece + request.substring(at);
      case 4 -> before + piece + request.substring(to);
      case 5 ->
          lineEnd < 0
              ? piece + request
              : request.substring(0, lineEnd + 2) + piece + request.substring(lineEnd + 2);
      case 6 -> {
        String other = REQUESTS[random.nextInt(REQUESTS.length)];
        int from = random.nextInt(other.length());
        yield before
            + other.substring(from, Math.min(other.length(), from + 60))
            + request.substring(at);
      }
      case 7 ->
          before
              + "xyz%41\r\n\t:".substring(random.nextInt(10)).repeat(random.nextInt(1500))
              + request.substring(at);
      default -> {
        byte[] noise = new byte[random.nextInt(40)];
        random.nextBytes(noise);
        yield before + new String(noise, StandardCharsets.ISO_8859_1) + request.substring(to);
      }
    };
  }

  /** Everything that the server answers to a case. */
  String ask(long number) throws IOException {
    if (connection == null) {
      connection = new KeptConnection(port);
      connection.setTimeout(SILENCE_MILLIS);
    }
    byte[] bytes = bytes(number);
    Random random = new Random(number);
    String mark = "end-" + number;
    byte[] last =
        ("GET /v2/health/live HTTP/1.1\r\nHost: a\r\nX-Request-Id: " + mark + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    StringBuilder found = new StringBuilder();
    boolean keep = false;
    try {
      int pieces = random.nextInt(6) == 0 ? 1 + random.nextInt(6) : 1;
      int from = 0;
      for (int i = 0; i < pieces; i++) {
        int to = i == pieces - 1 ? bytes.length : from + random.nextInt(bytes.length - from + 1);
        connection.send(bytes, from, to);
        from = to;
      }
      connection.send(last, 0, last.length);
      keep = read(found, mark);
    } catch (SocketTimeoutException e) {
      // It waits for the rest of what it was told of.
    } catch (IOException e) {
      // It closed the connection before it was told everything.
      salvage(found);
    }
    if (!keep) {
      connection.abort();
      connection = null;
    }
    return found.toString();
  }

  private void salvage(StringBuilder found) {
    try {
      found.append(new String(connection.rest(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // Nothing was left.
    }
  }

  /** Reads up to the end of the marked answer; whether that came, and the connection stays. */
  private boolean read(StringBuilder found, String mark) throws IOException {
    InputStream in = connection.in();
    byte[] part = new byte[1 << 14];
    int seen = 0;
    while (true) {
      int read = in.read(part);
      if (read < 0) {
        return false;
      }
      found.append(new String(part, 0, read, StandardCharsets.ISO_8859_1));
      int at = found.indexOf(mark + "\r\n", Math.max(0, seen - 100));
      seen = found.length();
      if (at >= 0) {
        int head = found.indexOf("\r\n\r\n", at);
        int length =
            head < 0 ? -1 : found.indexOf("content-length: ", found.lastIndexOf("HTTP/", at));
        if (length >= 0 && length < head) {
          int bytes = Integer.parseInt(found.substring(length + 16, found.indexOf("\r", length)));
          if (found.length() >= head + 4 + bytes) {
            return found.length() == head + 4 + bytes;
          }
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (connection != null) {
      connection.abort();
    }
  }

  /** Prints a case, and what a server answers to it where its port is given. */
  public static void main(String[] args) throws IOException {
    long number = Long.parseLong(args[0]);
    System.out.println(new String(bytes(number), StandardCharsets.ISO_8859_1));
    if (args.length > 1) {
      try (HttpFuzz fuzz = new HttpFuzz(Integer.parseInt(args[1]))) {
        System.out.println("---- answers");
        System.out.println(fuzz.ask(number));
      }
    }
  }

  /** Small models of which the cases ask. */
  static void models(Path folder) throws IOException {
    TestModels.half(folder.resolve("half/1"), 2);
    TestModels.types(folder.resolve("types/7"));
    for (String name : Arrays.asList("burst", "frames")) {
      Folders.copy(Path.of("savedmodels/" + name + "-lstm"), folder.resolve(name));
    }
  }
}
