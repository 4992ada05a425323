package dev.unroll.internal.server.run;

/** How long requests of one kind take of late that run alone. Safe for any number of threads. */
final class Pace {

  /** How fast it follows what is measured. */
  private static final double NEWS = 0.1;

  private double nanosOfByte = Double.POSITIVE_INFINITY;
  private long last;

  /**
   * How long a request is likely to take: never less than the last one, where that was larger,
   * since small ones may cost as much. Infinite before any ran.
   */
  synchronized double likelyNanos(long bytes) {
    return nanosOfByte * Math.max(Math.max(1, bytes), last);
  }

  synchronized void took(long bytes, long nanos) {
    last = Math.max(1, bytes);
    double one = (double) nanos / last;
    nanosOfByte = Double.isInfinite(nanosOfByte) ? one : nanosOfByte + NEWS * (one - nanosOfByte);
  }
}
