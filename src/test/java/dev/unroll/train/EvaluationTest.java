package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.evaluate.RegressionReport;
import dev.unroll.model.Predictions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is NaN or infinite is in no score, and counted. */
class EvaluationTest {

  private static final float NAN = Float.NaN;
  private static final float INFINITE = Float.NEGATIVE_INFINITY;
  private static final Target CLASSES = new Target.OneClass(List.of("a", "b"));

  @Test
  void classesAndTheVotesOfGroups() {
    // Labels a, b, a, b in two groups; the second is right but not finite, the third wrong.
    Sequences part =
        Sequences.ofSteps(new float[4], 1, 1, new int[] {0, 1, 0, 1}, new int[] {5, 6, 5, 6});
    float[] values = {0.9f, 0.1f, NAN, 0.9f, 0.4f, 0.6f, 0.2f, 0.8f};
    Predictions predictions = Predictions.ofSequences(CLASSES, values);
    Scores scores = Evaluation.of(predictions, part);
    assertEquals(1, scores.notFinite());
    assertEquals(3, scores.report().count());
    assertEquals(2.0 / 3, scores.report().headline(), 1e-12);
    assertEquals(1, scores.groups().orElseThrow().accuracy());
    assertThrows(InputException.class, () -> predictions.classIndex(1));
    assertEquals("a", predictions.className(0));
  }

  @Test
  void classesOfSteps() {
    Sequences part =
        Dataset.ofSteps(new float[][][] {{{1}, {2}}, {{3}}}, new int[][] {{0, 1}, {1}})
            .build()
            .train();
    Target target = new Target.ClassPerStep(List.of("a", "b"));
    float[] first = {1, 0, INFINITE, 1};
    Predictions predictions = Predictions.of(target, List.of(first, new float[] {0, 1}));
    Scores scores = Evaluation.of(predictions, part);
    assertEquals(1, scores.notFinite());
    assertEquals(2, scores.report().count());
    assertEquals(1, scores.report().headline());
  }

  @Test
  void numbersAndTheirNaiveForecast() {
    Target target = new Target.Numbers(List.of(new Signal("next", "m")), 0);
    Sequences part =
        Dataset.ofNumbers(new float[][][] {{{1}}, {{2}}, {{3}}}, new float[] {2, 4, 6})
            .target(target)
            .build()
            .train();
    Scores scores =
        Evaluation.of(Predictions.ofSequences(target, new float[] {2.5f, INFINITE, 7}), part);
    assertEquals(1, scores.notFinite());
    RegressionReport report = (RegressionReport) scores.report();
    assertEquals(2, report.count());
    assertEquals(0.75, report.mae(), 1e-12);
    assertEquals(2, scores.naive().orElseThrow().mae(), 1e-12);
  }

  @Test
  void refusesToScoreNothing() {
    Sequences part = Sequences.ofSteps(new float[2], 1, 1, new int[] {0, 1}, new int[] {0, 1});
    Predictions predictions = Predictions.ofSequences(CLASSES, new float[] {NAN, 0, 0, INFINITE});
    InputException e = assertThrows(InputException.class, () -> Evaluation.of(predictions, part));
    assertTrue(
        e.getMessage().startsWith("none of the 2 predictions is a finite number"), e.getMessage());
  }
}
