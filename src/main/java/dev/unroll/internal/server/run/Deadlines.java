package dev.unroll.internal.server.run;

import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers that come in time or not at all. */
public final class Deadlines {

  private Deadlines() {}

  /** {@code answer}; a {@link Refusal} once the deadline has passed. */
  public static <T> CompletableFuture<T> by(CompletableFuture<T> answer, Deadline deadline) {
    return answer
        .orTimeout(Math.max(0, deadline.left().toNanos()), TimeUnit.NANOSECONDS)
        .exceptionallyCompose(
            e ->
                CompletableFuture.failedFuture(
                    e instanceof TimeoutException
                        ? Refusal.of(
                            Status.DEADLINE_EXCEEDED,
                            "The deadline passed before the model answered")
                        : e));
  }
}
