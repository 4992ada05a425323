package dev.unroll.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SequencesTest {

  /** Three sequences of 2, 1 and 3 steps of two features. */
  private static Sequences some() {
    float[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    return Sequences.of(values, 2, new int[] {2, 1, 3}, new int[] {0, 1, 0}, new int[] {7, 8, 7});
  }

  @Test
  void packsSequencesOfDifferentLength() {
    Sequences sequences = some();
    assertEquals(3, sequences.maxSteps());
    assertFalse(sequences.sameLength());
    assertEquals(5, sequences.value(1, 0, 0));
    assertEquals(12, sequences.value(2, 2, 1));
    assertEquals(Set.of(7, 8), sequences.groups());
  }

  @Test
  void selectsInTheOrderAskedFor() {
    Sequences picked = some().select(2, 0);
    assertEquals(7, picked.value(0, 0, 0));
    assertEquals(1, picked.value(1, 0, 0));
    assertArrayEquals(new int[] {0, 0}, picked.labels());
    assertEquals(1, some().where(i -> i == 1).label(0));
  }

  @Test
  void picksFeaturesInTheOrderAskedFor() {
    Random random = new Random(4);
    for (int run = 0; run < 60; run++) {
      int features = 1 + random.nextInt(6);
      int[] lengths = {1 + random.nextInt(5), 1 + random.nextInt(5), 1 + random.nextInt(5)};
      float[] values = new float[Arrays.stream(lengths).sum() * features];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat();
      }
      Sequences all = Sequences.of(values, features, lengths, new int[3], new int[3]);
      int[] columns = random.ints(1 + random.nextInt(6), 0, features).toArray();
      Sequences picked = all.withFeatures(columns).select(2, 0, 1).select(1, 2, 0);
      assertEquals(columns.length, picked.features());
      for (int i = 0; i < 3; i++) {
        assertEquals(lengths[i], picked.length(i));
        float[] row = picked.values(i, lengths[i] - 1, 1);
        for (int t = 0; t < lengths[i]; t++) {
          for (int k = 0; k < columns.length; k++) {
            assertEquals(all.value(i, t, columns[k]), picked.value(i, t, k));
          }
        }
        assertEquals(all.value(i, lengths[i] - 1, columns[0]), row[0]);
      }
    }
    assertThrows(InputException.class, () -> some().withFeatures(0, 2));
    assertThrows(InputException.class, () -> some().withFeatures());
  }

  @Test
  void aDatasetKeepsTheNaiveForecastOfAFeatureThatStays() {
    Dataset data =
        Dataset.ofNumbers(new float[][][] {{{1, 2, 3}}, {{4, 5, 6}}}, new float[] {7, 8})
            .signals("a", "b", "c")
            .target(new Target.Numbers(List.of(new Signal("next", "")), 1))
            .build();
    Dataset turned = data.withFeatures(List.of("c", "b"));
    assertEquals(List.of("c", "b"), turned.schema().featureNames());
    assertEquals(3, turned.train().value(0, 0, 0));
    Target.Numbers target = turned.schema().target().numbers().orElseThrow();
    assertEquals(5, target.naiveForecast(turned.train(), 1));
    assertFalse(
        data.withFeatures(List.of("a")).schema().target().numbers().orElseThrow().hasNaive());
  }

  @Test
  void refusesAValueThatIsNotThere() {
    InputException e = assertThrows(InputException.class, () -> some().value(1, 1, 0));
    assertEquals("sequence 1 is [1, 2]: it has no value at [1, 0]", e.getMessage());
  }

  @Test
  void refusesValuesThatDoNotMatchTheLengths() {
    InputException e =
        assertThrows(
            InputException.class,
            () -> Sequences.ofSteps(new float[5], 2, 3, new int[1], new int[1]));
    assertEquals("sequences: the lengths ask for 6 values, got 5", e.getMessage());
  }

  @Test
  void holdsOutWholeGroupsBySeed() {
    int subjects = 10;
    int[] groups = new int[40];
    Arrays.setAll(groups, i -> i % subjects);
    Sequences train = Sequences.ofSteps(new float[40], 1, 1, new int[40], groups);
    Dataset dataset =
        new Dataset(
            "d",
            true,
            List.of(new Signal("x", "g")),
            List.of("a", "b"),
            train,
            Sequences.empty(1),
            Sequences.empty(1));
    Dataset held = dataset.holdOutGroups(3, 1);
    assertEquals(3, held.validation().groups().size());
    assertEquals(12, held.validation().size());
    Set<Integer> common = new TreeSet<>(held.train().groups());
    common.retainAll(held.validation().groups());
    assertTrue(common.isEmpty());
    assertNotEquals(held.validation().groups(), dataset.holdOutGroups(3, 2).validation().groups());
    InputException e = assertThrows(InputException.class, () -> dataset.holdOutGroups(10, 1));
    assertEquals(
        "dataset 'd': cannot hold out 10 of 10 subjects in training for validation; choose 0 to 9",
        e.getMessage());
  }

  @Test
  void aValidationPartOfTheReaderIsNotReplaced() {
    Sequences some = Sequences.ofSteps(new float[4], 1, 1, new int[4], new int[] {1, 2, 3, 4});
    Dataset dataset =
        new Dataset("d", false, List.of(new Signal("x", "")), List.of("a", "b"), some, some, some);
    InputException e = assertThrows(InputException.class, () -> dataset.holdOutGroups(1, 1));
    assertEquals(
        "dataset 'd': it has a validation part of its own; set validationSubjects to 0, or the"
            + " reader's share for validation",
        e.getMessage());
  }
}
