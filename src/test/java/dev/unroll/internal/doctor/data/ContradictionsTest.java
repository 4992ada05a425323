package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContradictionsTest {

  private static List<Finding> seen(Dataset data) {
    return Families.findings(new Contradictions(), data);
  }

  /** One of 30 shapes each. */
  private static float[][][] shapes(int[] which) {
    float[][][] shapes = Families.waves(new int[30], 20, 2, 1, 4);
    float[][][] all = new float[which.length][][];
    for (int i = 0; i < which.length; i++) {
      all[i] = shapes[which[i]];
    }
    return all;
  }

  @Test
  void twinsOfAnotherClassAreFound() {
    Random random = new Random(4);
    int[] which = random.ints(300, 0, 30).toArray();
    int[] labels = random.ints(300, 0, 3).toArray();
    List<Finding> found = seen(Dataset.of(shapes(which), labels).build());
    assertEquals(Level.SUSPECT, found.get(0).level());
  }

  @Test
  void twinsOfTheSameClassAreWell() {
    int[] which = new Random(4).ints(300, 0, 30).toArray();
    int[] labels = new int[300];
    java.util.Arrays.setAll(labels, i -> which[i] % 3);
    assertEquals(0, seen(Dataset.of(shapes(which), labels).build()).size());
  }

  @Test
  void twinsWithOtherNumbersAreFound() {
    Random random = new Random(4);
    int[] which = random.ints(300, 0, 30).toArray();
    float[] numbers = new float[300];
    float[] told = new float[300];
    for (int i = 0; i < 300; i++) {
      numbers[i] = (float) random.nextGaussian();
      told[i] = which[i] + 0.1f * numbers[i];
    }
    assertEquals(1, seen(Dataset.ofNumbers(shapes(which), numbers).build()).size());
    assertEquals(0, seen(Dataset.ofNumbers(shapes(which), told).build()).size());
  }

  @Test
  void noiseWithoutTwinsIsWell() {
    Random random = new Random(4);
    int[] labels = random.ints(300, 0, 2).toArray();
    assertEquals(
        0, seen(Dataset.of(Families.waves(new int[300], 40, 2, 1, 9), labels).build()).size());
    float[][][] windows = Families.windows(Families.walk(400, 1, 3), 30, 1);
    assertEquals(
        0, seen(Dataset.of(windows, random.ints(windows.length, 0, 2).toArray()).build()).size());
  }

  @Test
  void sensorsAtRestAreWell() {
    int[] labels = new Random(4).ints(300, 0, 2).toArray();
    float[][][] all = Families.waves(labels, 40, 2, 0.3, 9);
    for (int i = 0; i < 300; i += 3) {
      all[i] = new float[40][2];
    }
    assertEquals(0, seen(Dataset.of(all, labels).build()).size());
  }
}
