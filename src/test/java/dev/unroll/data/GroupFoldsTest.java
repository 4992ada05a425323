package dev.unroll.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupFoldsTest {

  /** Groups 0 to 9 of class 0 and 10 to 14 of class 1, three sequences each. */
  private static Dataset vessels() {
    int[] labels = new int[45];
    int[] groups = new int[45];
    for (int i = 0; i < 45; i++) {
      groups[i] = i % 15;
      labels[i] = groups[i] < 10 ? 0 : 1;
    }
    Schema schema =
        new Schema(
            List.of(new Signal("speed", "kn")),
            Optional.empty(),
            new Target.OneClass(List.of("a", "b")),
            "vessel");
    Sequences train = Sequences.ofSteps(new float[45], 1, 1, labels, groups);
    return new Dataset("ships", false, schema, train, Sequences.empty(1), Sequences.empty(1));
  }

  @Test
  void everyGroupIsHeldOutOnce() {
    Set<Integer> all = new HashSet<>();
    for (Set<Integer> fold : GroupFolds.of(vessels(), 4, 7)) {
      for (int group : fold) {
        assertTrue(all.add(group), "group " + group + " is in two folds");
      }
    }
    assertEquals(vessels().train().groups(), all);
  }

  @Test
  void eachFoldHasItsShareOfEachClass() {
    for (Set<Integer> fold : GroupFolds.of(vessels(), 5, 7)) {
      assertEquals(2, fold.stream().filter(group -> group < 10).count());
      assertEquals(1, fold.stream().filter(group -> group >= 10).count());
    }
    for (Set<Integer> fold : GroupFolds.of(vessels(), 4, 7)) {
      assertTrue(fold.size() == 3 || fold.size() == 4, fold + " is not 3 or 4 groups");
    }
  }

  @Test
  void theSeedDeterminesThem() {
    assertEquals(GroupFolds.of(vessels(), 5, 1), GroupFolds.of(vessels(), 5, 1));
    assertNotEquals(GroupFolds.of(vessels(), 5, 1), GroupFolds.of(vessels(), 5, 2));
  }

  @Test
  void foldsMoveWholeGroupsToValidation() {
    Dataset dataset = vessels();
    Set<Integer> held = GroupFolds.of(dataset, 5, 1).get(0);
    Dataset fold = dataset.holdOut(held);
    assertEquals(held, fold.validation().groups());
    assertEquals(9, fold.validation().size());
    assertEquals(36, fold.train().size());
  }

  @Test
  void groupsWithoutAClassOfTheirOwnAreSpreadAlike() {
    Schema schema =
        new Schema(
            List.of(new Signal("x", "m")),
            Optional.empty(),
            new Target.Numbers(List.of(new Signal("y", "m")), Target.Numbers.NO_NAIVE),
            "station");
    SequencesBuilder builder = new SequencesBuilder(1);
    for (int group = 0; group < 6; group++) {
      assertEquals(group, addNumber(builder, group));
    }
    Dataset dataset =
        new Dataset(
            "weather", false, schema, builder.build(), Sequences.empty(1), Sequences.empty(1));
    for (Set<Integer> fold : GroupFolds.of(dataset, 3, 1)) {
      assertEquals(2, fold.size());
    }
  }

  private static int addNumber(SequencesBuilder builder, int group) {
    try {
      builder.add(new float[] {group}, group).numbers(group);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return builder.size() - 1;
  }

  @Test
  void aShareIsTakenOfEachClass() {
    Set<Integer> share = GroupFolds.share(vessels().train(), 0.2, 3);
    assertEquals(2, share.stream().filter(group -> group < 10).count());
    assertEquals(1, share.stream().filter(group -> group >= 10).count());
    assertEquals(Set.of(), GroupFolds.share(vessels().train(), 0, 3));
  }

  @Test
  void aShareIsNeverAllOfAClass() {
    Sequences one = Sequences.ofSteps(new float[3], 1, 1, new int[] {0, 1, 1}, new int[] {1, 2, 3});
    Set<Integer> share = GroupFolds.share(one, 0.9, 3);
    assertEquals(1, share.size());
    assertTrue(!share.contains(1), "the only group of class 0 is taken");
  }

  @Test
  void saysWhatIsWrong() {
    assertFails(
        1, "dataset 'ships': cannot make 1 folds of 15 vessels in training; choose 2 to 15");
    assertFails(
        16, "dataset 'ships': cannot make 16 folds of 15 vessels in training; choose 2 to 15");
    InputException e =
        assertThrows(InputException.class, () -> GroupFolds.share(vessels().train(), 1, 0));
    assertEquals("share: expected a number of 0 or more and less than 1, got 1.0", e.getMessage());
  }

  private static void assertFails(int folds, String message) {
    InputException e = assertThrows(InputException.class, () -> GroupFolds.of(vessels(), folds, 0));
    assertEquals(message, e.getMessage());
  }
}
