package dev.unroll.internal.server.http;

import static dev.unroll.check.Check.failure;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.unroll.check.Choice;
import dev.unroll.internal.server.request.Budget;
import dev.unroll.internal.server.request.ReadingThread;
import dev.unroll.internal.server.request.RequestObserver;
import dev.unroll.internal.server.request.Tokens;
import dev.unroll.server.settings.Limits;
import dev.unroll.server.settings.Security;
import dev.unroll.server.settings.ServerSettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Requests over HTTP/1.1, handed to whoever answers them. */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells of failures by closing the connection
public final class HttpServer implements AutoCloseable {

  /** Threads that read large bodies. */
  private static final int LARGE_AT_A_TIME = 2;

  /** Nanoseconds after which a connection on which nothing comes is taken to be idle. */
  private static final long QUIET = 100_000_000;

  private final MultiThreadIoEventLoopGroup loops;
  private final ExecutorService large =
      Executors.newFixedThreadPool(
          LARGE_AT_A_TIME,
          new ThreadFactoryBuilder().setNameFormat("unroll-http-%d").setDaemon(true).build());
  private final Connections connections;
  private final Channel channel;

  /**
   * Begins to listen.
   *
   * @param settings with a port for HTTP; 0 stands for any that is free
   * @param handlers asked in this order
   * @param open paths that need no token
   * @param budget of the bytes of bodies
   * @throws dev.unroll.check.InputException where the port is taken
   */
  public HttpServer(
      ServerSettings settings,
      List<HttpHandler> handlers,
      Set<String> open,
      Budget budget,
      RequestObserver observer) {
    Limits limits = settings.limits();
    Security security = settings.security();
    HttpRules rules =
        new HttpRules(
            List.copyOf(handlers),
            limits,
            security.tls().map(tls -> TlsContexts.of(tls, builder -> builder)),
            new Tokens(security.tokens()),
            Set.copyOf(open),
            new Cors(security.origin()),
            budget,
            observer);
    connections = new Connections(limits.connections());
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    ReadingThread.begin(loops.next());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Pipeline(rules, connections, large));
    int port = settings.httpPort().orElseThrow();
    var bound = bootstrap.bind(new InetSocketAddress(settings.host(), port)).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      large.shutdownNow();
      throw failure(
          "cannot listen at %s:%d: %s; choose another %s, 0 for any that is free",
          settings.host(), port, bound.cause().getMessage(), Choice.HTTP_PORT);
    }
    channel = bound.channel();
    Duration shortest = limits.idle().compareTo(limits.slow()) < 0 ? limits.idle() : limits.slow();
    long millis = Math.max(10, Math.min(1000, shortest.toMillis() / 4));
    loops.scheduleWithFixedDelay(connections::check, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** The port that it listens at. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Connections that are open. */
  public int connections() {
    return connections.count();
  }

  /**
   * Lets no connection in any more, and closes those that are open after their next answer.
   *
   * @param deadline by {@link System#nanoTime}; what is not answered then is given up
   */
  public void drain(long deadline) throws InterruptedException {
    connections.end();
    channel.close().awaitUninterruptibly();
    // Who goes on asking is told with the next answer that it is the last.
    long quiet = System.nanoTime();
    while (connections.count() > 0 && System.nanoTime() - Math.min(quiet + QUIET, deadline) < 0) {
      quiet = connections.busy() > 0 ? System.nanoTime() : quiet;
      Thread.sleep(5);
    }
    // On their own thread, so that nothing is read of a connection once it has been looked at.
    if (!loops.isShuttingDown()) {
      loops.next().submit(connections::closeIdle).awaitUninterruptibly();
      awaitAnswers(deadline);
    }
  }

  private void awaitAnswers(long deadline) throws InterruptedException {
    while (connections.busy() > 0 && System.nanoTime() - deadline < 0) {
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    connections.end();
    channel.close().awaitUninterruptibly();
    large.shutdownNow();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** What a connection goes through. */
  private static final class Pipeline extends ChannelInitializer<SocketChannel> {

    private final HttpRules rules;
    private final Connections connections;
    private final ExecutorService large;

    Pipeline(HttpRules rules, Connections connections, ExecutorService large) {
      this.rules = rules;
      this.connections = connections;
      this.large = large;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      Connection connection = new Connection(rules, connections, large);
      if (!connections.add(connection)) {
        channel.close();
        return;
      }
      Optional<SslContext> tls = rules.tls();
      tls.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
      channel
          .pipeline()
          .addLast(
              new Arrivals(connection),
              new HttpServerCodec(
                  new HttpDecoderConfig()
                      .setMaxInitialLineLength(rules.limits().line())
                      .setMaxHeaderSize(rules.limits().headers())),
              connection);
    }
  }

  /** Tells a connection that something comes, before it is known what. */
  private static final class Arrivals extends ChannelInboundHandlerAdapter {

    private final Connection connection;

    Arrivals(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      connection.received();
      context.fireChannelRead(message);
    }
  }
}
