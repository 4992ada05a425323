package dev.unroll.cli;

import dev.unroll.train.TrainingListener;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** A line every so many steps, above a live bar where a person watches. */
final class ProgressDisplay implements TrainingListener, AutoCloseable {

  private static final int UPDATE_MILLISECONDS = 250;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Terminal terminal;
  private ProgressBar bar;
  private String drawn = "";

  ProgressDisplay(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void started(long first, long steps) {
    if (terminal.interactive()) {
      bar =
          ProgressBar.builder()
              .setTaskName("train")
              .setInitialMax(steps)
              .startsFrom(first, Duration.ZERO)
              .setStyle(ProgressBarStyle.ASCII)
              .setUnit(" steps", 1)
              .showSpeed()
              .setUpdateIntervalMillis(UPDATE_MILLISECONDS)
              .setConsumer(new DelegatingProgressBarConsumer(this::draw, terminal.columns() - 1))
              .build();
    }
  }

  @Override
  public void stepped(long done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public void progressed(Progress progress) {
    printLine(line(progress));
  }

  /**
   * The line of a step: {@code step 0500 : loss is 000.75, accuracy on training set 60.0 %, ...}.
   */
  static String line(Progress progress) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "step %04d : loss is %06.2f, accuracy on training set %.1f %%",
                progress.step(),
                progress.loss(),
                100 * progress.trainAccuracy()));
    progress
        .testAccuracy()
        .ifPresent(
            a ->
                line.append(String.format(Locale.ROOT, ", accuracy on test set %.2f %%", 100 * a)));
    progress
        .validationAccuracy()
        .ifPresent(
            a ->
                line.append(
                    String.format(Locale.ROOT, ", accuracy on validation set %.2f %%", 100 * a)));
    return line.toString();
  }

  private synchronized void draw(String rendered) {
    drawn = rendered;
    terminal.err().print(CLEAR_LINE + rendered);
    terminal.err().flush();
  }

  private synchronized void printLine(String line) {
    if (bar != null) {
      terminal.err().print(CLEAR_LINE);
      terminal.err().flush();
    }
    terminal.out().println(line);
    terminal.out().flush();
    if (bar != null) {
      terminal.err().print(drawn);
      terminal.err().flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      terminal.err().println();
    }
  }
}
