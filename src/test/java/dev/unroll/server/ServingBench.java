package dev.unroll.server;

import com.google.protobuf.Message;
import dev.unroll.graph.Compute;
import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.proto.ModelInferRequest;
import dev.unroll.internal.server.proto.PredictRequest;
import dev.unroll.internal.server.proto.PredictionServiceGrpc;
import dev.unroll.internal.server.proto.ServerLiveRequest;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.NamedTensors;
import dev.unroll.load.SignatureRunner;
import dev.unroll.server.settings.BatchSettings;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ProtocolSettings;
import dev.unroll.server.settings.ServerSettings;
import dev.unroll.server.settings.SessionSettings;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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

  private ServingBench() {}

  private interface Call extends AutoCloseable {
    void run() throws IOException;

    @Override
    default void close() throws IOException {}
  }

  /** The same request again and again over a connection that is kept. */
  private static final class Http implements Call {

    private final KeptConnection connection;
    private final byte[] request;

    Http(int port, byte[] request) throws IOException {
      connection = new KeptConnection(port);
      this.request = request;
    }

    @Override
    public void run() throws IOException {
      KeptConnection.Answer answer = connection.ask(request);
      if (answer.status() != 200) {
        throw new IOException(answer.head());
      }
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  private static ServerSettings settings(int rows) {
    ServerSettings standard = ServerSettings.of(List.of(ModelConfig.of("har", HarRequests.MODEL)));
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
        Duration.ofSeconds(1),
        ProtocolSettings.standard());
  }

  private static Call grpc(ManagedChannel channel) {
    PredictRequest request = HarRequests.predict();
    var stub = PredictionServiceGrpc.newBlockingStub(channel);
    return () -> answered(stub.predict(request));
  }

  private static void answered(Message answer) throws IOException {
    if (answer.getSerializedSize() == 0) {
      throw new IOException("an empty answer");
    }
  }

  private static Call grpcV2(ManagedChannel channel) {
    ModelInferRequest request = HarRequests.infer();
    var stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    return () -> answered(stub.modelInfer(request));
  }

  private static Call json(int port) throws IOException {
    return new Http(port, HarRequests.json(""));
  }

  private static Call live(int port) throws IOException {
    return new Http(port, KeptConnection.request("GET /v2/health/live", new byte[0], ""));
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
    return new Http(port, HarRequests.binary(""));
  }

  private static Call bare(SignatureRunner runner, int rows) {
    float[] one = HarRequests.values();
    float[] values = new float[rows * HarRequests.NUMBERS];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(one, 0, values, i * HarRequests.NUMBERS, HarRequests.NUMBERS);
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
            LoadedModel.load(
                HarRequests.MODEL.resolve("1"), false, Compute.standard().withThreads(1));
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
