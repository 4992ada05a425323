package dev.unroll.internal.server.http;

import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.internal.server.request.Trace;
import dev.unroll.server.settings.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A connection over HTTP/1.1. It takes a request, answers it, and only then takes the next: so
 * answers come in the order of requests, and a client has one body here at a time. All but {@link
 * #check} is called on the thread of the connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells of failures by closing the connection
final class Connection extends ChannelInboundHandlerAdapter {

  /** Bytes of a body from which on it is read on a thread that may take its time. */
  private static final int LARGE = 64 << 10;

  /** Bytes that may come in a second, at the least, once a request is slow. */
  private static final int SLOWEST = 64 << 10;

  /** How long a client may take to see that its connection is closed. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  private enum State {
    /** Nothing of a request has come. */
    IDLE,
    /** A part of a request has come. */
    READING,
    /** The request is whole, and is being answered. */
    ANSWERING,
    /** The answer is on its way. */
    WRITING,
    /** The last answer was given; what still comes is thrown away. */
    CLOSING
  }

  private final HttpRules rules;
  private final Connections connections;
  private final Executor large;

  /** What came while a request was being answered. */
  private final Deque<HttpObject> later = new ArrayDeque<>();

  private ChannelHandlerContext context;
  private State state = State.IDLE;
  private boolean busy;

  /** When it has taken too long at what it does. */
  private long deadline;

  private long arriving;

  // Of the request that is being read or answered.
  private io.netty.handler.codec.http.HttpRequest head;
  private HttpRequest plain;
  private Trace trace;
  private byte[] body = new byte[0];
  private int length;
  private long taken;
  private Throwable refusal;
  private boolean keepAlive;

  Connection(HttpRules rules, Connections connections, Executor large) {
    this.rules = rules;
    this.connections = connections;
    this.large = large;
  }

  private Limits limits() {
    return rules.limits();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    wait(limits().idle());
  }

  private void wait(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  /** Bytes came in, whatever they are. */
  void received() {
    if (state == State.IDLE && !busy) {
      begins();
      arriving = System.nanoTime();
    }
    if (state == State.IDLE || state == State.READING) {
      // From the first byte on, whatever the client does in between.
      deadline = arriving + limits().slow().toNanos() + (long) (length * 1e9 / SLOWEST);
    }
  }

  private void begins() {
    if (!busy) {
      busy = true;
      connections.begins();
    }
  }

  private void ends() {
    if (busy) {
      busy = false;
      connections.ends();
    }
  }

  /** Ends what takes too long; called on any thread. */
  void check(long now) {
    context
        .executor()
        .execute(
            () -> {
              if (now - deadline > 0) {
                tooLong();
              }
            });
  }

  private void tooLong() {
    switch (state) {
      case READING -> refuseNow(408, "The request took too long to arrive");
      case IDLE -> {
        if (busy) {
          refuseNow(408, "The request took too long to arrive");
        } else {
          context.close();
        }
      }
      case ANSWERING -> {
        // The answer has a deadline of its own.
      }
      case WRITING, CLOSING -> context.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext unused, Object message) {
    HttpObject part = (HttpObject) message;
    if (state == State.CLOSING) {
      ReferenceCountUtil.release(part);
    } else if (state == State.ANSWERING || state == State.WRITING) {
      later.add(part);
      context.channel().config().setAutoRead(false);
    } else {
      take(part);
    }
  }

  private void take(HttpObject part) {
    try {
      if (part.decoderResult().isFailure()) {
        malformed(part.decoderResult().cause());
        return;
      }
      if (part instanceof io.netty.handler.codec.http.HttpRequest begun) {
        begin(begun);
      }
      if (part instanceof HttpContent content && state == State.READING) {
        add(content.content());
        if (content instanceof LastHttpContent && state == State.READING) {
          whole();
        }
      }
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  private void malformed(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      refuseNow(414, "The first line of the request is longer than " + limits().line() + " bytes");
    } else if (cause instanceof TooLongHttpHeaderException) {
      refuseNow(431, "The headers are longer than " + limits().headers() + " bytes");
    } else {
      refuseNow(400, "The request is not HTTP/1.1: " + cause.getMessage());
    }
  }

  private void begin(io.netty.handler.codec.http.HttpRequest begun) {
    begins();
    state = State.READING;
    head = begun;
    refusal = null;
    body = new byte[0];
    length = 0;
    if (arriving == 0) {
      arriving = System.nanoTime();
    }
    keepAlive = HttpUtil.isKeepAlive(begun);
    String path = path(begun.uri());
    trace =
        new Trace(
            begun.headers().get("X-Request-Id", ""),
            path.startsWith("/v1/") ? "rest" : path.startsWith("/v2") ? "v2" : "http",
            begun.method() + " " + path);
    if (begun.protocolVersion().majorVersion() != 1) {
      refuseNow(505, "This server speaks HTTP/1.1");
      return;
    }
    if (begun.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && begun.headers().getAll(HttpHeaderNames.HOST).size() != 1) {
      refuseNow(400, "A request of HTTP/1.1 has one header Host");
      return;
    }
    long told = HttpUtil.getContentLength(begun, -1L);
    if (told > limits().body()) {
      refuseNow(413, Bodies.tooLarge(limits().body()).getMessage());
      return;
    }
    try {
      plain = plain(begun, path);
      if (!plain.method().equals("OPTIONS") && !rules.open().contains(path)) {
        rules.tokens().check(plain.header("Authorization").orElse(""));
      }
      if (!Bodies.knows(plain.header("Content-Encoding").orElse(""))) {
        throw new HttpRefusal(
            415,
            "Content-Encoding "
                + plain.header("Content-Encoding").orElse("")
                + " is not known; expected gzip, deflate or identity");
      }
    } catch (Refusal | HttpRefusal e) {
      refusal = e;
    }
    expect(begun);
    if (state == State.READING && told > 0) {
      // What is told is not believed beyond what soon comes.
      body = new byte[(int) Math.min(told, LARGE)];
    }
  }

  private void expect(io.netty.handler.codec.http.HttpRequest begun) {
    String expected = begun.headers().get(HttpHeaderNames.EXPECT);
    if (expected == null) {
      return;
    }
    if (!expected.equalsIgnoreCase("100-continue")) {
      refuseNow(417, "Expect: " + expected + " is not known; expected 100-continue");
    } else if (refusal != null) {
      // Its client waits with the body, and must not be asked for it.
      keepAlive = false;
      answered(failed(trace, refusal));
    } else {
      context.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  /** The path of a request, also where it is asked as of a proxy. */
  private static String path(String uri) {
    String path = new QueryStringDecoder(uri).rawPath();
    if (path.startsWith("http://") || path.startsWith("https://")) {
      int slash = path.indexOf('/', path.indexOf("//") + 2);
      path = slash < 0 ? "/" : path.substring(slash);
    }
    return path;
  }

  private static HttpRequest plain(io.netty.handler.codec.http.HttpRequest begun, String path) {
    Map<String, String> query = new TreeMap<>();
    try {
      new QueryStringDecoder(begun.uri())
          .parameters()
          .forEach((name, values) -> query.put(name, values.get(0)));
    } catch (IllegalArgumentException e) {
      throw new HttpRefusal(400, "The query of the request is not escaped as one is");
    }
    Map<String, String> headers = new TreeMap<>();
    begun.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
    String method = begun.method().name();
    return new HttpRequest(
        method.equals("HEAD") ? "GET" : method, path, query, headers, new byte[0]);
  }

  private void add(ByteBuf part) {
    int bytes = part.readableBytes();
    if (bytes == 0) {
      return;
    }
    if ((long) length + bytes > limits().body()) {
      refuseNow(413, Bodies.tooLarge(limits().body()).getMessage());
      return;
    }
    if (refusal != null) {
      length += bytes;
      return;
    }
    if (!rules.budget().take(bytes)) {
      refusal =
          Refusal.busy(
              "The requests that are being answered take all the memory that they may; try again"
                  + " later",
              Duration.ofSeconds(1));
      body = new byte[0];
      length += bytes;
      return;
    }
    taken += bytes;
    if (length + bytes > body.length) {
      body =
          Arrays.copyOf(
              body,
              (int) Math.min(limits().body(), Math.max((long) length + bytes, body.length * 2L)));
    }
    part.readBytes(body, length, bytes);
    length += bytes;
  }

  private void whole() {
    state = State.ANSWERING;
    arriving = 0;
    if (refusal != null) {
      answered(failed(trace, refusal));
      return;
    }
    byte[] packed = body.length == length ? body : Arrays.copyOf(body, length);
    body = new byte[0];
    if (length < LARGE) {
      answer(packed);
      return;
    }
    try {
      large.execute(() -> answer(packed));
    } catch (RejectedExecutionException e) {
      answered(HttpErrors.of(503, "The server is shutting down"));
    }
  }

  private void answer(byte[] packed) {
    HttpRequest asked = plain;
    Trace own = trace;
    own.during(
            () -> {
              try {
                byte[] unpacked =
                    Bodies.unpacked(
                        packed,
                        asked.header("Content-Encoding").orElse(""),
                        limits().body(),
                        limits().ratio());
                HttpRequest whole =
                    new HttpRequest(
                        asked.method(), asked.path(), asked.query(), asked.headers(), unpacked);
                return asked.method().equals("OPTIONS")
                    ? rules.options(whole)
                    : rules.answer(whole);
              } catch (HttpRefusal | OutOfMemoryError e) {
                return CompletableFuture.<HttpAnswer>failedFuture(e);
              }
            })
        .handle((answer, e) -> e == null ? answer : failed(own, e))
        .thenAccept(
            answer -> {
              if (context.executor().inEventLoop()) {
                answered(answer);
              } else {
                context.executor().execute(() -> answered(answer));
              }
            });
  }

  private static HttpAnswer failed(Trace trace, Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    trace.failed(String.valueOf(cause.getMessage()));
    return HttpErrors.of(cause);
  }

  /** Answers a request that was not read to its end, and ends the connection. */
  private void refuseNow(int status, String message) {
    keepAlive = false;
    if (trace == null || state == State.IDLE) {
      trace = new Trace("", "http", "");
    }
    answered(failed(trace, new HttpRefusal(status, message)));
  }

  private void answered(HttpAnswer answer) {
    rules.budget().give(taken);
    taken = 0;
    boolean unread = state != State.ANSWERING;
    state = State.WRITING;
    boolean none = head != null && head.method().name().equals("HEAD");
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            none ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
    answer.headers().forEach(response.headers()::set);
    response.headers().set("X-Request-Id", trace.id());
    Optional<String> origin =
        Optional.ofNullable(head).map(request -> request.headers().get(HttpHeaderNames.ORIGIN));
    rules.cors().headers(origin).forEach(response.headers()::set);
    if (answer.status() != HttpResponseStatus.NO_CONTENT.code()) {
      response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    }
    boolean last = !keepAlive || connections.ending();
    if (last) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (head != null && head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    deadline =
        System.nanoTime()
            + limits().slow().toNanos()
            + (long) (answer.body().length * 1e9 / SLOWEST);
    end(answer);
    context.writeAndFlush(response).addListener(done -> written(last, unread));
  }

  private void end(HttpAnswer answer) {
    trace.received(length);
    trace.sent(answer.body().length);
    trace.end(status(answer.status()), Integer.toString(answer.status()));
    rules.observer().ended(trace);
  }

  private static Status status(int http) {
    for (Status status : Status.values()) {
      if (status.http() == http) {
        return status;
      }
    }
    return http < 400 ? Status.OK : http < 500 ? Status.INVALID_ARGUMENT : Status.INTERNAL;
  }

  private void written(boolean last, boolean unread) {
    head = null;
    plain = null;
    trace = null;
    length = 0;
    arriving = 0;
    if (!context.channel().isActive()) {
      return;
    }
    if (!last) {
      state = State.IDLE;
      wait(limits().idle());
      if (later.isEmpty()) {
        ends();
      }
      while (!later.isEmpty() && (state == State.IDLE || state == State.READING)) {
        take(later.remove());
      }
      if (later.isEmpty() && !context.channel().config().isAutoRead()) {
        context.channel().config().setAutoRead(true);
      }
      return;
    }
    boolean plainText = context.pipeline().get(SslHandler.class) == null;
    if (unread && plainText) {
      // Closed at once, what still comes would make the client's system throw the answer away.
      state = State.CLOSING;
      wait(LINGER);
      ends();
      later.forEach(ReferenceCountUtil::release);
      later.clear();
      ((SocketChannel) context.channel()).shutdownOutput();
      context.channel().config().setAutoRead(true);
    } else {
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext unused) {
    connections.remove(this);
    ends();
    if (state != State.ANSWERING) {
      rules.budget().give(taken);
      taken = 0;
    }
    later.forEach(ReferenceCountUtil::release);
    later.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
    context.close();
  }

  /** Closes it, unless it has something to do. */
  void closeIdle() {
    if (!busy) {
      context.close();
    }
  }
}
