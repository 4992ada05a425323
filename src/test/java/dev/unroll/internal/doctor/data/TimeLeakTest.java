package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeLeakTest {

  private static List<Finding> seen(Dataset data) {
    return Families.findings(new TimeLeak(), data);
  }

  @Test
  void oneSeriesDividedByChanceIsAFault() {
    float[][][] windows = Families.windows(Families.walk(6000, 2, 3), 30, 30);
    float[] next = new float[windows.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = windows[i][29][0];
    }
    List<Finding> found = seen(Dataset.ofNumbers(windows, next).splitByShare(0, 0.2, 1));
    assertEquals(Level.FAULT, found.get(0).level());
    assertTrue(
        found.get(0).evidence().contains("of the test windows lie between two training windows"));
  }

  @Test
  void dividedByTimeIsWell() {
    float[][][] windows = Families.windows(Families.walk(6000, 2, 3), 30, 30);
    float[] next = new float[windows.length];
    assertEquals(0, seen(Dataset.ofNumbers(windows, next).splitByTime(0.1, 0.2)).size());
  }

  @Test
  void wholeRecordingsDividedByChanceAreWell() {
    float[][][] windows = Families.windows(Families.walk(6000, 2, 3), 30, 30);
    int[] groups = new int[windows.length];
    Arrays.setAll(groups, i -> i / 25);
    float[] next = new float[windows.length];
    assertEquals(
        0, seen(Dataset.ofNumbers(windows, next).groups(groups).splitByGroup(0, 0.25, 1)).size());
  }

  @Test
  void trialsWithoutAClockAreWell() {
    int[] labels = new int[300];
    Arrays.setAll(labels, i -> i / 100);
    float[][][] all = Families.waves(labels, 40, 2, 0.3, 5);
    assertEquals(0, seen(Dataset.of(all, labels).splitByShare(0, 0.2, 1)).size());
  }

  @Test
  void theEndOfManyRecordingsIsWell() {
    float[][][] windows = Families.windows(Families.walk(6000, 2, 3), 30, 30);
    int[] groups = new int[windows.length];
    Arrays.setAll(groups, i -> i / 5);
    Dataset whole = Dataset.ofNumbers(windows, new float[windows.length]).groups(groups).build();
    assertEquals(
        0, seen(whole.divided(whole.train(), i -> i % 5 == 4 ? Split.TEST : Split.TRAIN)).size());
  }

  @Test
  void symbolsHaveNoClock() {
    Random random = new Random(5);
    float[][][] bits = new float[400][12][1];
    for (float[][] one : bits) {
      for (float[] step : one) {
        step[0] = random.nextInt(2);
      }
    }
    int[] labels = random.ints(400, 0, 2).toArray();
    assertEquals(0, seen(Dataset.of(bits, labels).splitByShare(0, 0.2, 1)).size());
  }
}
