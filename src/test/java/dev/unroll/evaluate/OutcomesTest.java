package dev.unroll.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of single groups and sequences. */
class OutcomesTest {

  private static final Target CLASSES = new Target.OneClass(List.of("walk", "run"));
  private static final Target STEPS = new Target.ClassPerStep(List.of("low", "high"));

  /** Groups 4, 4, 9, 9, 9: half right, and two of three. */
  private static final Sequences PART =
      Sequences.ofSteps(new float[5], 1, 1, new int[] {0, 1, 0, 1, 1}, new int[] {4, 4, 9, 9, 9});

  private static Outcomes classes(Sequences part) {
    float[] values = {0.7f, 0.3f, 0.8f, 0.2f, 0.9f, 0.1f, 0.4f, 0.6f, 0.99f, 0.01f};
    return Outcomes.of(part, CLASSES, "subject", values);
  }

  @Test
  void groupsTheWorstFirst() {
    List<GroupScore> groups = GroupScore.worstFirst(classes(PART));
    assertEquals(new GroupScore(4, "4", 2, 0.5), groups.get(0));
    assertEquals(2.0 / 3, groups.get(1).score(), 1e-12);
    assertEquals(3, groups.get(1).sequences());
  }

  @Test
  void groupsByWhatTheirSequencesAreCalled() {
    Outcomes named =
        classes(PART.named(List.of("anna/1", "anna/2", "vessel@0", "vessel@50", "vessel@100")));
    assertEquals("anna", named.groupName(4));
    assertEquals("vessel", named.groupName(9));
    Outcomes other = classes(PART.named(List.of("r1", "r2", "7@0", "7@1", "7@2")));
    assertEquals("4", other.groupName(4), "two names");
    assertEquals("9", other.groupName(9), "a number");
  }

  @Test
  void mistakesOfTheGreatestLossFirst() {
    List<Mistake> worst = Mistake.worst(classes(PART), 12);
    assertEquals(List.of(4, 1), worst.stream().map(Mistake::sequence).toList());
    assertEquals(-Math.log(0.01), worst.get(0).loss(), 1e-5);
    assertEquals(1, Mistake.worst(classes(PART), 1).size());
  }

  @Test
  void mistakesOfSteps() {
    Sequences part =
        Dataset.ofSteps(
                new float[][][] {{{1}, {2}}, {{3}, {4}, {5}}}, new int[][] {{0, 0}, {1, 1, 0}})
            .build()
            .train();
    float[] values = {0.9f, 0.1f, 0.8f, 0.2f, 0.2f, 0.8f, 0.5f, 0.5f, 0.75f, 0.25f};
    List<Mistake> worst = Mistake.worst(Outcomes.of(part, STEPS, "sequence", values), 5);
    assertEquals(1, worst.size(), "the first sequence is right");
    double loss = -(Math.log(0.8) + Math.log(0.5) + Math.log(0.75)) / 3;
    assertEquals(loss, worst.get(0).loss(), 1e-6);
  }

  @Test
  void mistakesOfNumbersByTheirSpread() {
    Target target = new Target.Numbers(List.of(new Signal("m", "m"), new Signal("km", "km")), -1);
    Sequences part =
        Dataset.ofNumbers(
                new float[][][] {{{1}}, {{2}}, {{3}}}, new float[][] {{0, 0}, {0, 0}, {0, 0}})
            .target(target)
            .build()
            .train();
    // Errors of the second are as large as its spread, those of the first are a thousand times it.
    Outcomes outcomes =
        Outcomes.of(part, target, "sequence", new float[] {1000, 1, -2000, 0, 0, 3});
    List<Mistake> worst = Mistake.worst(outcomes, 2);
    double first = Math.sqrt(5e6 / 3);
    double second = Math.sqrt(10.0 / 3);
    assertEquals(2, worst.get(0).sequence());
    assertEquals(3 / second / 2, worst.get(0).loss(), 1e-6);
    assertEquals(1, worst.get(1).sequence());
    assertEquals(2000 / first / 2, worst.get(1).loss(), 1e-6);
  }

  @Test
  void residualsBySizeAndByError() {
    Target target = new Target.Numbers(List.of(new Signal("m", "m")), -1);
    float[] actual = new float[40];
    float[] predicted = new float[40];
    float[][][] inputs = new float[40][1][1];
    for (int i = 0; i < 40; i++) {
      predicted[i] = 39 - i;
      actual[i] = predicted[i] - (predicted[i] < 20 ? 1 : -3);
    }
    Sequences part = Dataset.ofNumbers(inputs, actual).target(target).build().train();
    Residuals of = Residuals.of(Outcomes.of(part, target, "sequence", predicted), 0);
    assertEquals(10, of.bySize().size());
    assertEquals(new Residuals.SizeBin(0, 3, 4, 1, 1), of.bySize().get(0));
    assertEquals(new Residuals.SizeBin(36, 39, 4, 3, -3), of.bySize().get(9));
    assertEquals(40, of.histogram().stream().mapToInt(Residuals.Bin::count).sum());
    for (Residuals.Bin bin : of.histogram()) {
      int expected =
          (bin.low() <= 1 && 1 < bin.high() ? 20 : 0)
              + (bin.low() <= -3 + 1e-6 && -3 < bin.high() ? 20 : 0);
      assertEquals(expected, bin.count(), bin.toString());
    }
  }

  @Test
  void tellsWhetherTwoAreOfTheSameSequences() {
    assertTrue(classes(PART).ofSameSequences(classes(PART)));
    Sequences other =
        Sequences.ofSteps(new float[5], 1, 1, new int[] {0, 1, 0, 1, 0}, new int[] {4, 4, 9, 9, 9});
    assertFalse(classes(PART).ofSameSequences(classes(other)));
    assertFalse(
        classes(PART).ofSameSequences(classes(PART.named(List.of("a", "b", "c", "d", "e")))));
  }
}
