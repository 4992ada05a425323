package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TargetLeakTest {

  private static List<Finding> seen(Dataset data) {
    return Families.findings(new TargetLeak(), data);
  }

  /** Windows of a walk with the first feature's next value to predict. */
  private static Dataset forecast(float[][] series, int naive) {
    float[] next = Families.next(series, 16, 1, 0);
    float[][][] windows = Arrays.copyOf(Families.windows(series, 16, 1), next.length);
    return Dataset.ofNumbers(windows, next)
        .target(new Target.Numbers(List.of(new Signal("next", "")), naive))
        .splitByTime(0.1, 0.2);
  }

  @Test
  void aColumnShiftedTheWrongWayIsAFault() {
    float[][] walk = Families.walk(1001, 3, 8);
    float[][] series = new float[1000][];
    for (int t = 0; t < 1000; t++) {
      series[t] = new float[] {walk[t][0], walk[t][1], walk[t][2], walk[t + 1][0]};
    }
    for (int naive : new int[] {0, Target.Numbers.NO_NAIVE}) {
      List<Finding> found = seen(forecast(series, naive));
      assertEquals(Level.FAULT, found.get(0).level());
      assertTrue(found.get(0).evidence().startsWith("x3 alone"), found.get(0).evidence());
    }
  }

  @Test
  void aSeriesThatTellsItsOwnNextValueIsWell() {
    assertEquals(0, seen(forecast(Families.walk(1000, 3, 8), 0)).size());
    assertEquals(0, seen(forecast(Families.walk(1000, 3, 8), Target.Numbers.NO_NAIVE)).size());
    float[][] smooth = new float[1000][2];
    for (int t = 0; t < 1000; t++) {
      smooth[t][0] = (float) Math.sin(t / 40.0);
      smooth[t][1] = (float) Math.cos(t / 13.0);
    }
    assertEquals(0, seen(forecast(smooth, Target.Numbers.NO_NAIVE)).size());
  }

  @Test
  void aCodeOfTheClassIsAFault() {
    int[] labels = Families.labels(300, 4);
    float[][][] all = Families.waves(labels, 20, 3, 1, 3);
    for (int i = 0; i < 300; i++) {
      for (float[] step : all[i]) {
        step[1] = new float[] {30, 10, 20, 40}[labels[i]];
      }
    }
    List<Finding> found = seen(Dataset.of(all, labels).splitByShare(0, 0.2, 1));
    assertEquals(Level.FAULT, found.get(0).level());
    assertTrue(found.get(0).evidence().startsWith("x1 alone"));
  }

  @Test
  void featuresThatTellTogetherAreWell() {
    int[] labels = Families.labels(300, 3);
    float[][][] all = Families.waves(labels, 20, 3, 0.05, 3);
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      for (float[] step : all[i]) {
        step[0] = (float) (labels[i] + 0.4 * random.nextGaussian());
        step[1] = (float) (labels[i] + 0.4 * random.nextGaussian());
      }
    }
    assertEquals(0, seen(Dataset.of(all, labels).splitByShare(0, 0.2, 1)).size());
  }

  @Test
  void theStateThatAStepHasIsNoMoreThanANote() {
    Random random = new Random(2);
    float[][][] all = new float[60][30][1];
    int[][] labels = new int[60][30];
    for (int i = 0; i < 60; i++) {
      for (int t = 0; t < 30; t++) {
        all[i][t][0] = (float) random.nextGaussian();
        labels[i][t] = all[i][t][0] > 0 ? 1 : 0;
      }
    }
    List<Finding> found = seen(Dataset.ofSteps(all, labels).build());
    assertTrue(found.stream().allMatch(finding -> finding.level() == Level.NOTE));
  }

  /** Classes of unequal size: none of them ends where a quantile does. */
  @Test
  void aNoisyCopyOfTheClassIsSuspect() {
    int[] labels = new int[600];
    Random random = new Random(5);
    for (int i = 0; i < 600; i++) {
      labels[i] = (int) (6 * Math.pow(random.nextDouble(), 1.4));
    }
    float[][][] all = Families.waves(labels, 20, 4, 2, 3);
    for (int i = 0; i < 600; i++) {
      for (float[] step : all[i]) {
        step[3] = labels[i] + 0.01f * (float) random.nextGaussian();
      }
    }
    List<Finding> found = seen(Dataset.of(all, labels).splitByShare(0, 0.2, 1));
    assertEquals(Level.SUSPECT, found.get(0).level());
    assertTrue(found.get(0).evidence().startsWith("x3 alone"), found.get(0).evidence());
  }
}
