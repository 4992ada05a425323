package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Metric;
import dev.unroll.train.TrainingListener.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

  private static final Progress STEP_500 =
      new Progress(
          500,
          0.7512,
          0.001,
          Metric.ACCURACY,
          0.6,
          OptionalDouble.empty(),
          OptionalDouble.of(0.60672),
          12.5);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ProgressDisplay display(boolean interactive) {
    return new ProgressDisplay(
        new Terminal(out, new PrintStream(err, true, StandardCharsets.UTF_8), interactive, 80));
  }

  @Test
  void speaksTheBlogsWords() {
    String expected =
        "step 0500 : loss is 000.75, accuracy on training set 60.0 %, accuracy on test set 60.67 %";
    assertEquals(expected, ProgressDisplay.line(STEP_500));
  }

  @Test
  void appendsTheHeldOutSubjects() {
    Progress progress =
        new Progress(
            12345,
            123.456,
            0.1,
            Metric.ACCURACY,
            1,
            OptionalDouble.of(0.5),
            OptionalDouble.of(0.25),
            1);
    assertEquals(
        "step 12345 : loss is 123.46, accuracy on training set 100.0 %, accuracy on test set"
            + " 25.00 %, accuracy on validation set 50.00 %",
        ProgressDisplay.line(progress));
  }

  @Test
  void printsPlainLinesWhenPiped() {
    try (ProgressDisplay display = display(false)) {
      display.started(0, 1000);
      display.stepped(500);
      display.progressed(STEP_500);
    }
    assertEquals(
        ProgressDisplay.line(STEP_500) + System.lineSeparator(),
        out.toString(StandardCharsets.UTF_8));
    assertEquals(0, err.size());
  }

  @Test
  void drawsABarOfTheTerminalsWidthWhereAPersonWatches() {
    try (ProgressDisplay display = display(true)) {
      display.started(0, 1000);
      display.stepped(500);
      display.progressed(STEP_500);
    }
    String bar = err.toString(StandardCharsets.UTF_8);
    assertTrue(bar.contains("500/1000"), bar);
    assertTrue(bar.contains("steps/s"), bar);
    for (String drawn : bar.split("\r\u001b\\[K|\n", -1)) {
      assertTrue(drawn.length() < 80, drawn);
    }
    assertFalse(out.toString(StandardCharsets.UTF_8).contains("\u001b"), "lines stay plain");
  }
}
