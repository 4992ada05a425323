package dev.unroll.internal.server.metrics;

import dev.unroll.internal.server.model.LoadListener;
import dev.unroll.internal.server.request.RequestObserver;
import dev.unroll.internal.server.request.Status;
import dev.unroll.internal.server.request.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * What is counted and timed, by Unroll's names and by TensorFlow Serving's. Safe for any number of
 * threads.
 */
public final class Metrics implements RequestObserver, LoadListener {

  private static final double NANOS_OF_SECOND = 1e9;
  private static final double NANOS_OF_MICRO = 1e3;

  /** TensorFlow Serving's ranges of microseconds. */
  private static final double[] MICROS = Spread.bounds(10, 1.8, 33);

  /** A tenth of a millisecond to about a minute. */
  private static final double[] SECONDS = Spread.bounds(0.0001, 2, 20);

  private static final double[] ROWS = Spread.bounds(1, 2, 13);

  /**
   * A number that is asked for when it is wanted.
   *
   * @param type {@code gauge} or {@code counter}
   * @param label its name; empty where there is one value without
   * @param values by the label
   */
  private record Told(
      String name, String type, String help, String label, Supplier<Map<String, Double>> values) {}

  private final List<Told> told = new CopyOnWriteArrayList<>();

  private final Family<Count> requests =
      counts(
          "unroll_requests_total",
          "Requests that have ended.",
          List.of("model", "version", "signature", "protocol", "code"));
  private final Family<Spread> total =
      spreads(
          "unroll_request_seconds",
          "Time from the first byte of a request to its answer.",
          List.of("model", "protocol"),
          SECONDS);
  private final Family<Spread> queue =
      spreads(
          "unroll_queue_seconds",
          "Time that requests waited for a model to run.",
          List.of("model"),
          SECONDS);
  private final Family<Spread> run =
      spreads("unroll_run_seconds", "Time that models ran.", List.of("model"), SECONDS);
  private final Family<Spread> batch =
      spreads(
          "unroll_batch_rows",
          "Rows that ran together, as each request saw it.",
          List.of("model"),
          ROWS);
  private final Family<Count> rows =
      counts("unroll_rows_total", "Rows of requests that models answered.", List.of("model"));
  private final Family<Count> received =
      counts("unroll_received_bytes_total", "Bytes of requests.", List.of("protocol"));
  private final Family<Count> sent =
      counts("unroll_sent_bytes_total", "Bytes of answers.", List.of("protocol"));

  private final Family<Count> servingRequests =
      counts(
          ":tensorflow:serving:request_count",
          "The total number of requests.",
          List.of("model_name", "status"));
  private final Family<Spread> servingLatency =
      spreads(
          ":tensorflow:serving:request_latency",
          "Microseconds of requests that went well.",
          List.of("model_name", "API", "entrypoint"),
          MICROS);
  private final Family<Spread> servingRuntime =
      spreads(
          ":tensorflow:serving:runtime_latency",
          "Microseconds that models ran.",
          List.of("model_name", "API", "runtime"),
          MICROS);
  private final Family<Spread> servingExamples =
      spreads(
          ":tensorflow:serving:request_example_counts",
          "Rows of a request.",
          List.of("model"),
          ROWS);
  private final Family<Count> servingExampleTotal =
      counts(
          ":tensorflow:serving:request_example_count_total",
          "The total number of rows.",
          List.of("model"));
  private final Family<Spread> servingQueue =
      spreads(
          ":tensorflow:serving:batching_session:queuing_latency",
          "Microseconds that requests waited for a model to run.",
          List.of("thread_pool_name"),
          MICROS);

  private final Family<Count> loadAttempts =
      counts(
          ":tensorflow:cc:saved_model:load_attempt_count",
          "The number of times a SavedModel was loaded, or could not be.",
          List.of("model_path", "status"));
  private final Family<Count> loadLatency =
      counts(
          ":tensorflow:cc:saved_model:load_latency",
          "Microseconds of loading SavedModels that could be loaded.",
          List.of("model_path"));
  private final Family<Spread> warmupLatency =
      spreads(
          ":tensorflow:serving:model_warmup_latency",
          "Microseconds of warming a model up.",
          List.of("model_path", "status"),
          MICROS);
  private final Family<Count> warmupRequests =
      counts(
          "unroll_warmup_requests_total",
          "Requests that warmed a signature up.",
          List.of("model", "signature"));
  private final Family<Count> warmupRecords =
      counts(
          ":tensorflow:serving:model_warmup_records_read",
          "Records that were read to warm a model up.",
          List.of("model_path"));

  private final List<Family<?>> families =
      List.of(
          requests,
          total,
          queue,
          run,
          batch,
          rows,
          received,
          sent,
          servingRequests,
          servingLatency,
          servingRuntime,
          servingExamples,
          servingExampleTotal,
          servingQueue,
          loadAttempts,
          loadLatency,
          warmupLatency,
          warmupRequests,
          warmupRecords);

  private static Family<Count> counts(String name, String help, List<String> labels) {
    return new Family<>(name, "counter", help, labels, Count::new);
  }

  private static Family<Spread> spreads(
      String name, String help, List<String> labels, double[] bounds) {
    return new Family<>(name, "histogram", help, labels, () -> new Spread(bounds));
  }

  /** Adds a number that goes up and down. */
  public void gauge(String name, String help, DoubleSupplier value) {
    told.add(new Told(name, "gauge", help, "", () -> Map.of("", value.getAsDouble())));
  }

  /** Adds a number that only grows. */
  public void counter(String name, String help, DoubleSupplier value) {
    told.add(new Told(name, "counter", help, "", () -> Map.of("", value.getAsDouble())));
  }

  /** Adds numbers that go up and down, by the values of a label. */
  public void gauges(String name, String help, String label, Supplier<Map<String, Double>> values) {
    told.add(new Told(name, "gauge", help, label, values));
  }

  @Override
  public void loaded(Path folder, boolean done, long nanos) {
    loadAttempts.of(folder.toString(), done ? "success" : "fail").add(1);
    if (done) {
      loadLatency.of(folder.toString()).add(nanos / 1000);
    }
  }

  @Override
  public void warmed(Path folder, boolean done, long nanos) {
    warmupLatency.of(folder.toString(), done ? "success" : "fail").add(nanos / NANOS_OF_MICRO);
  }

  /** A request has warmed a signature up. */
  public void warmedBy(String model, String signature) {
    warmupRequests.of(model, signature).add(1);
  }

  /** Records were read to warm a version up. */
  public void warmupRecords(Path folder, int records) {
    warmupRecords.of(folder.toString()).add(records);
  }

  @Override
  public void ended(Trace trace) {
    String model = trace.model();
    String version = trace.version() < 0 ? "" : Long.toString(trace.version());
    String protocol = trace.protocol();
    requests.of(model, version, trace.signature(), protocol, trace.code()).add(1);
    total.of(model, protocol).add(trace.totalNanos() / NANOS_OF_SECOND);
    received.of(protocol).add(trace.received());
    sent.of(protocol).add(trace.sent());
    boolean rest = protocol.equals("rest") || protocol.equals("v2");
    if (trace.version() < 0) {
      return;
    }
    servingRequests.of(model, trace.status().name()).add(1);
    if (trace.queueNanos() >= 0) {
      queue.of(model).add(trace.queueNanos() / NANOS_OF_SECOND);
      servingQueue.of("unroll-run").add(trace.queueNanos() / NANOS_OF_MICRO);
      batch.of(model).add(trace.batch());
    }
    if (trace.status() != Status.OK) {
      return;
    }
    String api = api(trace.call());
    rows.of(model).add(trace.rows());
    servingExamples.of(model).add(trace.rows());
    servingExampleTotal.of(model).add(trace.rows());
    servingLatency.of(model, api, rest ? "REST" : "GRPC").add(trace.totalNanos() / NANOS_OF_MICRO);
    if (trace.runNanos() >= 0) {
      run.of(model).add(trace.runNanos() / NANOS_OF_SECOND);
      servingRuntime.of(model, api, "TF1").add(trace.runNanos() / NANOS_OF_MICRO);
    }
  }

  /** {@code predict} of {@code POST /v1/models/M:predict}, {@code Predict} of its method. */
  private static String api(String call) {
    return call.substring(Math.max(call.lastIndexOf('/'), call.lastIndexOf(':')) + 1);
  }

  /** All of it, in Prometheus's text format 0.0.4. */
  public String text() {
    StringBuilder text = new StringBuilder(16_384);
    families.forEach(family -> family.write(text));
    List<Told> ordered = new ArrayList<>(told);
    for (Told one : ordered) {
      text.append("# HELP ").append(one.name).append(' ').append(one.help).append('\n');
      text.append("# TYPE ").append(one.name).append(' ').append(one.type).append('\n');
      new TreeMap<>(one.values.get())
          .forEach(
              (label, value) ->
                  Family.line(
                      text,
                      one.name,
                      one.label.isEmpty() ? "" : Family.labels(List.of(one.label), List.of(label)),
                      value));
    }
    return text.toString();
  }
}
