package dev.unroll.internal.server.run;

import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ReadingThread;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers that come in time or not at all. */
public final class Deadlines {

  private Deadlines() {}

  /** {@code answer}; a {@link Refusal} once the deadline has passed. */
  public static <T> CompletableFuture<T> by(CompletableFuture<T> answer, Deadline deadline) {
    if (answer.isDone()) {
      return answer;
    }
    return timed(answer, Math.max(0, deadline.left().toNanos()))
        .exceptionallyCompose(
            e ->
                CompletableFuture.failedFuture(
                    e instanceof TimeoutException
                        ? Refusal.of(
                            Status.DEADLINE_EXCEEDED,
                            "The deadline passed before the model answered")
                        : e));
  }

  private static <T> CompletableFuture<T> timed(CompletableFuture<T> answer, long nanos) {
    Optional<ScheduledExecutorService> here = ReadingThread.current();
    if (here.isEmpty() || here.get().isShutdown()) {
      return answer.orTimeout(nanos, TimeUnit.NANOSECONDS);
    }
    // The calling thread is awake, which one that keeps the time for all would first have to be.
    ScheduledFuture<?> late =
        here.get()
            .schedule(
                () -> answer.completeExceptionally(new TimeoutException()),
                nanos,
                TimeUnit.NANOSECONDS);
    CompletableFuture<T> unused = answer.whenComplete((found, e) -> late.cancel(false));
    return answer;
  }
}
