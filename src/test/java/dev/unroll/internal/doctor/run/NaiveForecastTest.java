package dev.unroll.internal.doctor.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import dev.unroll.graph.Compute;
import dev.unroll.internal.doctor.data.Patient;
import dev.unroll.model.Predictions;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class NaiveForecastTest {

  private static final int COUNT = 400;

  /**
   * A walk's next values, and what is said of a model.
   *
   * @param model gives a prediction from the last value and the next
   */
  private static List<Finding> seen(DoubleBinaryOperator model, String... settings) {
    Random random = new Random(6);
    float[][][] windows = new float[COUNT][2][1];
    float[] next = new float[COUNT];
    float[] outputs = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      windows[i][1][0] = i == 0 ? 0 : next[i - 1];
      windows[i][0][0] = i == 0 ? 0 : windows[i - 1][1][0];
      next[i] = windows[i][1][0] + (float) random.nextGaussian();
      outputs[i] = (float) model.applyAsDouble(windows[i][1][0], next[i]);
    }
    Dataset data =
        Dataset.ofNumbers(windows, next)
            .target(new Target.Numbers(List.of(new Signal("next", "")), 0))
            .build();
    Recipe recipe = Recipes.with(Recipes.named("climate-gru"), List.of(settings));
    RunFacts run =
        new RunFacts(
            new Patient(recipe, data, 1, Compute.standard()),
            Map.of(),
            Optional.empty(),
            Map.of(Split.TRAIN, Predictions.ofSequences(data.schema().target(), outputs)),
            Optional.empty());
    return new NaiveForecast().of(run).findings();
  }

  @Test
  void aCopyOfTheLastValueIsANote() {
    List<Finding> found = seen((last, next) -> last, "model.regression.predictChange=false");
    assertEquals(Level.NOTE, found.get(0).level());
    assertTrue(found.get(0).evidence().contains("(skill 0.00 "), found.get(0).evidence());
    assertEquals(
        List.of("model.regression.predictChange=true"),
        found.get(0).mend().orElseThrow().settings());
  }

  @Test
  void whatIsWorseIsSuspect() {
    assertEquals(Level.SUSPECT, seen((last, next) -> 0.5 * last).get(0).level());
  }

  @Test
  void whatForeseesPartOfTheChangeIsWell() {
    assertEquals(0, seen((last, next) -> last + 0.3 * (next - last)).size());
  }
}
