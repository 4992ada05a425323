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

class ReadoutPaddingTest {

  private static String layers(String recurrent, String readout) {
    return "model.layers=[{type: recurrent, cell: {type: gru, units: 4}"
        + recurrent
        + "}, "
        + readout
        + "]";
  }

  private static List<Finding> seen(Dataset data, String layers) {
    return Families.findings(new ReadoutPadding(), data, layers);
  }

  /** As many steps as 10 to 29, or all filled up to 29 by zeros. */
  private static Dataset unequal(boolean filled) {
    int[] labels = Families.labels(200, 2);
    float[][][] all = Families.waves(labels, 29, 2, 0.3, 1);
    for (int i = 0; i < 200; i++) {
      float[][] shorter = Arrays.copyOf(all[i], 10 + i % 20);
      all[i] = filled ? Arrays.copyOf(shorter, 29) : shorter;
      for (int t = shorter.length; filled && t < 29; t++) {
        all[i][t] = new float[2];
      }
    }
    return Dataset.of(all, labels).build();
  }

  private static Dataset equal() {
    int[] labels = Families.labels(200, 2);
    return Dataset.of(Families.waves(labels, 29, 2, 0.3, 1), labels).build();
  }

  @Test
  void theLastStepOfAPaddedBatchIsAFault() {
    List<Finding> found = seen(unequal(false), layers("", "{type: readout, take: last}"));
    assertEquals(Level.FAULT, found.get(0).level());
    assertTrue(found.get(0).evidence().startsWith("95 % of the sequences end before"));
    assertEquals(
        List.of("model.layers.1.take=last-valid"), found.get(0).mend().orElseThrow().settings());
    assertEquals(0, seen(equal(), layers("", "{type: readout, take: last}")).size());
    assertEquals(0, seen(unequal(false), layers("", "{type: readout, take: last-valid}")).size());
  }

  @Test
  void aReadoutInABranchIsNamedByItsPlace() {
    String branches =
        "{type: parallel, branches: [[{type: readout, take: mean}], [{type: readout, take: last}]]}";
    List<Finding> found = seen(unequal(false), layers("", branches));
    assertEquals(
        List.of("model.layers.1.branches.1.0.take=last-valid"),
        found.get(0).mend().orElseThrow().settings());
  }

  @Test
  void theBackwardHalfAtTheLastStepIsSuspect() {
    List<Finding> found =
        seen(equal(), layers(", bidirectional: true", "{type: readout, take: last}"));
    assertEquals(Level.SUSPECT, found.get(0).level());
    assertEquals(
        List.of("model.layers.1.take=both-ends"), found.get(0).mend().orElseThrow().settings());
    for (String take : List.of("both-ends", "mean", "max")) {
      assertEquals(
          0,
          seen(equal(), layers(", bidirectional: true", "{type: readout, take: " + take + "}"))
              .size());
    }
  }

  @Test
  void aLayerBetweenLeavesTheMean() {
    String between = "{type: dropout, rate: 0.2}, {type: readout, take: last-valid}";
    assertEquals(
        List.of("model.layers.2.take=mean"),
        seen(equal(), layers(", bidirectional: true", between))
            .get(0)
            .mend()
            .orElseThrow()
            .settings());
  }

  @Test
  void sequencesThatWereFilledUpAreFound() {
    assertEquals(
        Level.FAULT, seen(unequal(true), layers("", "{type: readout, take: last}")).get(0).level());
    assertEquals(
        Level.SUSPECT,
        seen(unequal(true), layers("", "{type: readout, take: mean}")).get(0).level());
  }

  @Test
  void restingSensorsAndBackgroundsAreWell() {
    int[] labels = Families.labels(200, 2);
    float[][][] rest = Families.waves(labels, 40, 2, 0.3, 1);
    float[][][] background = Families.waves(labels, 40, 2, 0.3, 1);
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      float level = random.nextFloat();
      for (int t = 0; t < 40; t++) {
        if (t >= 25) {
          rest[i][t] = new float[] {level, 2 * level};
        }
        if (t < 10 || t >= 30) {
          background[i][t] = new float[2];
        }
      }
    }
    String last = layers("", "{type: readout, take: last}");
    assertEquals(0, seen(Dataset.of(rest, labels).build(), last).size());
    assertEquals(0, seen(Dataset.of(background, labels).build(), last).size());
  }
}
