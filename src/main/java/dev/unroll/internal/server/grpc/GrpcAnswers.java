package dev.unroll.internal.server.grpc;

import com.google.common.base.Throwables;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.Refusal;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Answers, and what went wrong, as gRPC has them. */
final class GrpcAnswers {

  /** Characters of a message; headers have little room. */
  private static final int LONGEST = 1024;

  /** Milliseconds after which a client should try again, as gRPC's own retries read it. */
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private GrpcAnswers() {}

  /** Answers with what {@code work} gives, or with what went wrong. */
  static <T> void answer(StreamObserver<T> client, Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> future;
    try {
      future = work.get();
    } catch (RuntimeException e) {
      future = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<T> unused =
        future.whenComplete(
            (answer, e) -> {
              if (e == null) {
                client.onNext(answer);
                client.onCompleted();
              } else {
                client.onError(failure(e));
              }
            });
  }

  /** Answers at once. */
  static <T> void answerNow(StreamObserver<T> client, Supplier<T> work) {
    answer(client, () -> CompletableFuture.completedFuture(work.get()));
  }

  /** What went wrong. */
  static StatusRuntimeException failure(Throwable e) {
    Throwable cause = e instanceof CompletionException ? e.getCause() : e;
    if (cause instanceof Refusal refusal) {
      Metadata trailers = new Metadata();
      refusal
          .retryAfter()
          .ifPresent(wait -> trailers.put(PUSHBACK, Long.toString(Math.max(1, wait.toMillis()))));
      return Status.fromCodeValue(refusal.status().code())
          .withDescription(cut(refusal.getMessage()))
          .asRuntimeException(trailers);
    }
    return Status.INTERNAL
        .withDescription("Internal error: " + Throwables.getRootCause(e).getClass().getSimpleName())
        .asRuntimeException();
  }

  private static String cut(String message) {
    return message.length() <= LONGEST ? message : message.substring(0, LONGEST);
  }

  /** The deadline of the call, or {@code longest} from now. */
  static Deadline deadline(Duration longest) {
    io.grpc.Deadline told = Context.current().getDeadline();
    return told == null
        ? Deadline.after(longest)
        : Deadline.after(Duration.ofNanos(told.timeRemaining(TimeUnit.NANOSECONDS)));
  }
}
