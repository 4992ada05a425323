package dev.unroll.internal.server.grpc;

import com.google.protobuf.MessageLite;
import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.request.Budget;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.RequestObserver;
import dev.unroll.internal.server.request.Tokens;
import dev.unroll.internal.server.request.Trace;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What all calls have in common: tokens, room for their messages, and what is told of them. */
final class GrpcRequests implements ServerInterceptor {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  /** Calls that need no token. */
  private static final Set<String> OPEN =
      Set.of(
          HealthGrpc.getCheckMethod().getFullMethodName(),
          HealthGrpc.getWatchMethod().getFullMethodName(),
          GRPCInferenceServiceGrpc.getServerLiveMethod().getFullMethodName(),
          GRPCInferenceServiceGrpc.getServerReadyMethod().getFullMethodName());

  /** Where the service begins whose streams nobody waits for. */
  private static final String REFLECTION = "grpc.reflection.";

  private final Tokens tokens;
  private final Budget budget;
  private final RequestObserver observer;

  /** Calls of {@link #REFLECTION} that are open. */
  private final Set<Told<?, ?>> reflecting = ConcurrentHashMap.newKeySet();

  GrpcRequests(Tokens tokens, Budget budget, RequestObserver observer) {
    this.tokens = tokens;
    this.budget = budget;
    this.observer = observer;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    Trace trace =
        new Trace(
            Optional.ofNullable(headers.get(ID)).orElse(""),
            method.startsWith("inference.") ? "grpc-v2" : "grpc",
            method);
    Told<A, B> told = new Told<>(call, trace);
    if (!OPEN.contains(method)) {
      try {
        tokens.check(Optional.ofNullable(headers.get(AUTHORIZATION)).orElse(""));
      } catch (Refusal e) {
        told.close(
            Status.fromCodeValue(e.status().code()).withDescription(e.getMessage()),
            new Metadata());
        return new ServerCall.Listener<>() {};
      }
    }
    if (method.startsWith(REFLECTION)) {
      reflecting.add(told);
    }
    return new Heard<>(trace.during(() -> next.startCall(told, headers)), told, trace);
  }

  /** Ends streams that nobody waits for. To be called where messages of calls are read. */
  void end() {
    reflecting.forEach(
        call ->
            call.close(
                Status.UNAVAILABLE.withDescription("The server is shutting down"), new Metadata()));
  }

  /**
   * A call whose end is told. It ends once: what its service still says after that, as of a message
   * that could not be read, nobody hears.
   */
  private final class Told<A, B> extends SimpleForwardingServerCall<A, B> {

    private final Trace trace;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong taken = new AtomicLong();
    private boolean closed;

    Told(ServerCall<A, B> call, Trace trace) {
      super(call);
      this.trace = trace;
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
      if (!closed) {
        headers.put(ID, trace.id());
        super.sendHeaders(headers);
      }
    }

    @Override
    public synchronized void sendMessage(B message) {
      if (!closed) {
        trace.sent(size(message));
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!closed) {
        closed = true;
        end(status);
        super.close(status, trailers);
      }
    }

    void end(Status status) {
      if (ended.compareAndSet(false, true)) {
        reflecting.remove(this);
        budget.give(taken.get());
        if (status.getDescription() != null) {
          trace.failed(status.getDescription());
        }
        trace.end(
            dev.unroll.internal.server.request.Status.of(status.getCode().value()),
            status.getCode().name());
        observer.ended(trace);
      }
    }

    /** Takes room for a message; false where there is none, which its client is told. */
    boolean take(long bytes) {
      if (budget.take(bytes)) {
        taken.addAndGet(bytes);
        return true;
      }
      StatusRuntimeException full =
          GrpcAnswers.failure(
              Refusal.busy(
                  "The requests that are being answered take all the memory that they may; try"
                      + " again later",
                  Duration.ofSeconds(1)));
      close(full.getStatus(), full.getTrailers());
      return false;
    }
  }

  private static long size(Object message) {
    return message instanceof MessageLite known ? known.getSerializedSize() : 0;
  }

  /** What comes of a call. */
  private static final class Heard<A> extends SimpleForwardingServerCallListener<A> {

    private final Told<A, ?> call;
    private final Trace trace;
    private boolean refused;

    Heard(ServerCall.Listener<A> listener, Told<A, ?> call, Trace trace) {
      super(listener);
      this.call = call;
      this.trace = trace;
    }

    @Override
    public void onMessage(A message) {
      if (refused) {
        return;
      }
      // Of no type that A stands for.
      Object any = message;
      if (any instanceof UnreadableMessage unreadable) {
        refused = true;
        call.close(
            Status.INVALID_ARGUMENT.withDescription(
                "The message cannot be read as this call's: " + unreadable.why()),
            new Metadata());
        return;
      }
      long bytes = size(message);
      trace.received(bytes);
      boolean unary = call.getMethodDescriptor().getType().clientSendsOneMessage();
      if (unary && !call.take(bytes)) {
        refused = true;
        return;
      }
      trace.during(
          () -> {
            super.onMessage(message);
            return true;
          });
    }

    @Override
    public void onHalfClose() {
      if (refused) {
        return;
      }
      trace.during(
          () -> {
            super.onHalfClose();
            return true;
          });
    }

    @Override
    public void onCancel() {
      call.end(Status.CANCELLED);
      super.onCancel();
    }
  }
}
