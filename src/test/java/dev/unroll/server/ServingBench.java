package dev.unroll.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.unroll.graph.Compute;
import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.proto.ModelInferRequest;
import dev.unroll.internal.server.proto.ModelInferRequest.InferInputTensor;
import dev.unroll.internal.server.proto.ModelInferRequest.InferRequestedOutputTensor;
import dev.unroll.internal.server.proto.ModelSpec;
import dev.unroll.internal.server.proto.PredictRequest;
import dev.unroll.internal.server.proto.PredictionServiceGrpc;
import dev.unroll.internal.server.proto.ServerLiveRequest;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.NamedTensors;
import dev.unroll.load.SignatureRunner;
import dev.unroll.server.settings.BatchSettings;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ServerSettings;
import dev.unroll.server.settings.SessionSettings;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * What the server adds to a run of har-lstm, and how many rows it serves: bare, gRPC, v2 with
 * binary tensors over gRPC and HTTP, and JSON, side by side in rounds; also what a request costs
 * that asks nothing.
 */
public final class ServingBench {

  private static final int ROUNDS = 20;
  private static final int EACH = 200;
  private static final int NUMBERS = 128 * 9;
  private static final Path MODEL = Path.of("savedmodels/har-lstm");

  private ServingBench() {}

  private interface Call extends AutoCloseable {
    void run() throws IOException;

    @Override
    default void close() throws IOException {}
  }

  /** A connection that is kept, with nothing of a client's own costs. */
  private static final class Http implements Call {

    private final Socket socket;
    private final byte[] request;
    private final InputStream in;
    private final OutputStream out;

    Http(String method, int port, String path, byte[] body, String headers) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      out = socket.getOutputStream();
      byte[] head =
          (method
                  + " "
                  + path
                  + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                  + body.length
                  + "\r\n"
                  + headers
                  + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      request = Arrays.copyOf(head, head.length + body.length);
      System.arraycopy(body, 0, request, head.length, body.length);
    }

    @Override
    public void run() throws IOException {
      out.write(request);
      out.flush();
      int length = -1;
      StringBuilder line = new StringBuilder();
      while (true) {
        int c = in.read();
        if (c < 0) {
          throw new IOException("closed");
        }
        if (c != '\n') {
          line.append((char) c);
          continue;
        }
        String text = line.toString().strip().toLowerCase(Locale.ROOT);
        line.setLength(0);
        if (text.startsWith("http/1.1") && !text.contains(" 200 ")) {
          throw new IOException(text);
        }
        if (text.startsWith("content-length:")) {
          length = Integer.parseInt(text.substring(15).strip());
        }
        if (text.isEmpty()) {
          break;
        }
      }
      in.readNBytes(length);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static ServerSettings settings(int rows) {
    ServerSettings standard = ServerSettings.of(List.of(ModelConfig.of("har", MODEL)));
    return new ServerSettings(
        standard.models(),
        LoadSettings.standard(),
        new BatchSettings(2, rows, Duration.ofSeconds(5), 10_000),
        SessionSettings.standard(),
        standard.host(),
        OptionalInt.of(0),
        OptionalInt.of(0),
        standard.longest(),
        standard.limits(),
        standard.security(),
        standard.logs(),
        Duration.ofSeconds(1));
  }

  private static float[] numbers() {
    Random random = new Random(1);
    float[] values = new float[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      values[i] = Math.round(random.nextGaussian() * 1e6) / 1e6f;
    }
    return values;
  }

  private static ByteString bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return ByteString.copyFrom(bytes);
  }

  private static Call grpc(ManagedChannel channel) {
    PredictRequest.Builder request =
        PredictRequest.newBuilder()
            .setModelSpec(ModelSpec.newBuilder().setName("har"))
            .addOutputFilter("probabilities");
    org.tensorflow.proto.TensorProto.Builder tensor =
        org.tensorflow.proto.TensorProto.newBuilder()
            .setDtype(org.tensorflow.proto.DataType.DT_FLOAT)
            .setTensorContent(bytes(numbers()));
    for (int size : new int[] {1, 128, 9}) {
      tensor.getTensorShapeBuilder().addDimBuilder().setSize(size);
    }
    PredictRequest built = request.putInputs("inputs", tensor.build()).build();
    var stub = PredictionServiceGrpc.newBlockingStub(channel);
    return () -> answered(stub.predict(built));
  }

  private static void answered(Message answer) throws IOException {
    if (answer.getSerializedSize() == 0) {
      throw new IOException("an empty answer");
    }
  }

  private static Call grpcV2(ManagedChannel channel) {
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName("har")
            .addInputs(
                InferInputTensor.newBuilder()
                    .setName("inputs")
                    .setDatatype("FP32")
                    .addShape(1)
                    .addShape(128)
                    .addShape(9))
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("probabilities"))
            .addRawInputContents(bytes(numbers()))
            .build();
    var stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    return () -> answered(stub.modelInfer(request));
  }

  private static Call json(int port) throws IOException {
    StringBuilder body = new StringBuilder("{\"instances\": [[");
    float[] values = numbers();
    for (int i = 0; i < NUMBERS; i++) {
      body.append(i % 9 == 0 ? (i == 0 ? "[" : "], [") : ", ").append(values[i]);
    }
    body.append("]]]}");
    return new Http(
        "POST",
        port,
        "/v1/models/har:predict?outputs=probabilities",
        body.toString().getBytes(StandardCharsets.UTF_8),
        "");
  }

  private static Call live(int port) throws IOException {
    return new Http("GET", port, "/v2/health/live", new byte[0], "");
  }

  private static Call grpcLive(ManagedChannel channel) {
    var stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    return () -> {
      if (!stub.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()) {
        throw new IOException("not live");
      }
    };
  }

  private static Call binary(int port) throws IOException {
    byte[] head =
        ("{\"inputs\":[{\"name\":\"inputs\",\"shape\":[1,128,9],\"datatype\":\"FP32\","
                + "\"parameters\":{\"binary_data_size\":4608}}],\"outputs\":[{\"name\":"
                + "\"probabilities\",\"parameters\":{\"binary_data\":true}}]}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] body = Arrays.copyOf(head, head.length + 4 * NUMBERS);
    bytes(numbers()).copyTo(body, head.length);
    return new Http(
        "POST",
        port,
        "/v2/models/har/infer",
        body,
        "Inference-Header-Content-Length: " + head.length + "\r\n");
  }

  private static Call bare(SignatureRunner runner, int rows) {
    float[] one = numbers();
    float[] values = new float[rows * NUMBERS];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(one, 0, values, i * NUMBERS, NUMBERS);
    }
    return () -> {
      try (TFloat32 tensor =
              TFloat32.tensorOf(Shape.of(rows, 128, 9), DataBuffers.of(values, true, false));
          NamedTensors found = runner.run(Map.of("inputs", tensor), List.of("probabilities"))) {
        found.get("probabilities").asRawTensor().data().getByte(0);
      }
    };
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** Milliseconds of the processors, those of clients in it, which other programs do not change. */
  private static double processor() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e6;
  }

  /** Milliseconds of each call, in rounds side by side. */
  private static Map<String, double[]> latencies(
      Map<String, Call> calls, Map<String, Double> processor) throws IOException {
    Map<String, double[]> found = new LinkedHashMap<>();
    calls.keySet().forEach(name -> found.put(name, new double[ROUNDS * EACH]));
    for (int round = -ROUNDS; round < ROUNDS; round++) {
      for (Map.Entry<String, Call> call : calls.entrySet()) {
        double before = processor();
        for (int i = 0; i < EACH; i++) {
          long begin = System.nanoTime();
          call.getValue().run();
          if (round >= 0) {
            found.get(call.getKey())[round * EACH + i] = (System.nanoTime() - begin) / 1e6;
          }
        }
        if (round >= 0) {
          processor.merge(
              call.getKey(), (processor() - before) / EACH / ROUNDS, (one, more) -> one + more);
        }
      }
    }
    found.values().forEach(Arrays::sort);
    return found;
  }

  private interface Maker {
    Call make() throws IOException;
  }

  /** Calls a second by clients that wait for their answers. */
  private static double rate(int clients, Maker maker) throws IOException, InterruptedException {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      calls.add(maker.make());
    }
    AtomicLong done = new AtomicLong();
    long begin = System.nanoTime() + 2_000_000_000L;
    long end = begin + 4_000_000_000L;
    List<Thread> threads = new ArrayList<>();
    for (Call call : calls) {
      Thread thread =
          new Thread(
              () -> {
                try (call) {
                  for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                    call.run();
                    if (now >= begin) {
                      done.incrementAndGet();
                    }
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return done.get() / 4.0;
  }

  /** Prints a table. */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (LoadedModel model =
            LoadedModel.load(MODEL.resolve("1"), false, Compute.standard().withThreads(1));
        UnrollServer batched = new UnrollServer(settings(64), "bench");
        UnrollServer single = new UnrollServer(settings(1), "bench")) {
      SignatureRunner runner = model.runner("serving_default");
      ManagedChannel channel = channel(batched);
      Map<String, Call> calls = new LinkedHashMap<>();
      calls.put("bare", bare(runner, 1));
      calls.put("empty HTTP", live(batched.httpPort().orElseThrow()));
      calls.put("empty gRPC", grpcLive(channel));
      calls.put("gRPC", grpc(channel));
      calls.put("gRPC v2", grpcV2(channel));
      calls.put("HTTP v2", binary(batched.httpPort().orElseThrow()));
      calls.put("HTTP JSON", json(batched.httpPort().orElseThrow()));
      System.out.printf(
          "load %.1f%n%-10s %8s %8s %8s %8s%n",
          load(), "1 client", "p50 ms", "p99 ms", "over p50", "cpu ms");
      Map<String, Double> processor = new LinkedHashMap<>();
      double floor = 0;
      for (Map.Entry<String, double[]> found : latencies(calls, processor).entrySet()) {
        double[] times = found.getValue();
        double half = times[times.length / 2];
        floor = found.getKey().equals("bare") ? half : floor;
        System.out.printf(
            "%-10s %8.3f %8.3f %8.3f %8.3f%n",
            found.getKey(),
            half,
            times[times.length * 99 / 100],
            half - floor,
            processor.get(found.getKey()));
      }
      System.out.printf("load %.1f%nrows a second%n", load());
      for (int round = 0; round < (args.length > 0 ? Integer.parseInt(args[0]) : 2); round++) {
        System.out.printf("bare, 2 threads, 1 row    %8.0f%n", rate(2, () -> bare(runner, 1)));
        System.out.printf(
            "bare, 2 threads, 16 rows  %8.0f%n", 16 * rate(2, () -> bare(runner, 16)));
        for (UnrollServer server : List.of(single, batched)) {
          String kind = server == single ? "single " : "batched";
          int port = server.httpPort().orElseThrow();
          ManagedChannel own = channel(server);
          System.out.printf("gRPC 32 clients %s   %8.0f%n", kind, rate(32, () -> grpc(own)));
          System.out.printf("v2   32 clients %s   %8.0f%n", kind, rate(32, () -> binary(port)));
          System.out.printf("JSON 32 clients %s   %8.0f%n", kind, rate(32, () -> json(port)));
          own.shutdownNow();
        }
      }
      System.out.printf("load %.1f%n", load());
      channel.shutdownNow();
    }
  }

  private static ManagedChannel channel(UnrollServer server) {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort().orElseThrow())
        .usePlaintext()
        .build();
  }
}
