package dev.unroll.internal.server.request;

import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A thread that reads requests. What is soon done may be done on it too: it is given to its
 * executor, which comes to it once all that had arrived has been read.
 */
public final class ReadingThread {

  private static final ThreadLocal<ScheduledExecutorService> CURRENT = new ThreadLocal<>();

  private ReadingThread() {}

  /**
   * Makes the thread of an executor one that reads requests, for as long as it lives.
   *
   * @param executor of one thread
   */
  public static void begin(ScheduledExecutorService executor) {
    executor.execute(() -> CURRENT.set(executor));
  }

  /** The executor of the calling thread; empty where it reads no requests. */
  public static Optional<ScheduledExecutorService> current() {
    return Optional.ofNullable(CURRENT.get());
  }
}
