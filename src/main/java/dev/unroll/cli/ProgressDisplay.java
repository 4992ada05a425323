package dev.unroll.cli;

import dev.unroll.check.Part;
import dev.unroll.data.Metric;
import dev.unroll.train.TrainingListener;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** A line every so many steps, above a live bar where a person watches. */
final class ProgressDisplay implements TrainingListener, AutoCloseable {

  private static final int UPDATE_MILLISECONDS = 250;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Terminal terminal;
  private final boolean hasBar;
  private ProgressBar bar;
  private String drawn = "";

  ProgressDisplay(Terminal terminal) {
    this.terminal = terminal;
    Optional<String> missing = Part.PROGRESS_BAR.missing();
    this.hasBar = terminal.interactive() && missing.isEmpty();
    if (terminal.interactive() && !hasBar) {
      terminal.err().println("unroll: " + missing.get());
    }
  }

  @Override
  public void started(long first, long steps) {
    close(); // that of the training before, if there was one
    if (hasBar) {
      bar = Bar.of(first, steps, this::draw, terminal.columns() - 1);
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
    Metric metric = progress.metric();
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT, "step %04d : loss is %06.2f", progress.step(), progress.loss()));
    if (!Double.isNaN(progress.train())) {
      line.append(score(metric, "training", progress.train(), metric.share() ? "%.1f %%" : "%.3f"));
    }
    String format = metric.share() ? "%.2f %%" : "%.3f";
    progress.test().ifPresent(score -> line.append(score(metric, "test", score, format)));
    progress
        .validation()
        .ifPresent(score -> line.append(score(metric, "validation", score, format)));
    return line.toString();
  }

  private static String score(Metric metric, String part, double score, String format) {
    String number = String.format(Locale.ROOT, format, metric.share() ? 100 * score : score);
    String unit = metric.unit().isEmpty() ? "" : " " + metric.unit();
    return ", "
        + (metric.share() ? metric.name() : metric.name().toUpperCase(Locale.ROOT))
        + " on "
        + part
        + " set "
        + number
        + unit;
  }

  private synchronized void draw(String rendered) {
    drawn = rendered;
    terminal.err().print(CLEAR_LINE + rendered);
    terminal.err().flush();
  }

  /** Prints lines above the bar. */
  void say(String lines) {
    printLine(lines);
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

  /** Apart, since this cannot be loaded where the library is missing. */
  private static final class Bar {
    static ProgressBar of(long first, long steps, Consumer<String> draw, int columns) {
      return ProgressBar.builder()
          .setTaskName("train")
          .setInitialMax(steps)
          .startsFrom(first, Duration.ZERO)
          .setStyle(ProgressBarStyle.ASCII)
          .setUnit(" steps", 1)
          .showSpeed()
          .setUpdateIntervalMillis(UPDATE_MILLISECONDS)
          .setConsumer(new DelegatingProgressBarConsumer(draw, columns))
          .build();
    }
  }
}
