package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShortWindowsTest {

  private static final int SEASON = 24;

  /** A season and noise, beside noise alone. */
  private static float[] series(boolean season) {
    Random random = new Random(4);
    double[] year = random.doubles(SEASON).map(v -> 5 * v).toArray();
    float[] values = new float[2 * 1500];
    for (int t = 0; t < 1500; t++) {
      values[2 * t] = (float) ((season ? year[t % SEASON] : 0) + 0.5 * random.nextGaussian());
      values[2 * t + 1] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Windows whose answer is the first feature's value so many steps after them. */
  private static Dataset windows(float[] values, int steps, int delay) throws IOException {
    SequencesBuilder builder = new SequencesBuilder(2);
    long start = builder.addSteps(values);
    for (int first = 0; first + steps + delay <= values.length / 2; first++) {
      builder.window(start, first, steps, 0).numbers(values[2 * (first + steps - 1 + delay)]);
    }
    Sequences all = builder.build();
    Dataset whole = Dataset.ofNumbers(new float[][][] {{{0, 0}}}, new float[] {0}).build();
    return new Dataset(
        "series", false, whole.schema(), all, Sequences.empty(2), Sequences.empty(2));
  }

  private static List<Finding> seen(Dataset data) {
    return Families.findings(new ShortWindows(), data);
  }

  @Test
  void aSeasonThatWindowsDoNotReachIsFound() throws IOException {
    for (int steps : new int[] {1, 6}) {
      List<Finding> found = seen(windows(series(true), steps, 2));
      assertEquals(Level.SUSPECT, found.get(0).level());
      assertTrue(
          found.get(0).evidence().endsWith("of a window") && found.get(0).mend().isPresent());
    }
  }

  @Test
  void windowsThatReachItAreWell() throws IOException {
    assertEquals(0, seen(windows(series(true), 48, 2)).size());
  }

  @Test
  void noiseAndWalksAreWell() throws IOException {
    assertEquals(0, seen(windows(series(false), 1, 1)).size());
    float[] walk = new float[2 * 1500];
    Random random = new Random(2);
    for (int i = 2; i < walk.length; i++) {
      walk[i] = walk[i - 2] + (float) random.nextGaussian();
    }
    assertEquals(0, seen(windows(walk, 1, 1)).size());
    assertEquals(0, seen(windows(walk, 8, 3)).size());
  }

  @Test
  void sequencesThatAreNoSeriesAreLeftAlone() {
    float[][][] all = Families.waves(new int[300], 6, 2, 0.1, 1);
    float[] numbers = new float[300];
    for (int i = 0; i < 300; i++) {
      numbers[i] = all[i][2][0];
    }
    assertEquals(0, seen(Dataset.ofNumbers(all, numbers).build()).size());
  }

  /** Steps alone, every second of them: the others are nowhere, and the answer is among those. */
  @Test
  void stepsThatAreFarApartAreASeriesToo() throws IOException {
    SequencesBuilder builder = new SequencesBuilder(2);
    float[] values = series(true);
    long start = builder.addSteps(values);
    for (int first = 0; first + 4 <= values.length / 2; first += 2) {
      builder.window(start, first, 1, 0).numbers(values[2 * (first + 3)]);
    }
    Sequences all = builder.build();
    Dataset whole =
        Dataset.ofNumbers(new float[][][] {{{0, 0}}}, new float[] {0})
            .target(new Target.Numbers(List.of(new Signal("next", "")), 0))
            .build();
    List<Finding> found =
        seen(
            new Dataset(
                "series", false, whole.schema(), all, Sequences.empty(2), Sequences.empty(2)));
    assertEquals(Level.SUSPECT, found.get(0).level());
    // 24 steps before what is asked, 3 steps ahead.
    assertTrue(found.get(0).evidence().contains("on the newest 2"), () -> found.get(0).evidence());
  }
}
