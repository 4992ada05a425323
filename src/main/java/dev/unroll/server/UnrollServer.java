package dev.unroll.server;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.Part;
import dev.unroll.internal.server.grpc.GrpcServer;
import dev.unroll.internal.server.grpc.RecordedRequests;
import dev.unroll.internal.server.http.HttpServer;
import dev.unroll.internal.server.model.ModelFinder;
import dev.unroll.internal.server.model.ModelPoller;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.Warmup;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.internal.server.run.Workers;
import dev.unroll.internal.server.session.StepEngine;
import dev.unroll.internal.server.settings.ModelsFile;
import dev.unroll.internal.server.v1.V1Handler;
import dev.unroll.internal.server.v2.InferEngine;
import dev.unroll.internal.server.v2.V2Handler;
import dev.unroll.internal.server.warmup.AutomaticWarmup;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ReloadSettings;
import dev.unroll.server.settings.ServerSettings;
import dev.unroll.server.settings.WarmupSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * A server of models. It listens once it is made; close it to finish what it has accepted, and to
 * release what it holds.
 */
public final class UnrollServer implements AutoCloseable {

  private final ModelStore store;
  private final ModelPoller poller;
  private final Workers workers;
  private final StepEngine steps;
  private final HttpServer http;
  private final GrpcServer grpc;
  private volatile boolean closing;

  /**
   * Loads the models and begins to listen.
   *
   * @param version of the program, which clients are told
   * @throws IOException where a port is taken
   * @throws dev.unroll.check.InputException where a model has versions, of which none can be served
   */
  public UnrollServer(ServerSettings settings, String version) throws IOException {
    Part.GRPC.require();
    store = new ModelStore(settings.load(), warmup(settings));
    poller = new ModelPoller(store);
    load(settings);
    workers = new Workers(settings.batches());
    Engine engine = new Engine(store, workers);
    steps = new StepEngine(store, workers, settings.sessions());
    InferEngine infer = new InferEngine(engine, steps);
    http =
        new HttpServer(
            new InetSocketAddress(settings.host(), settings.httpPort().orElse(0)),
            List.of(
                new V1Handler(store, engine, steps, settings.longest()),
                new V2Handler(store, infer, version, this::ready, settings.longest())),
            settings.largestBody());
    grpc =
        new GrpcServer(
            new InetSocketAddress(settings.host(), settings.grpcPort().orElse(0)),
            store,
            poller,
            engine,
            infer,
            version,
            this::ready,
            settings.longest(),
            settings.largestBody());
  }

  private static Warmup warmup(ServerSettings settings) {
    WarmupSettings chosen = settings.load().warmup();
    Warmup automatic =
        chosen.automatic() ? new AutomaticWarmup(settings.batches().rows()) : Warmup.none();
    Warmup recorded =
        chosen.recorded()
            ? new RecordedRequests(settings.batches(), chosen.times())
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
    boolean done = false;
    try {
      Optional<ModelsFile> file = reload.modelsFile().map(ModelsFile::new);
      try {
        poller
            .start(reload, () -> file.isPresent() ? file.get().changed() : Optional.empty())
            .join();
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
      done = true;
    } finally {
      if (!done) {
        poller.close();
        store.close();
      }
    }
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

  /** Whether every model has a version that is served, and the server takes requests. */
  public boolean ready() {
    return !closing && store.ready();
  }

  /** The port of HTTP. */
  public int httpPort() {
    return http.port();
  }

  /** The port of gRPC. */
  public int grpcPort() {
    return grpc.port();
  }

  @Override
  public void close() {
    closing = true;
    poller.close();
    workers.close();
    steps.close();
    http.close();
    grpc.close();
    store.close();
  }
}
