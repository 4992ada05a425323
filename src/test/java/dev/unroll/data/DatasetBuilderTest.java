package dev.unroll.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DatasetBuilderTest {

  /** Sequence i has 1 + i % 3 steps; its first feature is i, the second the step. */
  private static float[][][] sequences(int count) {
    float[][][] all = new float[count][][];
    for (int i = 0; i < count; i++) {
      all[i] = new float[1 + i % 3][];
      for (int step = 0; step < all[i].length; step++) {
        all[i][step] = new float[] {i, step};
      }
    }
    return all;
  }

  /** Every third is a {@code run}, the others {@code walk}. */
  private static String[] classes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> i % 3 == 0 ? "run" : "walk")
        .toArray(String[]::new);
  }

  private static long runs(Sequences part) {
    return Arrays.stream(part.labels()).filter(label -> label == 0).count();
  }

  private static Set<Integer> first(Sequences part) {
    Set<Integer> found = new HashSet<>();
    IntStream.range(0, part.size()).forEach(i -> found.add((int) part.value(i, 0, 0)));
    return found;
  }

  private static void assertFails(String message, Executable fails) {
    assertEquals(message, assertThrows(InputException.class, fails).getMessage());
  }

  @Test
  void arraysBecomeADatasetInOneLine() {
    Dataset data = Dataset.of(sequences(30), classes(30)).splitByShare(0.1, 0.2, 1);
    assertEquals(List.of("run", "walk"), data.classNames());
    assertEquals(List.of("x0", "x1"), data.schema().featureNames());
    assertEquals("data", data.title());
    assertEquals(21, data.train().size());
    assertEquals(3, data.validation().size());
    assertEquals(6, data.test().size());
    assertEquals(1, runs(data.validation()));
    assertEquals(2, runs(data.test()));
    Set<Integer> all = first(data.train());
    all.addAll(first(data.validation()));
    all.addAll(first(data.test()));
    assertEquals(30, all.size());
    for (int i = 0; i < data.train().size(); i++) {
      int number = (int) data.train().value(i, 0, 0);
      assertEquals(1 + number % 3, data.train().length(i));
      assertEquals(number % 3 == 0 ? 0 : 1, data.train().label(i));
    }
    assertEquals("30 sequences", data.schema().count(30));
    Dataset again = Dataset.of(sequences(30), classes(30)).splitByShare(0.1, 0.2, 1);
    assertEquals(Fingerprint.of(data), Fingerprint.of(again));
    assertNotEquals(
        first(data.test()),
        first(Dataset.of(sequences(30), classes(30)).splitByShare(0.1, 0.2, 2).test()));
  }

  @Test
  void arraysAreCopied() {
    float[][][] values = sequences(4);
    String[] classes = classes(4);
    DatasetBuilder builder = Dataset.of(values, classes);
    values[0][0][0] = 9;
    classes[0] = "walk";
    Dataset data = builder.build();
    assertEquals(0, data.train().value(0, 0, 0));
    assertEquals(0, data.train().label(0));
  }

  @Test
  void takesNamesOfEverything() {
    Dataset data =
        Dataset.of(sequences(4), new int[] {1, 0, 1, 0})
            .name("mine")
            .classNames("sit", "stand")
            .signals(List.of(new Signal("acc", "g"), new Signal("gyr", "rad/s")))
            .groups(new int[] {7, 7, 8, 8})
            .grouping("subject")
            .build();
    assertEquals("mine", data.name());
    assertEquals(List.of("sit", "stand"), data.classNames());
    assertEquals("g", data.signals().get(0).unit());
    assertArrayEquals(new int[] {1, 0, 1, 0}, data.train().labels());
    assertEquals(Set.of(7, 8), data.train().groups());
    assertEquals("2 subjects", data.schema().count(2));
    assertEquals(
        List.of("0", "1"), Dataset.of(sequences(2), new int[] {1, 0}).build().classNames());
    assertArrayEquals(
        new int[] {1, 0},
        Dataset.of(sequences(2), new String[] {"a", "b"})
            .classNames("b", "a")
            .build()
            .train()
            .labels());
    Dataset images = Dataset.of(sequences(4), classes(4)).frame(1, 2).build();
    assertEquals(1, images.signals().size());
    assertEquals(2, images.schema().features());
  }

  @Test
  void stepsHaveClassesOfTheirOwn() {
    int[][] labels = {{0}, {1, 0}, {0, 1, 1}};
    Dataset data = Dataset.ofSteps(sequences(3), labels).splitByTime(0, 1 / 3.0);
    assertEquals(Target.Kind.CLASS_PER_STEP, data.schema().target().kind());
    assertEquals(1, data.train().stepLabel(1, 0));
    assertEquals(0, data.test().stepLabel(0, 0));
    assertEquals(1, data.test().stepLabel(0, 2));
    String[][] names = {{"on"}, {"off", "on"}, {"on", "on", "off"}};
    Dataset named = Dataset.ofSteps(sequences(3), names).build();
    assertEquals(List.of("off", "on"), named.classNames());
    assertEquals(0, named.train().stepLabel(2, 2));
  }

  @Test
  void numbersArePredicted() {
    float[][] numbers = {{1, 10}, {2, 20}, {3, 30}, {4, 40}};
    Target target =
        new Target.Numbers(List.of(new Signal("near", "m"), new Signal("far", "km")), 0);
    Dataset data = Dataset.ofNumbers(sequences(4), numbers).target(target).splitByTime(0.25, 0.25);
    assertEquals(2, data.train().size());
    assertEquals(30, data.validation().number(0, 1));
    assertEquals(4, data.test().number(0, 0));
    assertEquals("km", ((Target.Numbers) data.schema().target()).signals().get(1).unit());
    Dataset one = Dataset.ofNumbers(sequences(9), new float[9]).splitByShare(0.2, 0.3, 5);
    assertEquals(List.of("y0"), one.classNames());
    assertEquals(List.of(4, 2, 3), sizes(one));
  }

  private static List<Integer> sizes(Dataset data) {
    return List.of(data.train().size(), data.validation().size(), data.test().size());
  }

  @Test
  void groupsStayWhole() {
    String[] groups =
        IntStream.range(0, 60).mapToObj(i -> "subject " + i / 6).toArray(String[]::new);
    Dataset data = Dataset.of(sequences(60), classes(60)).groups(groups).splitByGroup(0.2, 0.3, 4);
    assertEquals(List.of(30, 12, 18), sizes(data));
    Set<Integer> shared = new HashSet<>(data.train().groups());
    shared.retainAll(data.test().groups());
    shared.addAll(data.validation().groups());
    assertEquals(2, shared.size());
    assertEquals("1 group", data.schema().count(1));
  }

  @Test
  void orderOfTimeHasTheTestLast() {
    Dataset data = Dataset.of(sequences(20), classes(20)).splitByTime(0.1, 0.25);
    assertEquals(List.of(13, 2, 5), sizes(data));
    assertEquals(Set.of(13, 14), first(data.validation()));
    assertEquals(Set.of(15, 16, 17, 18, 19), first(data.test()));
  }

  @Test
  void takesPartsThatAreGiven() {
    Dataset data =
        Dataset.of(sequences(20), classes(20))
            .withTest(Dataset.of(sequences(3), new String[] {"walk", "walk", "walk"}))
            .splitByShare(0.25, 0, 1);
    assertEquals(List.of(15, 5, 3), sizes(data));
    assertArrayEquals(new int[] {1, 1, 1}, data.test().labels());
    Set<Integer> shared = new HashSet<>(data.train().groups());
    shared.retainAll(data.test().groups());
    assertTrue(shared.isEmpty(), "sequences of two parts are different groups");
    Dataset both =
        Dataset.of(sequences(4), classes(4))
            .withValidation(Dataset.of(sequences(2), classes(2)))
            .withTest(Dataset.of(sequences(3), classes(3)))
            .build();
    assertEquals(List.of(4, 2, 3), sizes(both));
  }

  @Test
  void saysWhichValueIsWrong() {
    float[][][] values = sequences(3);
    values[2][1][0] = Float.NaN;
    assertFails(
        "sequence 2, step 1, feature 0: expected a finite number, got NaN; fill gaps or leave the"
            + " sequence out",
        () -> Dataset.of(values, classes(3)));
    float[][][] ragged = sequences(3);
    ragged[1][1] = new float[3];
    assertFails(
        "sequence 1, step 1: expected 2 features, as in the first step of sequence 0, got 3",
        () -> Dataset.of(ragged, classes(3)));
    float[][][] empty = sequences(3);
    empty[2] = new float[0][];
    assertFails(
        "sequence 2: expected one step or more, got none", () -> Dataset.of(empty, classes(3)));
    assertFails(
        "sequences: expected one or more, got none",
        () -> Dataset.of(new float[0][][], new int[0]));
    assertFails(
        "sequence 0, step 0: expected one feature or more, got none",
        () -> Dataset.of(new float[][][] {{{}}}, new int[1]));
  }

  @Test
  void saysWhatIsTrueOfTooFewOrTooMany() {
    assertFails(
        "dataset: expected one class for each of 3 sequences, got 2",
        () -> Dataset.of(sequences(3), classes(2)));
    assertFails(
        "dataset: expected one class for each of 3 sequences, got 4",
        () -> Dataset.of(sequences(3), new int[4]));
    assertFails(
        "dataset: expected one number for each of 3 sequences, got 1",
        () -> Dataset.ofNumbers(sequences(3), new float[1]));
    assertFails(
        "dataset: expected one row of numbers for each of 3 sequences, got 1",
        () -> Dataset.ofNumbers(sequences(3), new float[1][1]));
    assertFails(
        "dataset: expected one row of classes for each of 3 sequences, got 1",
        () -> Dataset.ofSteps(sequences(3), new int[1][1]));
    assertFails(
        "sequence 1: expected a class for each of its 2 steps, got 1",
        () -> Dataset.ofSteps(sequences(2), new int[][] {{0}, {1}}));
    assertFails(
        "sequence 1: expected 1 numbers to predict, as of sequence 0, got 2",
        () -> Dataset.ofNumbers(sequences(2), new float[][] {{0}, {1, 2}}));
    assertFails(
        "sequence 0: expected one number to predict or more, got 0",
        () -> Dataset.ofNumbers(sequences(2), new float[2][0]));
    assertFails(
        "sequence 1: number 0 to predict: expected a finite number, got Infinity",
        () -> Dataset.ofNumbers(sequences(2), new float[] {0, Float.POSITIVE_INFINITY}));
    assertFails(
        "groups: expected one for each of 3 sequences, got 2",
        () -> Dataset.of(sequences(3), classes(3)).groups(new int[2]));
    assertFails(
        "dataset 'data': expected names of 2 features, got 1 signals",
        () -> Dataset.of(sequences(4), classes(4)).signals("x").build());
    assertFails(
        "dataset 'data': expected names of 2 features, got 0 signals of each of 4 pixels",
        () -> Dataset.of(sequences(4), classes(4)).frame(2, 2).build());
  }

  @Test
  void saysWhichClassIsWrong() {
    assertFails(
        "sequence 1: expected a class from 0 on, got -1",
        () -> Dataset.of(sequences(2), new int[] {0, -1}));
    assertFails(
        "sequence 1, step 1: expected a class from 0 on, got -2",
        () -> Dataset.ofSteps(sequences(2), new int[][] {{0}, {1, -2}}));
    assertFails(
        "sequence 1: class: expected a value, got none",
        () -> Dataset.of(sequences(2), new String[] {"a", null}));
    assertFails(
        "dataset 'data': sequence 1: expected a class from 0 to 1, got 2",
        () -> Dataset.of(sequences(2), new int[] {0, 2}).classNames("a", "b").build());
    assertFails(
        "dataset 'data': sequence 1: unknown class 'walk'; known are run, wall; did you mean"
            + " 'wall'?",
        () -> Dataset.of(sequences(2), classes(2)).classNames("run", "wall").build());
    assertFails(
        "dataset 'data', test part: sequence 0: unknown class 'swim'; known are run, walk",
        () ->
            Dataset.of(sequences(4), classes(4))
                .withTest(Dataset.of(sequences(1), new String[] {"swim"}))
                .build());
    assertFails(
        "expected classes from 0 on without gaps, got class 2000000",
        () -> Dataset.of(sequences(2), new int[] {0, 2_000_000}));
    assertFails(
        "classNames: the sequences have numbers to predict",
        () -> Dataset.ofNumbers(sequences(2), new float[2]).classNames("a", "b"));
    assertFails(
        "target: the sequences have one class, but the target is a class for each step",
        () ->
            Dataset.of(sequences(2), classes(2))
                .target(new Target.ClassPerStep(List.of("run", "walk"))));
  }

  @Test
  void trainingSeesEveryClass() {
    assertFails(
        "dataset 'data': all training sequences are of one class, 'a'; there is nothing to tell"
            + " apart",
        () -> Dataset.of(sequences(2), new String[] {"a", "a"}).build());
    assertFails(
        "dataset 'data': class '0' does not occur in training, nor elsewhere; number classes from 0"
            + " without gaps, and name those that occur",
        () -> Dataset.of(sequences(2), new int[] {1, 2}).build());
    assertFails(
        "dataset 'data': class 'c' does not occur in training, but in the part for test; divide"
            + " otherwise, or leave the class out",
        () -> Dataset.of(sequences(4), new String[] {"a", "b", "a", "c"}).splitByTime(0, 0.25));
    Dataset lone = Dataset.of(sequences(3), new String[] {"a", "b", "a"}).splitByTime(0, 0.3);
    assertEquals(1, lone.test().size());
  }

  @Test
  void partsMustAgree() {
    DatasetBuilder builder = Dataset.of(sequences(4), classes(4));
    assertFails(
        "dataset 'data', validation part: its sequences have numbers to predict, those for training"
            + " one class",
        () ->
            Dataset.of(sequences(4), classes(4))
                .withValidation(Dataset.ofNumbers(sequences(1), new float[1]))
                .build());
    assertFails(
        "dataset 'data', test part: expected 2 features, as for training, got 1",
        () -> builder.withTest(Dataset.of(new float[][][] {{{1}}}, classes(1))).build());
    assertFails(
        "dataset 'data': expected groups of all parts given alike, got none for training and names"
            + " for another part",
        () ->
            Dataset.of(sequences(4), classes(4))
                .withTest(Dataset.of(sequences(1), classes(1)).groups(new String[] {"x"}))
                .build());
    assertFails(
        "dataset 'data', test part: expected 1 numbers to predict of each sequence, got 2",
        () ->
            Dataset.ofNumbers(sequences(4), new float[4])
                .withTest(Dataset.ofNumbers(sequences(1), new float[1][2]))
                .build());
  }

  @Test
  void saysWhichSplitIsWrong() {
    DatasetBuilder builder = Dataset.of(sequences(6), classes(6));
    assertFails(
        "dataset 'data': the shares for validation and test leave nothing for training: 0.5 and 0.5",
        () -> builder.splitByShare(0.5, 0.5, 1));
    assertFails(
        "share for test: expected a number of 0 or more and less than 1, got 1.0",
        () -> builder.splitByTime(0, 1));
    assertFails(
        "dataset 'data': its sequences have no groups; call groups first, or use splitByShare",
        () -> builder.splitByGroup(0, 0.2, 1));
    assertFails(
        "dataset 'data': its sequences have groups, which a split by share would tear apart; use"
            + " splitByGroup",
        () -> Dataset.of(sequences(6), classes(6)).groups(new int[6]).splitByShare(0, 0.2, 1));
    assertFails(
        "dataset 'data': its test part is given; expected a share of 0 for it, got 0.2",
        () ->
            Dataset.of(sequences(6), classes(6))
                .withTest(Dataset.of(sequences(2), classes(2)))
                .splitByShare(0, 0.2, 1));
    assertFails(
        "dataset 'data': its 6 sequences are too few for a test part of share 0.05; give a larger"
            + " share or more sequences",
        () -> builder.splitByTime(0, 0.05));
  }
}
