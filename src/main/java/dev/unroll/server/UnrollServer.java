package dev.unroll.server;

import dev.unroll.server.grpc.GrpcServer;
import dev.unroll.server.http.HttpServer;
import dev.unroll.server.model.ModelStore;
import dev.unroll.server.run.Engine;
import dev.unroll.server.v1.V1Handler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A server of models. It listens once it is made; close it to finish what it has accepted, and to
 * release what it holds.
 */
public final class UnrollServer implements AutoCloseable {

  private final ModelStore store;
  private final Engine engine;
  private final HttpServer http;
  private final GrpcServer grpc;

  /**
   * Loads the models and begins to listen.
   *
   * @throws IOException where a port is taken
   */
  public UnrollServer(ServerSettings settings) throws IOException {
    store = new ModelStore(settings.load());
    store.configure(settings.models());
    store.refresh();
    engine = new Engine(store, settings.batches());
    http =
        new HttpServer(
            new InetSocketAddress(settings.host(), settings.httpPort().orElse(0)),
            List.of(new V1Handler(store, engine, settings.longest())),
            settings.largestBody());
    grpc =
        new GrpcServer(
            new InetSocketAddress(settings.host(), settings.grpcPort().orElse(0)),
            store,
            engine,
            settings.longest(),
            settings.largestBody());
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
    engine.close();
    http.close();
    grpc.close();
    store.close();
  }
}
