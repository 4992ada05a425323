package dev.unroll.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassSpreadTest {

  private static final Target TARGET = new Target.OneClass(List.of("common", "rare", "other"));

  @Test
  void aClassOfTwoGroupsIsInTrainingAndTest() throws IOException {
    Split[] drawn = parts("RRRRRTT");
    Split[] spread = ClassSpread.of(drawn, sequences("0110000"), TARGET);
    assertEquals("RTRRRRT", text(spread), "the first of the rare goes, the first common comes");
    assertEquals("RRRRRTT", text(drawn));
  }

  @Test
  void aClassOfOneGroupIsForTraining() throws IOException {
    assertEquals("TRR", text(ClassSpread.of(parts("RRT"), sequences("001"), TARGET)));
    assertEquals("RRT", text(ClassSpread.of(parts("RRT"), sequences("010"), TARGET)));
  }

  @Test
  void numbersToPredictAreLeft() throws IOException {
    Split[] drawn = parts("RRT");
    SequencesBuilder builder = new SequencesBuilder(1);
    for (int group = 0; group < 3; group++) {
      builder.add(new float[] {1}, group);
      builder.numbers(group);
    }
    Target numbers = new Target.Numbers(List.of(new Signal("n", "")), Target.Numbers.NO_NAIVE);
    assertArrayEquals(drawn, ClassSpread.of(drawn, builder.build(), numbers));
  }

  /** Draws of many kinds, against plain counting. */
  @Test
  void whatIsDrawnIsChangedOnlyWhereAClassIsLacking() throws IOException {
    Random random = new Random(5);
    int mended = 0;
    for (int trial = 0; trial < 300; trial++) {
      int groups = 2 + random.nextInt(12);
      int labels = 2 + random.nextInt(4);
      int[] labelOf = random.ints(groups, 0, labels).toArray();
      Split[] drawn = new Split[groups];
      List<Split> kinds =
          trial % 2 == 0 ? List.of(Split.TRAIN, Split.TEST) : List.of(Split.values());
      Arrays.setAll(drawn, i -> kinds.get(random.nextInt(kinds.size())));
      Target target =
          new Target.OneClass(IntStream.range(0, labels).mapToObj(i -> "c" + i).toList());
      SequencesBuilder builder = new SequencesBuilder(1);
      for (int group = 0; group < groups; group++) {
        for (int i = 0; i < 1 + group % 3; i++) {
          builder.add(new float[] {1}, group);
          builder.label(labelOf[group]);
        }
      }
      Split[] spread = ClassSpread.of(drawn, builder.build(), target);
      for (Split part : Split.values()) {
        assertEquals(count(drawn, part), count(spread, part), "the sizes of parts stay");
        assertTrue(
            lacking(spread, part, labelOf, labels) <= lacking(drawn, part, labelOf, labels)
                || part != Split.TRAIN,
            "training never loses a class");
      }
      int before = all(drawn, labelOf, labels);
      int after = all(spread, labelOf, labels);
      assertTrue(after <= before || lacking(drawn, Split.TRAIN, labelOf, labels) > 0);
      if (before == 0) {
        assertArrayEquals(drawn, spread, "nothing is lacking, nothing moves");
      } else if (after < before) {
        mended++;
      }
    }
    assertTrue(mended > 50, "mended " + mended);
  }

  private static int all(Split[] parts, int[] labelOf, int labels) {
    int lacking = 0;
    for (Split part : Split.values()) {
      lacking += lacking(parts, part, labelOf, labels);
    }
    return lacking;
  }

  /** Classes of which a part that has groups has none. */
  private static int lacking(Split[] parts, Split part, int[] labelOf, int labels) {
    List<Integer> there = new ArrayList<>();
    for (int group = 0; group < parts.length; group++) {
      if (parts[group] == part) {
        there.add(labelOf[group]);
      }
    }
    return there.isEmpty()
        ? 0
        : (int)
            IntStream.range(0, labels)
                .filter(label -> !there.contains(label))
                .filter(label -> IntStream.of(labelOf).anyMatch(other -> other == label))
                .count();
  }

  private static long count(Split[] parts, Split part) {
    return Arrays.stream(parts).filter(each -> each == part).count();
  }

  /** R for training, V for validation, T for test. */
  private static Split[] parts(String text) {
    return text.chars()
        .mapToObj(c -> c == 'R' ? Split.TRAIN : c == 'V' ? Split.VALIDATION : Split.TEST)
        .toArray(Split[]::new);
  }

  private static String text(Split[] parts) {
    StringBuilder text = new StringBuilder();
    for (Split part : parts) {
      text.append(part == Split.TRAIN ? 'R' : part == Split.VALIDATION ? 'V' : 'T');
    }
    return text.toString();
  }

  /** One sequence a group, of the class that its digit tells. */
  private static Sequences sequences(String labels) throws IOException {
    SequencesBuilder builder = new SequencesBuilder(1);
    for (int group = 0; group < labels.length(); group++) {
      builder.add(new float[] {1}, group);
      builder.label(labels.charAt(group) - '0');
    }
    return builder.build();
  }

  /** 300 sets of 10 groups, each of one class or two of three, 3 of them held out. */
  @Test
  void subjectsHeldOutLeaveNoPartWithoutAClassThatTheOtherCanSpare() {
    int mended = 0;
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int groups = 10;
      float[][][] sequences = new float[2 * groups][1][1];
      int[] labels = new int[2 * groups];
      String[] subjects = new String[2 * groups];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = i < 3 ? i : random.nextInt(3);
        subjects[i] = "s" + i / 2 * 7 % 10;
      }
      Dataset all = Dataset.of(sequences, labels).groups(subjects).build();
      Dataset held = all.holdOutGroups(3, seed);
      assertEquals(3, held.validation().groups().size());
      assertEquals(7, held.train().groups().size());
      List<Integer> numbers = List.copyOf(all.train().groups());
      Set<Integer> plain =
          Arrays.stream(Sequences.permutation(groups, seed))
              .limit(3)
              .mapToObj(numbers::get)
              .collect(Collectors.toSet());
      Dataset drawn = all.holdOut(plain);
      int lacked = 6 - classes(drawn.train()).size() - classes(drawn.validation()).size();
      int lacks = 6 - classes(held.train()).size() - classes(held.validation()).size();
      assertTrue(lacks <= lacked);
      if (lacked == 0) {
        assertEquals(plain, held.validation().groups(), "as before");
      }
      mended += lacked > lacks ? 1 : 0;
    }
    assertTrue(mended > 20, mended + " mended");
  }

  private static Set<Integer> classes(Sequences part) {
    return Arrays.stream(part.labels()).boxed().collect(Collectors.toSet());
  }
}
