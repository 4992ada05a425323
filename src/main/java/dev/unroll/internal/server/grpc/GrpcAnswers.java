package dev.unroll.internal.server.grpc;

import com.google.common.base.Throwables;
import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.Refusal;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
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

  private static final Metadata.Key<com.google.rpc.Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

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
      refusal.retryAfter().ifPresent(wait -> tryAgain(trailers, refusal, wait));
      return Status.fromCodeValue(refusal.status().code())
          .withDescription(cut(refusal.getMessage()))
          .asRuntimeException(trailers);
    }
    return Status.INTERNAL
        .withDescription("Internal error: " + Throwables.getRootCause(e).getClass().getSimpleName())
        .asRuntimeException();
  }

  /** After a while: as gRPC's own retries read it, and as {@code google.rpc.RetryInfo}. */
  private static void tryAgain(Metadata trailers, Refusal refusal, Duration wait) {
    long millis = Math.max(1, wait.toMillis());
    trailers.put(PUSHBACK, Long.toString(millis));
    trailers.put(
        DETAILS,
        com.google.rpc.Status.newBuilder()
            .setCode(refusal.status().code())
            .setMessage(cut(refusal.getMessage()))
            .addDetails(
                Any.pack(
                    RetryInfo.newBuilder()
                        .setRetryDelay(
                            com.google.protobuf.Duration.newBuilder()
                                .setSeconds(millis / 1000)
                                .setNanos((int) (millis % 1000) * 1_000_000))
                        .build()))
            .build());
  }

  private static String cut(String message) {
    return message.length() <= LONGEST ? message : message.substring(0, LONGEST);
  }

  /**
   * The deadline of the call, or {@code longest} from now; it has passed, too, once the call was
   * cancelled: nobody waits for its answer any more.
   */
  static Deadline deadline(Duration longest) {
    Context call = Context.current();
    io.grpc.Deadline told = call.getDeadline();
    long left = told == null ? longest.toNanos() : told.timeRemaining(TimeUnit.NANOSECONDS);
    long end = System.nanoTime() + left;
    return new Deadline(() -> call.isCancelled() ? end : System.nanoTime(), end);
  }
}
