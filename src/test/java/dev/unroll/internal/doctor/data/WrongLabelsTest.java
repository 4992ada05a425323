package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WrongLabelsTest {

  private static List<Finding> seen(float[][][] all, int[] labels) {
    return Families.findings(new WrongLabels(), Dataset.of(all, labels).build());
  }

  private static int[] flipped(int[] labels, int classes, double share, long seed) {
    Random random = new Random(seed);
    int[] flipped = labels.clone();
    for (int i = 0; i < labels.length; i++) {
      if (random.nextDouble() < share) {
        flipped[i] = (labels[i] + 1 + random.nextInt(classes - 1)) % classes;
      }
    }
    return flipped;
  }

  @Test
  void labelsThatAreWrongByChanceAreFound() {
    for (int classes = 2; classes <= 4; classes++) {
      int[] labels = Families.labels(600, classes);
      float[][][] all = Families.waves(labels, 64, 2, 0.2, 1);
      assertEquals(0, seen(all, labels).size());
      List<Finding> found = seen(all, flipped(labels, classes, 0.15, 2));
      assertEquals(1, found.size(), "classes " + classes);
      assertEquals(Level.SUSPECT, found.get(0).level());
    }
  }

  @Test
  void hardClassesAreWell() {
    // Levels that overlap: many errors, but where the method is unsure.
    for (int seed = 1; seed <= 5; seed++) {
      Random random = new Random(seed);
      int[] labels = Families.labels(900, 3);
      float[][][] all = new float[900][20][1];
      for (int i = 0; i < 900; i++) {
        double level = labels[i] + 0.4 * random.nextGaussian();
        for (float[] step : all[i]) {
          step[0] = (float) (level + 0.1 * random.nextGaussian());
        }
      }
      assertEquals(0, seen(all, labels).size(), "seed " + seed);
    }
  }

  @Test
  void labelsOfNoiseAreNotCalledWrong() {
    int[] labels = new Random(3).ints(600, 0, 2).toArray();
    assertEquals(0, seen(Families.waves(new int[600], 30, 2, 1, 4), labels).size());
  }

  /** Those of one class are drawn from the others, so that no method is sure of any. */
  @Test
  void aClassWhoseLabelsAreLostIsFound() {
    for (int classes = 5; classes <= 7; classes++) {
      int[] labels = Families.labels(840, classes);
      float[][][] all = Families.waves(labels, 64, 2, 0.2, 1);
      Random random = new Random(classes);
      for (int i = 0; i < labels.length; i++) {
        // The last class is lost, so that the others keep their numbers.
        labels[i] = labels[i] == classes - 1 ? random.nextInt(classes - 1) : labels[i];
      }
      List<Finding> found = seen(all, labels);
      assertEquals(1, found.size(), "classes " + classes);
      assertTrue(found.get(0).evidence().contains("as if drawn by lot"), found.get(0).evidence());
    }
  }

  @Test
  void manyClassesThatOverlapAreWell() {
    for (int seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      int[] labels = Families.labels(900, 6);
      float[][][] all = new float[900][20][1];
      for (int i = 0; i < 900; i++) {
        double level = labels[i] + 0.4 * random.nextGaussian();
        for (float[] step : all[i]) {
          step[0] = (float) (level + 0.1 * random.nextGaussian());
        }
      }
      assertEquals(0, seen(all, labels).size(), "seed " + seed);
    }
  }
}
