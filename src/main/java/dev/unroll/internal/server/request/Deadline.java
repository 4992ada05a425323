package dev.unroll.internal.server.request;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Until when a request must be answered.
 *
 * @param clock nanoseconds that only grow
 * @param nanos on the clock
 */
public record Deadline(LongSupplier clock, long nanos) {

  /** So long from now. */
  public static Deadline after(Duration time) {
    return after(time, System::nanoTime);
  }

  /** So long from now, by a clock. */
  public static Deadline after(Duration time, LongSupplier clock) {
    return new Deadline(clock, clock.getAsLong() + time.toNanos());
  }

  /** This, or so long from now where that is sooner. */
  public Deadline atMost(Duration time) {
    return left().compareTo(time) <= 0 ? this : after(time, clock);
  }

  /** What is left; zero or less where it has passed. */
  public Duration left() {
    return Duration.ofNanos(nanos - clock.getAsLong());
  }

  /** Whether it has passed. */
  public boolean passed() {
    return nanos - clock.getAsLong() <= 0;
  }
}
