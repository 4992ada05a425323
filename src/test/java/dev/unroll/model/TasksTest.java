package dev.unroll.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Normalizer;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Tensors;
import dev.unroll.layer.Series;
import dev.unroll.layer.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;

/** Losses and outputs against numbers written out. */
class TasksTest {

  private static final Initializer ZEROS = new Initializer.Zeros();

  @Test
  void labelSmoothingAndClassWeightsAreInTheLoss() {
    Classification task = new Classification(List.of("a", "b", "c"), ZEROS, ZEROS);
    float[][] logits = {{1, 2, -1}, {0.5f, 0, 3}};
    LossOptions options = new LossOptions(0.3, List.of(0.5, 1.0, 4.0));
    float[] losses =
        evaluate(
            scope ->
                task.losses(
                    scope,
                    scope.tf().constant(logits),
                    scope.tf().constant(new int[] {1, 2}),
                    options));
    int[] labels = {1, 2};
    double[] weights = {0.5, 1, 4};
    for (int row = 0; row < 2; row++) {
      double sum = 0;
      for (float logit : logits[row]) {
        sum += Math.exp(logit);
      }
      double expected = 0;
      for (int k = 0; k < 3; k++) {
        double target = (k == labels[row] ? 0.7 : 0) + 0.1;
        expected -= target * (logits[row][k] - Math.log(sum));
      }
      assertEquals(weights[labels[row]] * expected, losses[row], 1e-5);
    }
  }

  @Test
  void everyStepHasALossAndAPredictionOfItsOwn() {
    StepClassification task = new StepClassification(List.of("a", "b"), ZEROS, ZEROS);
    float[][][] logits = {{{1, 0}, {0, 2}}, {{-1, 0}, {3, 2.5f}}};
    int[][] labels = {{0, 1}, {0, 1}};
    float[] losses =
        evaluate(
            scope ->
                task.losses(
                    scope,
                    scope.tf().constant(logits),
                    scope.tf().constant(labels),
                    LossOptions.NONE));
    float[] probabilities = evaluate(scope -> task.prediction(scope, scope.tf().constant(logits)));
    float[] scores =
        evaluate(
            scope -> task.scores(scope, scope.tf().constant(logits), scope.tf().constant(labels)));
    for (int i = 0; i < 4; i++) {
      float[] row = logits[i / 2][i % 2];
      double p = 1 / (1 + Math.exp(row[0] - row[1]));
      int label = labels[i / 2][i % 2];
      assertEquals(-Math.log(label == 1 ? p : 1 - p), losses[i], 1e-6);
      assertEquals(p, probabilities[2 * i + 1], 1e-6);
    }
    assertArrayEquals(new float[] {1, 1, 0, 0}, scores);
  }

  @ParameterizedTest
  @EnumSource(RegressionLoss.class)
  void regressionIsScaledToUnitsAndItsLossBack(RegressionLoss loss) {
    Target.Numbers target =
        new Target.Numbers(List.of(new Signal("T+1h", "degC"), new Signal("T+2h", "degC")), 1);
    Normalizer scale = new Normalizer(List.of(1.0, -2.0), List.of(2.0, 4.0));
    Regression task = new Regression(target, scale, true, loss, ZEROS, new Initializer.Ones());
    float[][][] inputs = {{{9, 5}, {9, 7}}, {{9, 6}, {9, 8}}};
    int[] lengths = {2, 1};
    float[] output =
        evaluate(
            scope -> {
              var tf = scope.tf();
              Value.Steps raw =
                  new Value.Steps(
                      Series.ofRows(tf, tf.constant(inputs), 2),
                      2,
                      Optional.of(tf.constant(lengths)));
              return task.output(
                  scope, new Value.Vector(tf.ones(tf.array(2, 3), TFloat32.class), 3), raw);
            });
    // The naive forecast is feature 1 at each row's last step; the last layer gives 1.
    float[] expected = {7 + 2 + 1, 7 + 4 - 2, 6 + 2 + 1, 6 + 4 - 2};
    assertArrayEquals(expected, output, 1e-6f);
    float[][] truth = {{10.5f, 19}, {9, 0}};
    float[] losses =
        evaluate(
            scope ->
                task.losses(
                    scope,
                    scope.tf().constant(new float[][] {{10, 9}, {9, 8}}),
                    scope.tf().constant(truth),
                    LossOptions.NONE));
    double[] errors = {0.25, 2.5, 0, 2};
    for (int row = 0; row < 2; row++) {
      double sum = 0;
      for (int k = 0; k < 2; k++) {
        double e = errors[2 * row + k];
        sum +=
            switch (loss) {
              case MAE -> e;
              case MSE -> e * e;
              case HUBER -> e <= 1 ? e * e / 2 : e - 0.5;
            };
      }
      assertEquals(sum / 2, losses[row], 1e-5);
    }
  }

  @Test
  void saysWhatDoesNotFitTheTask() {
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                new Regression(
                    new Target.Numbers(List.of(new Signal("n", "")), Target.Numbers.NO_NAIVE),
                    new Normalizer(List.of(0.0), List.of(1.0)),
                    true,
                    RegressionLoss.MAE,
                    ZEROS,
                    ZEROS));
    assertEquals(
        "regression: the data have no naive forecast to predict the change of; set predictChange to"
            + " false",
        e.getMessage());
    StepClassification steps = new StepClassification(List.of("a", "b"), ZEROS, ZEROS);
    Value vector = new Value.Vector(null, 3);
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      e = assertThrows(InputException.class, () -> steps.output(scope, vector, vector));
    }
    assertTrue(e.getMessage().contains("the last layer gives [batch, 3]; leave out readouts"));
  }

  private static float[] evaluate(Function<GraphScope, Operand<TFloat32>> build) {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      Operand<TFloat32> built = build.apply(scope);
      try (GraphSession session =
          new GraphSession(graph, scope.variables(), Compute.standard().withDeterminism())) {
        session.initialize();
        try (Result result = session.runner().fetch(built).run()) {
          return Tensors.values((TFloat32) result.get(0));
        }
      }
    }
  }
}
