package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SameWindowsTest {

  private static List<Finding> seen(Dataset data) {
    return Families.findings(new SameWindows(), data);
  }

  @Test
  void windowsThatOverlapAcrossASplitByChanceAreAFault() {
    float[][][] windows = Families.windows(Families.walk(4000, 2, 3), 40, 20);
    Dataset data = Dataset.of(windows, Families.labels(windows.length, 2)).splitByShare(0, 0.2, 1);
    List<Finding> found = seen(data);
    assertEquals(Level.FAULT, found.get(0).level());
    assertTrue(found.get(0).evidence().matches("\\d\\d % of the test steps occur in training.*"));
  }

  @Test
  void theSameWindowsDividedByTimeAreWell() {
    float[][][] windows = Families.windows(Families.walk(4000, 2, 3), 40, 40);
    assertEquals(
        0,
        seen(Dataset.of(windows, Families.labels(windows.length, 2)).splitByShare(0, 0.2, 1))
            .size());
  }

  @Test
  void copiesInAPartOfItsOwnAreFound() {
    float[][][] train = Families.waves(Families.labels(100, 2), 30, 2, 0.3, 1);
    float[][][] test = Families.waves(Families.labels(50, 2), 30, 2, 0.3, 2);
    System.arraycopy(train, 10, test, 20, 10);
    Dataset data =
        Dataset.of(train, Families.labels(100, 2))
            .withTest(Dataset.of(test, Families.labels(50, 2)))
            .build();
    assertEquals(Level.FAULT, seen(data).get(0).level());
  }

  @Test
  void numbersThatWereWrittenAndReadAgainAreTheSame() {
    float[][][] train = Families.waves(Families.labels(100, 2), 30, 2, 0.3, 1);
    float[][][] test = new float[20][30][2];
    for (int i = 0; i < 20; i++) {
      for (int t = 0; t < 30; t++) {
        for (int f = 0; f < 2; f++) {
          test[i][t][f] =
              Float.parseFloat(String.format(java.util.Locale.ROOT, "%.6g", train[3 * i][t][f]));
        }
      }
    }
    Dataset data =
        Dataset.of(train, Families.labels(100, 2))
            .withTest(Dataset.of(test, Families.labels(20, 2)))
            .build();
    assertEquals(Level.FAULT, seen(data).get(0).level());
  }

  @Test
  void signalsOfFewValuesRepeatThemselvesByChance() {
    Random random = new Random(4);
    float[][][] bits = new float[600][64][1];
    float[][][] slow = new float[600][64][1];
    for (int i = 0; i < 600; i++) {
      double level = 0;
      for (int t = 0; t < 64; t++) {
        bits[i][t][0] = random.nextInt(2);
        level += 0.4 * random.nextGaussian();
        slow[i][t][0] = (float) Math.rint(level);
      }
    }
    for (float[][][] all : List.of(bits, slow)) {
      assertEquals(
          0, seen(Dataset.of(all, Families.labels(600, 2)).splitByShare(0, 0.3, 1)).size());
    }
  }

  @Test
  void sensorsAtRestAreWell() {
    float[][][] all = Families.waves(Families.labels(200, 2), 40, 2, 0.3, 1);
    for (int i = 0; i < 200; i += 2) {
      for (float[] step : all[i]) {
        Arrays.fill(step, 0.5f);
      }
    }
    assertEquals(0, seen(Dataset.of(all, Families.labels(200, 2)).splitByShare(0, 0.3, 1)).size());
  }
}
