package dev.unroll.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusteredMeanTest {

  @Test
  void isThePlainStandardErrorWhereEveryRowIsItsOwnGroup() {
    double[] values = {1, 4, 4, 7, 9.5};
    double mean = 5.1;
    double variance = 0;
    for (double value : values) {
      variance += (value - mean) * (value - mean) / 4;
    }
    ClusteredMean found = ClusteredMean.of(values, new int[] {3, 1, 4, 8, 5});
    assertEquals(mean, found.mean(), 1e-12);
    assertEquals(Math.sqrt(variance / 5), found.standardError(), 1e-12);
    assertEquals(5, found.groups());
  }

  @Test
  void oneGroupTellsNoError() {
    assertTrue(
        Double.isNaN(ClusteredMean.of(new double[] {1, 2}, new int[] {7, 7}).standardError()));
  }

  @Test
  void coversTheTruthAsOftenAsItSaysWhereGroupsDiffer() {
    Random random = new Random(5);
    int covered = 0;
    int trials = 8000;
    for (int trial = 0; trial < trials; trial++) {
      int groups = 40;
      double[] values = new double[groups * 6];
      for (int group = 0; group < groups; group++) {
        double own = random.nextGaussian();
        for (int i = 0; i < 6; i++) {
          values[6 * group + i] = 2 + own + 0.3 * random.nextGaussian();
        }
      }
      ClusteredMean found =
          ClusteredMean.of(values, IntStream.range(0, values.length).map(i -> i / 6).toArray());
      covered += Math.abs(found.mean() - 2) < 1.96 * found.standardError() ? 1 : 0;
    }
    assertEquals(0.945, covered / (double) trials, 0.01);
  }
}
