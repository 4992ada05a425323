package dev.unroll.cli;

import dev.unroll.train.StopRequest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns Ctrl-C into a request to stop, and waits until what runs has saved its results. */
final class Interrupts {

  private static final long MOST_MINUTES = 10;
  private static final CountDownLatch FINISHED = new CountDownLatch(1);

  private Interrupts() {}

  /** From now on Ctrl-C asks {@code stop}, and the process ends once {@link #finished} is told. */
  static void redirectTo(StopRequest stop) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (FINISHED.getCount() > 0) {
                    stop.request();
                    awaitFinish();
                  }
                },
                "stop"));
  }

  /** The program has done all it wanted to do. */
  static void finished() {
    FINISHED.countDown();
  }

  private static void awaitFinish() {
    try {
      FINISHED.await(MOST_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
