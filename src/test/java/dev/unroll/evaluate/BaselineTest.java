package dev.unroll.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Sequences;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BaselineTest {

  static Stream<Baseline> all() {
    return Stream.of(new LogisticRegression(), new BoostedTrees());
  }

  /** Three clouds in two dimensions; the third feature says nothing and is large. */
  private static float[][] clouds(int[] labels, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[labels.length][];
    for (int i = 0; i < rows.length; i++) {
      double x = labels[i] == 1 ? 4 : 0;
      double y = labels[i] == 2 ? 0.04 : 0;
      rows[i] =
          new float[] {
            (float) (x + random.nextGaussian()),
            (float) (y + 0.01 * random.nextGaussian()),
            (float) (1e4 * random.nextGaussian())
          };
    }
    return rows;
  }

  /** Nine in ten rows are of class 0. */
  private static int[] labels(int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i += 10) {
      labels[i] = 1 + i / 10 % 2;
    }
    return labels;
  }

  @ParameterizedTest
  @MethodSource("all")
  void findsRareClassesToo(Baseline baseline) {
    int[] labels = labels(1000);
    Baseline.Fitted fitted = baseline.fit(clouds(labels, 1), labels, 3);
    int[] unseen = labels(1000);
    int[] hits = new int[3];
    int[] counts = new int[3];
    float[][] rows = clouds(unseen, 2);
    for (int i = 0; i < rows.length; i++) {
      double[] probabilities = fitted.probabilities(rows[i]);
      assertEquals(1, Arrays.stream(probabilities).sum(), 1e-9);
      counts[unseen[i]]++;
      hits[unseen[i]] += GroupVote.largest(probabilities) == unseen[i] ? 1 : 0;
    }
    for (int k = 0; k < 3; k++) {
      double recall = (double) hits[k] / counts[k];
      assertTrue(recall > 0.8, baseline + ": recall of class " + k + " is " + recall);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void fitsTheSameEachTime(Baseline baseline) {
    int[] labels = labels(200);
    float[] row = {1, 0.01f, 3};
    assertArrayEquals(
        baseline.fit(clouds(labels, 1), labels, 3).probabilities(row),
        baseline.fit(clouds(labels, 1), labels, 3).probabilities(row));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aClassThatIsMissingIsUnlikely(Baseline baseline) {
    int[] labels = Arrays.stream(labels(300)).map(label -> Math.min(label, 1)).toArray();
    double[] found = baseline.fit(clouds(labels, 1), labels, 3).probabilities(new float[3]);
    assertEquals(3, found.length);
    assertTrue(found[2] < 0.1, "probability " + found[2]);
  }

  @Test
  void treesLearnWhatNoLineTells() {
    Random random = new Random(4);
    float[][] rows = new float[400][2];
    int[] labels = new int[400];
    for (int i = 0; i < 400; i++) {
      rows[i] = new float[] {random.nextFloat() - 0.5f, random.nextFloat() - 0.5f};
      labels[i] = rows[i][0] * rows[i][1] > 0 ? 1 : 0;
    }
    Baseline.Fitted trees = new BoostedTrees().fit(rows, labels, 2);
    assertTrue(trees.probabilities(new float[] {0.3f, 0.3f})[1] > 0.9);
    assertTrue(trees.probabilities(new float[] {-0.3f, 0.3f})[0] > 0.9);
  }

  @Test
  void oneTreeTakesANewtonStep() {
    // Two rows a side, all of one weight: gradients -+1/2 and curvatures 1/4 each.
    float[][] rows = {{1}, {2}, {3}, {4}};
    Baseline.Fitted one = new BoostedTrees(1, 1, 0.1, 1, 1).fit(rows, new int[] {0, 0, 1, 1}, 2);
    double step = 0.1 * 1 / (0.5 + 1);
    double expected = 1 / (1 + Math.exp(-2 * step));
    assertEquals(expected, one.probabilities(new float[] {2})[0], 1e-6);
    assertEquals(expected, one.probabilities(new float[] {3})[1], 1e-6);
  }

  @Test
  void heldOutGroupsArePredictedByOthers() {
    float[][] rows = {{0}, {0}, {1}, {1}, {0}, {1}};
    // Group 3 alone contradicts the others.
    int[] labels = {0, 0, 1, 1, 1, 0};
    Sequences sequences =
        Sequences.ofSteps(new float[6], 1, 1, labels, new int[] {1, 2, 1, 2, 3, 3});
    double[][] found =
        CrossValidation.probabilities(
            new LogisticRegression(), rows, sequences, 2, List.of(Set.of(1), Set.of(2), Set.of(3)));
    assertTrue(found[4][0] > 0.9, "predicted as groups 1 and 2 tell");
    assertTrue(found[5][1] > 0.9, "predicted as groups 1 and 2 tell");
  }

  @Test
  void aGroupVotesByItsMeanProbability() {
    Sequences sequences =
        Sequences.ofSteps(new float[4], 1, 1, new int[] {1, 0, 1, 1}, new int[] {9, 4, 9, 9});
    GroupVote vote =
        GroupVote.of(sequences, new double[][] {{.6, .4}, {.7, .3}, {.6, .4}, {.1, .9}});
    assertArrayEquals(new int[] {0, 1}, vote.actual());
    assertArrayEquals(new int[] {0, 1}, vote.predicted());
  }

  @Test
  void saysWhatIsWrong() {
    assertFails(
        "baseline: expected rows to fit on, got none",
        () -> new LogisticRegression().fit(new float[0][], new int[0], 2));
    assertFails(
        "baseline: expected labels 0 to 1, got -1",
        () -> new LogisticRegression().fit(new float[1][1], new int[] {-1}, 2));
    assertFails(
        "vote: expected probabilities of 0 sequences, got 1",
        () -> GroupVote.of(Sequences.empty(1), new double[1][1]));
    assertFails(
        "rounds: expected a whole number of 1 or more, got 0",
        () -> new BoostedTrees(0, 3, 0.1, 1, 10));
  }

  private static void assertFails(String message, org.junit.jupiter.api.function.Executable what) {
    assertEquals(message, assertThrows(InputException.class, what).getMessage());
  }
}
