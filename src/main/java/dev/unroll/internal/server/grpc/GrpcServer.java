package dev.unroll.internal.server.grpc;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.Choice;
import dev.unroll.internal.server.http.TlsContexts;
import dev.unroll.internal.server.model.ModelPoller;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.request.Budget;
import dev.unroll.internal.server.request.ReadingThread;
import dev.unroll.internal.server.request.RequestObserver;
import dev.unroll.internal.server.request.Tokens;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.internal.server.v2.InferEngine;
import dev.unroll.server.settings.Limits;
import dev.unroll.server.settings.ServerSettings;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The services over gRPC. */
@SuppressWarnings("FutureReturnValueIgnored") // of threads that end
public final class GrpcServer implements AutoCloseable {

  /** Calls of one connection at a time. */
  private static final int MOST_CALLS = 1000;

  private final MultiThreadIoEventLoopGroup loops;
  private final Server server;
  private final HealthService health;

  /**
   * Begins to listen.
   *
   * @param settings with a port for gRPC; 0 stands for any that is free
   * @param poller that loads other models when a client asks for it
   * @param version of the server
   * @param ready whether the server takes requests
   * @param budget of the bytes of messages
   * @throws dev.unroll.check.InputException where the port is taken
   */
  @SuppressWarnings("deprecation") // of the reflection that older clients ask for
  public GrpcServer(
      ServerSettings settings,
      ModelStore store,
      ModelPoller poller,
      Engine engine,
      InferEngine infer,
      String version,
      BooleanSupplier ready,
      Budget budget,
      RequestObserver observer) {
    Limits limits = settings.limits();
    int port = settings.grpcPort().orElseThrow();
    health = new HealthService(store, ready);
    store.whenRefreshed(health::refresh);
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    ReadingThread.begin(loops.next());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), port))
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelFactory(() -> new LimitedServerSocket(limits.connections()))
            .withOption(ChannelOption.SO_REUSEADDR, true)
            // Nothing waits on the way to the workers, so that no other thread need be woken.
            .directExecutor()
            .maxInboundMessageSize(limits.body())
            .maxInboundMetadataSize(limits.headers())
            .maxConcurrentCallsPerConnection(MOST_CALLS)
            .maxConnectionIdle(limits.idle().toMillis(), TimeUnit.MILLISECONDS)
            .handshakeTimeout(limits.slow().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(
                new GrpcRequests(new Tokens(settings.security().tokens()), budget, observer));
    for (BindableService service :
        List.of(
            new PredictionService(store, engine, settings.longest(), false),
            new ModelService(store, poller),
            new InferenceService(store, poller, infer, version, ready, settings.longest()),
            health,
            ProtoReflectionServiceV1.newInstance(),
            io.grpc.protobuf.services.ProtoReflectionService.newInstance())) {
      builder.addService(UnreadableMessage.toldBy(service.bindService()));
    }
    settings
        .security()
        .tls()
        .ifPresent(
            tls ->
                builder.sslContext(
                    TlsContexts.of(
                        tls, context -> GrpcSslContexts.configure(context, SslProvider.JDK))));
    try {
      server = builder.build().start();
    } catch (IOException e) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw failure(
          "cannot listen at %s:%d: %s; choose another %s, 0 for any that is free",
          settings.host(),
          port,
          (e.getCause() == null ? e : e.getCause()).getMessage(),
          Choice.GRPC_PORT);
    }
  }

  /** The port that it listens at. */
  public int port() {
    return server.getPort();
  }

  /** Tells those who watch the health of models what has changed. */
  public void refreshHealth() {
    health.refresh();
  }

  /**
   * Lets no call in any more, and waits for those that run.
   *
   * @param deadline by {@link System#nanoTime}; what is not answered then is given up
   */
  public void drain(long deadline) throws InterruptedException {
    // Who watches would be waited for.
    health.close();
    server.shutdown();
    server.awaitTermination(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    health.close();
    server.shutdown();
    try {
      if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
