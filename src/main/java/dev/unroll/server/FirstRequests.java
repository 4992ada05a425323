package dev.unroll.server;

import dev.unroll.internal.server.grpc.GrpcCaller;
import dev.unroll.internal.server.grpc.GrpcServer;
import dev.unroll.internal.server.http.HttpCaller;
import dev.unroll.internal.server.http.HttpServer;
import dev.unroll.internal.server.model.ModelPoller;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.Budget;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.RequestObserver;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.internal.server.run.Workers;
import dev.unroll.internal.server.session.StepEngine;
import dev.unroll.internal.server.v1.ExampleBody;
import dev.unroll.internal.server.v1.V1Handler;
import dev.unroll.internal.server.v2.InferEngine;
import dev.unroll.internal.server.v2.PackedTensors;
import dev.unroll.internal.server.v2.V2Handler;
import dev.unroll.internal.server.warmup.Zeros;
import dev.unroll.load.SignatureRunner;
import dev.unroll.server.settings.Security;
import dev.unroll.server.settings.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first requests of a server, which load and compile what answers them: asked by itself, before
 * anybody else can. They go over a connection to a server of the same parts, at a port that takes a
 * token which nobody knows; nothing of them is counted or written down.
 */
final class FirstRequests {

  private static final Logger LOG = LoggerFactory.getLogger(FirstRequests.class);

  /** Time for all requests of a protocol. */
  private static final Duration MOST = Duration.ofMillis(400);

  /** Time for one. */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private static final int MOST_REQUESTS = 400;
  private static final long MOST_ELEMENTS = 100_000;

  private final ServerSettings settings;
  private final ModelStore store;
  private final ModelPoller poller;
  private final String version;
  private final String token = UUID.randomUUID().toString();

  /** Something that is asked again and again. */
  private interface Request {
    void ask() throws IOException;
  }

  FirstRequests(ServerSettings settings, ModelStore store, ModelPoller poller, String version) {
    this.settings = settings;
    this.store = store;
    this.poller = poller;
    this.version = version;
  }

  /**
   * Asks for about a second, two more where the model is slow. What is refused does not keep the
   * server from its work.
   */
  void ask() {
    long begin = System.nanoTime();
    ServerSettings apart =
        settings
            .with(
                settings.limits(), new Security(Optional.empty(), List.of(token), Optional.empty()))
            .apart();
    int asked = 0;
    try (Workers workers = new Workers(settings.batches());
        StepEngine steps = new StepEngine(store, workers, settings.sessions())) {
      Engine engine = new Engine(store, workers, settings.protocols().methodNames());
      InferEngine infer = new InferEngine(engine, steps);
      Budget budget = new Budget(settings.limits().bodies());
      RequestObserver nobody = trace -> {};
      if (apart.httpPort().isPresent()) {
        try (HttpServer server =
            new HttpServer(
                apart,
                List.of(
                    new V1Handler(store, engine, steps, LONGEST),
                    new V2Handler(store, poller, infer, version, () -> false, LONGEST)),
                Set.of(),
                budget,
                nobody)) {
          asked += inTurns(http(new HttpCaller(server.port(), token, LONGEST)));
        }
      }
      if (apart.grpcPort().isPresent()) {
        try (GrpcServer server =
                new GrpcServer(
                    apart, store, poller, engine, infer, version, () -> false, budget, nobody);
            GrpcCaller caller = new GrpcCaller(server.port(), token, LONGEST)) {
          asked += inTurns(grpc(caller));
        }
      }
    } catch (RuntimeException e) {
      LOG.info("the first requests were not answered: {}", e.getMessage());
    }
    LOG.info(
        "{} first requests were answered in {} ms", asked, (System.nanoTime() - begin) / 1_000_000);
  }

  /** Asks one after the other, those that are refused no more; how many were answered. */
  private static int inTurns(List<Request> requests) {
    long end = System.nanoTime() + MOST.toNanos();
    List<Request> left = new ArrayList<>(requests);
    int asked = 0;
    while (!left.isEmpty() && asked < MOST_REQUESTS && System.nanoTime() - end < 0) {
      for (Request request : List.copyOf(left)) {
        if (System.nanoTime() - end >= 0) {
          break;
        }
        try {
          request.ask();
          asked++;
        } catch (IOException | RuntimeException e) {
          LOG.debug("a first request was refused", e);
          left.remove(request);
        }
      }
    }
    return asked;
  }

  private List<Request> http(HttpCaller caller) {
    List<Request> requests = new ArrayList<>();
    inputs()
        .forEach(
            (model, inputs) -> {
              byte[] json = ExampleBody.of(inputs).getBytes(StandardCharsets.UTF_8);
              requests.add(
                  () -> answered(caller.post("/v1/models/" + model + ":predict", Map.of(), json)));
              byte[] head = head(inputs).getBytes(StandardCharsets.UTF_8);
              ByteArrayOutputStream packed = new ByteArrayOutputStream();
              packed.writeBytes(head);
              inputs.values().forEach(value -> packed.writeBytes(PackedTensors.write(value)));
              byte[] body = packed.toByteArray();
              Map<String, String> length =
                  Map.of("Inference-Header-Content-Length", Integer.toString(head.length));
              requests.add(
                  () -> answered(caller.post("/v2/models/" + model + "/infer", length, body)));
            });
    return requests;
  }

  private static void answered(int status) throws IOException {
    if (status != 200) {
      throw new IOException("status " + status);
    }
  }

  private static String head(Map<String, TensorValue> inputs) {
    List<String> all = new ArrayList<>();
    inputs.forEach(
        (name, value) ->
            all.add(
                String.format(
                    Locale.ROOT,
                    "{\"name\": \"%s\", \"shape\": %s, \"datatype\": \"%s\", \"parameters\":"
                        + " {\"binary_data_size\": %d}}",
                    name,
                    Arrays.toString(value.shape()),
                    value.type().protocolName(),
                    PackedTensors.write(value).length)));
    return "{\"inputs\": " + all + ", \"parameters\": {\"binary_data_output\": true}}";
  }

  private List<Request> grpc(GrpcCaller caller) {
    List<Request> requests = new ArrayList<>();
    inputs()
        .forEach(
            (model, inputs) -> {
              requests.add(() -> caller.predict(model, inputs));
              requests.add(() -> caller.infer(model, inputs));
            });
    return requests;
  }

  /** A row of numbers for each model that takes some. */
  private Map<String, Map<String, TensorValue>> inputs() {
    Map<String, Map<String, TensorValue>> found = new LinkedHashMap<>();
    for (String name : store.names()) {
      try (ModelVersion.Lease lease = store.lease(ModelName.newest(name))) {
        ModelVersion served = lease.version();
        SignatureRunner runner = served.signature(Engine.DEFAULT_SIGNATURE);
        if (runner.writes().isEmpty() && name.matches("[\\w.-]+")) {
          Zeros.of(served, runner, 1, MOST_ELEMENTS)
              .ifPresent(zeros -> found.put(name, numbers(zeros)));
        }
      } catch (Refusal e) {
        // What is not served is not asked.
      }
    }
    return found;
  }

  /** Numbers with digits, which take longer to read than zeros. */
  private static Map<String, TensorValue> numbers(Map<String, TensorValue> zeros) {
    Map<String, TensorValue> numbers = new LinkedHashMap<>(zeros);
    numbers.replaceAll(
        (name, value) -> {
          if (value.type() != ElementType.FLOAT) {
            return value;
          }
          float[] values = new float[Math.toIntExact(value.elements())];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(0.7 * i);
          }
          return TensorValue.ofFloats(values, value.shape());
        });
    return numbers;
  }
}
