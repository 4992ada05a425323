package dev.unroll.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.unroll.train.StopRequest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While open, turns Ctrl-C into a request to stop; the process ends when this is closed, results
 * saved. The JDK ends a process that got Ctrl-C with 130.
 */
final class Interrupts implements AutoCloseable {

  private static final long MOST_MINUTES = 10;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;

  private Interrupts(StopRequest stop) {
    this.hook =
        new Thread(
            () -> {
              stop.request();
              awaitClose();
            },
            "interrupted");
  }

  /** From now on Ctrl-C asks {@code stop}. */
  static Interrupts redirectTo(StopRequest stop) {
    Interrupts interrupts = new Interrupts(stop);
    Runtime.getRuntime().addShutdownHook(interrupts.hook);
    return interrupts;
  }

  private void awaitClose() {
    // Bounded, so that a step that hangs cannot keep the user from leaving.
    boolean unused = Uninterruptibles.awaitUninterruptibly(closed, MOST_MINUTES, TimeUnit.MINUTES);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Ctrl-C came: the process is ending, by the hook.
    }
  }
}
