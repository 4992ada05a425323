package dev.unroll.server;

import static dev.unroll.check.Check.failure;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.unroll.check.Part;
import dev.unroll.internal.server.grpc.GrpcServer;
import dev.unroll.internal.server.grpc.RecordedRequests;
import dev.unroll.internal.server.http.HttpServer;
import dev.unroll.internal.server.metrics.Metrics;
import dev.unroll.internal.server.metrics.MetricsHandler;
import dev.unroll.internal.server.metrics.ProcessMemory;
import dev.unroll.internal.server.model.ModelFinder;
import dev.unroll.internal.server.model.ModelPoller;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.model.Warmup;
import dev.unroll.internal.server.page.PageHandler;
import dev.unroll.internal.server.request.Budget;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.RequestObserver;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.internal.server.run.Workers;
import dev.unroll.internal.server.session.StepEngine;
import dev.unroll.internal.server.settings.ModelsFile;
import dev.unroll.internal.server.v1.ExampleBody;
import dev.unroll.internal.server.v1.V1Handler;
import dev.unroll.internal.server.v2.InferEngine;
import dev.unroll.internal.server.v2.V2Handler;
import dev.unroll.internal.server.warmup.AutomaticWarmup;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ReloadSettings;
import dev.unroll.server.settings.ServerSettings;
import dev.unroll.server.settings.WarmupSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A server of models. It listens once it is made; {@link #drain} it to finish what it has accepted,
 * and close it to release what it holds.
 */
public final class UnrollServer implements AutoCloseable {

  /** Paths that need no token: who looks after the server has none, and the page asks for one. */
  private static final Set<String> OPEN =
      Set.of("/", "/favicon.ico", "/v2/health/live", "/v2/health/ready");

  /** Time between two looks at whether health has changed. */
  private static final long HEALTH_MILLIS = 500;

  private final ServerSettings settings;
  private final ModelStore store;
  private final ModelPoller poller;
  private final Workers workers;
  private final StepEngine steps;
  private final RequestLogs logs;
  private final Optional<HttpServer> http;
  private final Optional<GrpcServer> grpc;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("unroll-health").setDaemon(true).build());
  private volatile boolean closing;

  /**
   * Loads the models and begins to listen.
   *
   * @param version of the program, which clients are told
   * @throws dev.unroll.check.InputException where a port is taken, or a model has versions of which
   *     none can be served
   */
  public UnrollServer(ServerSettings settings, String version) throws IOException {
    Part.GRPC_NETTY.require();
    Part.GRPC_SERVICES.require();
    this.settings = settings;
    logs = RequestLogs.open(settings.logs());
    Metrics metrics = new Metrics();
    store = new ModelStore(settings.load(), warmup(settings, metrics), metrics);
    poller = new ModelPoller(store);
    workers = new Workers(settings.batches());
    steps = new StepEngine(store, workers, settings.sessions());
    Optional<HttpServer> listening = Optional.empty();
    boolean done = false;
    try {
      load(settings);
      if (settings.load().warmup().automatic()) {
        new FirstRequests(settings, store, poller, version).ask();
      }
      Engine engine = new Engine(store, workers, settings.protocols().methodNames());
      InferEngine infer = new InferEngine(engine, steps);
      Budget budget = new Budget(settings.limits().bodies());
      RequestObserver observer = logs.and(metrics);
      if (settings.httpPort().isPresent()) {
        listening =
            Optional.of(
                new HttpServer(
                    settings,
                    List.of(
                        new V1Handler(store, engine, steps, settings.longest()),
                        new V2Handler(
                            store, poller, infer, version, this::ready, settings.longest()),
                        new MetricsHandler(
                            metrics, Set.of("/metrics", settings.logs().metricsPath())),
                        new PageHandler(store)),
                    OPEN,
                    budget,
                    observer));
      }
      http = listening;
      grpc =
          settings.grpcPort().isPresent()
              ? Optional.of(
                  new GrpcServer(
                      settings,
                      store,
                      poller,
                      engine,
                      infer,
                      version,
                      this::ready,
                      budget,
                      observer))
              : Optional.empty();
      tell(metrics, budget);
      grpc.ifPresent(
          server -> {
            store.whenRefreshed(server::refreshHealth);
            ScheduledFuture<?> unused =
                clock.scheduleWithFixedDelay(
                    server::refreshHealth, HEALTH_MILLIS, HEALTH_MILLIS, TimeUnit.MILLISECONDS);
          });
      done = true;
    } finally {
      if (!done) {
        listening.ifPresent(HttpServer::close);
        logs.close();
        clock.shutdownNow();
        poller.close();
        workers.close();
        steps.close();
        store.close();
      }
    }
  }

  /** Adds what is known without requests. */
  private void tell(Metrics metrics, Budget budget) {
    metrics.gauge("unroll_ready", "1 where the server takes requests.", () -> ready() ? 1 : 0);
    metrics.gauge("unroll_waiting_requests", "Requests that wait to run.", workers::waiting);
    metrics.gauge("unroll_sessions", "Sessions that live.", steps::count);
    metrics.gauge("unroll_session_bytes", "Bytes of their states.", () -> (double) steps.bytes());
    metrics.gauge(
        "unroll_body_bytes", "Bytes of bodies that are held.", () -> (double) budget.taken());
    metrics.gauge(
        "unroll_http_connections",
        "Connections over HTTP.",
        () -> http.map(HttpServer::connections).orElse(0));
    metrics.gauge(
        "unroll_grpc_connections",
        "Connections over gRPC.",
        () -> grpc.map(GrpcServer::connections).orElse(0));
    metrics.gauge(
        "unroll_grpc_streams",
        "Streams of the Open Inference Protocol over gRPC.",
        () -> grpc.map(GrpcServer::streams).orElse(0));
    metrics.counter(
        ":tensorflow:serving:batching_session:wrapped_run_count",
        "Runs of models, of one request or of several together.",
        () -> (double) workers.statistics().computed().count());
    metrics.counter(
        ":tensorflow:core:graph_runs",
        "Runs of models.",
        () -> (double) workers.statistics().computed().count());
    metrics.counter(
        ":tensorflow:core:graph_run_time_usecs",
        "Microseconds that models ran.",
        () -> workers.statistics().computed().nanos() / 1000.0);
    metrics.gauge("unroll_open_versions", "Versions of models whose memory is held.", store::open);
    metrics.gauges(
        "unroll_model_versions",
        "Versions of a model that are served.",
        "model",
        () -> {
          Map<String, Double> versions = new TreeMap<>();
          store.names().forEach(name -> versions.put(name, (double) versionsOf(name)));
          return versions;
        });
    if (ProcessMemory.resident().isPresent()) {
      metrics.gauge(
          "process_resident_memory_bytes",
          "Bytes of memory that the process holds.",
          () -> (double) ProcessMemory.resident().orElse(0));
    }
    Runtime runtime = Runtime.getRuntime();
    metrics.gauge(
        "unroll_heap_bytes",
        "Bytes of Java's heap that are in use.",
        () -> (double) (runtime.totalMemory() - runtime.freeMemory()));
    metrics.counter(
        ":tensorflow:serving:request_log_count",
        "Requests that were recorded.",
        () -> (double) logs.recorded());
    metrics.counter(
        "unroll_log_lost_total",
        "Records of logs that could not be written.",
        () -> (double) logs.lost());
  }

  private int versionsOf(String name) {
    try {
      return store.versions(name).size();
    } catch (Refusal e) {
      // It has just gone.
      return 0;
    }
  }

  /** The newest versions of the models that are served, by the names of the models. */
  public List<ServedModel> models() {
    List<ServedModel> models = new ArrayList<>();
    for (String name : store.names()) {
      try (ModelVersion.Lease lease = store.lease(ModelName.newest(name))) {
        ModelVersion version = lease.version();
        models.add(
            new ServedModel(
                name,
                version.number(),
                version.signatures().keySet().asList(),
                List.copyOf(version.refused()),
                version.stepwise(),
                ExampleBody.of(version)));
      } catch (Refusal e) {
        // What has no version is told of by its reason.
      }
    }
    return models;
  }

  /** Why models are not served at the moment, by their names; nothing as a rule. */
  public SortedMap<String, String> unserved() {
    return store.unserved();
  }

  private static Warmup warmup(ServerSettings settings, Metrics metrics) {
    WarmupSettings chosen = settings.load().warmup();
    Warmup automatic =
        chosen.automatic()
            ? new AutomaticWarmup(settings.batches().rows(), metrics::warmedBy)
            : Warmup.none();
    Warmup recorded =
        chosen.recorded()
            ? new RecordedRequests(settings.batches(), chosen.times(), metrics::warmupRecords)
            : Warmup.none();
    return (model, leases) -> {
      automatic.warm(model, leases);
      recorded.warm(model, leases);
    };
  }

  /** Loads what is there; a model that has versions of which none can be served is a mistake. */
  private void load(ServerSettings settings) {
    ReloadSettings reload = settings.load().reload();
    store.configure(settings.models());
    Optional<ModelsFile> file = reload.modelsFile().map(ModelsFile::new);
    try {
      poller.start(reload, () -> file.isPresent() ? file.get().changed() : Optional.empty()).join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof Refusal)) {
        throw e;
      }
      // Files that keep changing are taken once they do not.
    }
    store
        .failures()
        .forEach(
            (name, why) -> {
              throw failure("model '%s': %s", name, why);
            });
  }

  /**
   * The models that a folder holds: the one of a folder of versions, of a SavedModel or run folder,
   * named after it; else those in it, each in a folder of its name.
   *
   * @throws dev.unroll.check.InputException where there is none
   */
  public static List<ModelConfig> find(Path folder) throws IOException {
    return ModelFinder.find(folder);
  }

  /** The threads that run models. */
  Workers workers() {
    return workers;
  }

  /** The models, with their versions. */
  ModelStore store() {
    return store;
  }

  /** Whether every model has a version that is served, and the server takes requests. */
  public boolean ready() {
    return !closing && store.ready();
  }

  /** The port of HTTP; empty where it is not spoken. */
  public OptionalInt httpPort() {
    return http.map(server -> OptionalInt.of(server.port())).orElse(OptionalInt.empty());
  }

  /** The port of gRPC; empty where it is not spoken. */
  public OptionalInt grpcPort() {
    return grpc.map(server -> OptionalInt.of(server.port())).orElse(OptionalInt.empty());
  }

  /**
   * Is ready no more, lets no connection in, and waits until what was accepted is answered.
   *
   * @param most how long to wait
   */
  public void drain(Duration most) throws InterruptedException {
    closing = true;
    long deadline = System.nanoTime() + most.toNanos();
    if (grpc.isPresent()) {
      // Its clients hear at once that they are to go, and go while HTTP is waited for.
      grpc.get().drain(System.nanoTime());
    }
    if (http.isPresent()) {
      http.get().drain(deadline);
    }
    if (grpc.isPresent()) {
      grpc.get().drain(deadline);
    }
  }

  /** Waits as long as the settings say until what was accepted is answered, and ends. */
  @Override
  public void close() {
    try {
      drain(settings.drain());
    } catch (InterruptedException e) {
      // Whoever interrupts does not want to wait.
      Thread.currentThread().interrupt();
    }
    clock.shutdownNow();
    poller.close();
    http.ifPresent(HttpServer::close);
    grpc.ifPresent(GrpcServer::close);
    workers.close();
    steps.close();
    store.close();
    logs.close();
  }
}
