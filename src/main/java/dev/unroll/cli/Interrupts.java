package dev.unroll.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C into a request to stop, and lets the process end when the program has saved, said
 * what there is to say and chosen its exit code.
 */
final class Interrupts {

  /** Exit code of a program that Ctrl-C ended, as shells have it. */
  static final int EXIT_CODE = 130;

  private static final long MOST_MINUTES = 10;

  private final CountDownLatch finished = new CountDownLatch(1);
  private Thread hook;
  private volatile int exitCode = EXIT_CODE;

  /** From now on Ctrl-C does {@code stop}; until then it ends the process at once. */
  void redirectTo(Runnable stop) {
    hook =
        new Thread(
            () -> {
              stop.run();
              // Bounded, so that a step that hangs cannot keep the user from leaving.
              boolean unused =
                  Uninterruptibles.awaitUninterruptibly(finished, MOST_MINUTES, TimeUnit.MINUTES);
              Runtime.getRuntime().halt(exitCode);
            },
            "interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** All is done; the process may end with {@code code}. */
  void finished(int code) {
    exitCode = code;
    finished.countDown();
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // Ctrl-C came: the process is ending, by the hook.
      }
    }
  }
}
