package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Picture;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelMixTest {

  private static List<Finding> seen(Dataset data) {
    return Families.findings(new LabelMix(), data);
  }

  private static float[][][] noise(int count) {
    return Families.waves(new int[count], 8, 1, 1, 1);
  }

  @Test
  void aSplitInTheOrderOfClassesIsAFault() {
    int[] labels = new int[300];
    Arrays.setAll(labels, i -> i < 90 ? 0 : i < 180 ? 1 : 2);
    Dataset data = Dataset.of(noise(300), labels).splitByTime(0.2, 0);
    List<Finding> found = seen(data);
    assertEquals(Level.FAULT, found.get(0).level());
    assertTrue(found.get(0).evidence().startsWith("the validation part is 100 % 2, training 25 %"));
  }

  @Test
  void aSplitByChanceIsWell() {
    for (int seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      int[] labels = random.ints(120, 0, 3).toArray();
      int[] parts = random.ints(120, 0, 5).toArray();
      Dataset data = Dataset.of(noise(120), labels).build();
      data =
          data.holdOut(List.of(0, 1))
              .divided(
                  data.train(),
                  i -> parts[i] == 0 ? dev.unroll.data.Split.TEST : dev.unroll.data.Split.TRAIN);
      assertEquals(0, seen(data).size(), "seed " + seed);
    }
  }

  @Test
  void fewSubjectsWhoDifferAreWell() {
    // Each subject has classes of its own in the main: parts of two differ by chance.
    Random random = new Random(9);
    int[] labels = new int[300];
    int[] groups = new int[300];
    for (int i = 0; i < 300; i++) {
      groups[i] = i / 30;
      labels[i] = random.nextInt(4) == 0 ? random.nextInt(3) : groups[i] % 3;
    }
    Dataset data = Dataset.of(noise(300), labels).groups(groups).build().holdOut(List.of(2, 5));
    assertEquals(0, seen(data).size());
  }

  @Test
  void stepsAreCountedWhereTheyHaveClasses() {
    int[][] labels = new int[100][8];
    for (int i = 0; i < 100; i++) {
      int sequence = i;
      Arrays.setAll(labels[i], t -> sequence < 80 ? t % 2 : t == 0 ? 1 : 0);
    }
    Dataset data = Dataset.ofSteps(noise(100), labels).splitByTime(0, 0.2);
    assertEquals(Level.SUSPECT, seen(data).get(0).level());
  }

  @Test
  void aPictureShowsEachPart() {
    Dataset data = Dataset.of(noise(100), Families.labels(100, 2)).splitByShare(0.2, 0.2, 1);
    Picture.Bars bars = (Picture.Bars) new LabelMix().of(Families.patient(data)).pictures().get(0);
    assertEquals(List.of("train", "validation", "test"), List.copyOf(bars.bars().keySet()));
    assertEquals(0.5, bars.bars().get("train").get("0"), 1e-9);
  }
}
