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
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The services over gRPC. */
@SuppressWarnings("FutureReturnValueIgnored") // of threads that end
public final class GrpcServer implements AutoCloseable {

  /** Calls of one connection at a time. */
  private static final int MOST_CALLS = 1000;

  private final MultiThreadIoEventLoopGroup loops;
  private final ConnectionLimit connections;
  private final List<Server> servers = new ArrayList<>();
  private final HealthService health;
  private final InferenceService inference;
  private final GrpcRequests requests;

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
    health = new HealthService(store, ready);
    requests = new GrpcRequests(new Tokens(settings.security().tokens()), budget, observer);
    inference = new InferenceService(store, poller, infer, version, ready, settings.longest());
    List<BindableService> services =
        List.of(
            new PredictionService(store, engine, settings.longest(), settings.protocols().packed()),
            new ModelService(store, poller),
            inference,
            health,
            ProtoReflectionServiceV1.newInstance(),
            io.grpc.protobuf.services.ProtoReflectionService.newInstance());
    connections = new ConnectionLimit(settings.limits().connections());
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    ReadingThread.begin(loops.next());
    InetSocketAddress address =
        new InetSocketAddress(settings.host(), settings.grpcPort().orElseThrow());
    boolean done = false;
    try {
      listen(
          builder(settings, address, NioServerSocketChannel::new, services)
              .withOption(ChannelOption.SO_REUSEADDR, true),
          settings.host() + ":" + address.getPort(),
          Choice.GRPC_PORT,
          ", 0 for any that is free");
      if (settings.protocols().grpcSocket().isPresent()) {
        SocketFile file = new SocketFile(settings.protocols().grpcSocket().get());
        file.prepare();
        listen(
            builder(settings, file.address(), NioServerDomainSocketChannel::new, services),
            file.path().toString(),
            "file for the socket",
            "");
      }
      done = true;
    } finally {
      if (!done) {
        servers.forEach(Server::shutdownNow);
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      }
    }
  }

  /**
   * @param listening makes what listens at the address
   */
  private NettyServerBuilder builder(
      ServerSettings settings,
      SocketAddress address,
      Supplier<ServerChannel> listening,
      List<BindableService> services) {
    Limits limits = settings.limits();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .channelFactory(
                () -> {
                  ServerChannel channel = listening.get();
                  channel.pipeline().addLast(connections);
                  return channel;
                })
            // Nothing waits on the way to the workers, so that no other thread need be woken.
            .directExecutor()
            .maxInboundMessageSize(limits.body())
            .maxInboundMetadataSize(limits.headers())
            .maxConcurrentCallsPerConnection(MOST_CALLS)
            .maxConnectionIdle(limits.idle().toMillis(), TimeUnit.MILLISECONDS)
            .handshakeTimeout(limits.slow().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(requests);
    services.forEach(
        service -> builder.addService(UnreadableMessage.toldBy(service.bindService())));
    settings
        .security()
        .tls()
        .ifPresent(
            tls ->
                builder.sslContext(
                    TlsContexts.of(
                        tls, context -> GrpcSslContexts.configure(context, SslProvider.JDK))));
    return builder;
  }

  private void listen(NettyServerBuilder builder, String place, Object other, String hint) {
    try {
      servers.add(builder.build().start());
    } catch (IOException e) {
      throw failure(
          "cannot listen at %s: %s; choose another %s%s",
          place, (e.getCause() == null ? e : e.getCause()).getMessage(), other, hint);
    }
  }

  /** The port that it listens at. */
  public int port() {
    return servers.get(0).getPort();
  }

  /** Streams of the Open Inference Protocol that are open. */
  public int streams() {
    return inference.streams();
  }

  /** Connections that are open. */
  public int connections() {
    return connections.open();
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
    servers.forEach(Server::shutdown);
    inference.end();
    if (!loops.isShuttingDown()) {
      loops.execute(requests::end);
    }
    for (Server server : servers) {
      server.awaitTermination(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    health.close();
    servers.forEach(Server::shutdown);
    try {
      for (Server server : servers) {
        if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
          server.shutdownNow();
        }
      }
    } catch (InterruptedException e) {
      servers.forEach(Server::shutdownNow);
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
