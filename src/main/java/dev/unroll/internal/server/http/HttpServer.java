package dev.unroll.internal.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Requests over HTTP/1.1, handed to whoever answers them. */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells of failures by closing the connection
public final class HttpServer implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup loops;
  private final Channel channel;

  /**
   * Begins to listen.
   *
   * @param address a port of 0 stands for any that is free
   * @param handlers asked in this order
   * @param largestBody in bytes, unpacked
   * @throws IOException where the port is taken
   */
  public HttpServer(InetSocketAddress address, List<HttpHandler> handlers, int largestBody)
      throws IOException {
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Pipeline(handlers, largestBody));
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException(address + ": " + bound.cause().getMessage(), bound.cause());
    }
    channel = bound.channel();
  }

  /** The port that it listens at. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** What a connection goes through. */
  private static final class Pipeline extends ChannelInitializer<SocketChannel> {

    private final List<HttpHandler> handlers;
    private final int largestBody;

    Pipeline(List<HttpHandler> handlers, int largestBody) {
      this.handlers = List.copyOf(handlers);
      this.largestBody = largestBody;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(
              new HttpServerCodec(),
              new HttpContentDecompressor(largestBody),
              new HttpObjectAggregator(largestBody),
              new Dispatcher(handlers));
    }
  }

  /** Hands requests on, and their answers back. */
  private static final class Dispatcher extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final List<HttpHandler> handlers;

    Dispatcher(List<HttpHandler> handlers) {
      this.handlers = handlers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      boolean keepAlive = HttpUtil.isKeepAlive(request);
      answer(plain(request))
          .handle((answer, e) -> e == null ? answer : HttpErrors.of(e))
          .thenAccept(answer -> write(context, answer, keepAlive));
    }

    private CompletableFuture<HttpAnswer> answer(HttpRequest request) {
      try {
        for (HttpHandler handler : handlers) {
          Optional<CompletableFuture<HttpAnswer>> answer = handler.handle(request);
          if (answer.isPresent()) {
            return answer.get();
          }
        }
        return CompletableFuture.completedFuture(HttpAnswer.text(404, "Not found\n"));
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    private static HttpRequest plain(FullHttpRequest request) {
      QueryStringDecoder uri = new QueryStringDecoder(request.uri());
      Map<String, String> query = new TreeMap<>();
      uri.parameters().forEach((name, values) -> query.put(name, values.get(0)));
      Map<String, String> headers = new TreeMap<>();
      request.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
      return new HttpRequest(
          request.method().name(),
          uri.rawPath(),
          query,
          headers,
          ByteBufUtil.getBytes(request.content()));
    }

    private static void write(ChannelHandlerContext context, HttpAnswer answer, boolean keepAlive) {
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(answer.status()),
              Unpooled.wrappedBuffer(answer.body()));
      answer.headers().forEach(response.headers()::set);
      response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
      HttpUtil.setKeepAlive(response, keepAlive);
      var written = context.writeAndFlush(response);
      if (!keepAlive) {
        written.addListener(done -> context.close());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
