package dev.unroll.server;

import dev.unroll.server.grpc.GrpcServer;
import dev.unroll.server.http.HttpServer;
import dev.unroll.server.model.ModelStore;
import dev.unroll.server.run.Engine;
import dev.unroll.server.run.Workers;
import dev.unroll.server.session.StepEngine;
import dev.unroll.server.v1.V1Handler;
import dev.unroll.server.v2.InferEngine;
import dev.unroll.server.v2.V2Handler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A server of models. It listens once it is made; close it to finish what it has accepted, and to
 * release what it holds.
 */
public final class UnrollServer implements AutoCloseable {

  private final ModelStore store;
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
   */
  public UnrollServer(ServerSettings settings, String version) throws IOException {
    store = new ModelStore(settings.load());
    store.configure(settings.models());
    store.refresh();
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
            engine,
            infer,
            version,
            this::ready,
            settings.longest(),
            settings.largestBody());
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

  /** The models that it serves. */
  public ModelStore store() {
    return store;
  }

  @Override
  public void close() {
    closing = true;
    workers.close();
    steps.close();
    http.close();
    grpc.close();
    store.close();
  }
}
