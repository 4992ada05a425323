package dev.unroll.internal.server.grpc;

import dev.unroll.internal.server.model.ModelPoller;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.internal.server.v2.InferEngine;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The services over gRPC. */
public final class GrpcServer implements AutoCloseable {

  private final Server server;
  private final HealthStatusManager health = new HealthStatusManager();

  /**
   * Begins to listen.
   *
   * @param address a port of 0 stands for any that is free
   * @param poller that loads other models when a client asks for it
   * @param version of the server
   * @param ready whether the server takes requests
   * @param longest time for an answer, where a call has no deadline
   * @param largestMessage in bytes
   * @throws IOException where the port is taken
   */
  @SuppressWarnings("deprecation") // of the reflection that older clients ask for
  public GrpcServer(
      InetSocketAddress address,
      ModelStore store,
      ModelPoller poller,
      Engine engine,
      InferEngine infer,
      String version,
      BooleanSupplier ready,
      Duration longest,
      int largestMessage)
      throws IOException {
    server =
        NettyServerBuilder.forAddress(address)
            .maxInboundMessageSize(largestMessage)
            .addService(new PredictionService(store, engine, longest, false))
            .addService(new ModelService(store, poller))
            .addService(new InferenceService(store, infer, version, ready, longest))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .addService(io.grpc.protobuf.services.ProtoReflectionService.newInstance())
            .build()
            .start();
  }

  /** The port that it listens at. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
