package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputShiftTest {

  private interface Value {
    double at(int step, Random random);
  }

  private static List<Finding> seen(Value value) {
    Random random = new Random(6);
    float[][] series = new float[1000][2];
    for (int t = 0; t < 1000; t++) {
      series[t][0] = (float) value.at(t, random);
      series[t][1] = (float) random.nextGaussian();
    }
    float[] next = Families.next(series, 20, 2, 1);
    float[][][] windows = java.util.Arrays.copyOf(Families.windows(series, 20, 2), next.length);
    Dataset data = Dataset.ofNumbers(windows, next).signals("t", "noise").splitByTime(0, 0.2);
    return Families.findings(new InputShift(), data);
  }

  @Test
  void aClockAmongTheFeaturesIsAFault() {
    List<Finding> found = seen((t, random) -> t);
    assertEquals(Level.FAULT, found.get(0).level());
    assertTrue(found.get(0).evidence().contains("of t in the test part"));
  }

  @Test
  void aCounterIsSuspect() {
    assertEquals(Level.SUSPECT, seen((t, random) -> t + 60 * Math.sin(t / 7.0)).get(0).level());
  }

  @Test
  void seasonsSubjectsAndStepNumbersAreNoFault() {
    assertTrue(
        seen((t, random) -> 20 * Math.sin(t / 150.0)).stream()
            .allMatch(finding -> finding.level() == Level.NOTE));
    assertTrue(
        seen((t, random) -> t < 800 ? random.nextGaussian() : 9).stream()
            .allMatch(finding -> finding.level() == Level.NOTE));
    assertEquals(0, seen((t, random) -> t % 24).size());
    assertEquals(0, seen((t, random) -> random.nextGaussian()).size());
  }
}
