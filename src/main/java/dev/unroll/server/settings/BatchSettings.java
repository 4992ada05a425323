package dev.unroll.server.settings;

import static dev.unroll.check.Check.positive;

import java.time.Duration;

/**
 * How requests wait and run.
 *
 * @param threads that run models side by side, 1 or more
 * @param rows that run as one at most; 1 for no batches
 * @param longestWait that a request is let in for; one that would wait longer is refused
 * @param waiting requests at most, whatever their time
 */
public record BatchSettings(int threads, int rows, Duration longestWait, int waiting) {

  public BatchSettings {
    positive("threads", threads);
    positive("rows", rows);
    positive("waiting", waiting);
  }

  /** These, with another number of threads. */
  public BatchSettings withThreads(int changed) {
    return new BatchSettings(changed, rows, longestWait, waiting);
  }

  /** A thread a processor, 64 rows, a second. */
  public static BatchSettings standard() {
    return new BatchSettings(
        Runtime.getRuntime().availableProcessors(), 64, Duration.ofSeconds(1), 10_000);
  }
}
