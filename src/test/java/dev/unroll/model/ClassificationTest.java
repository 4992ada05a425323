package dev.unroll.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Tensors;
import dev.unroll.source.har.UciHar;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class ClassificationTest {

  private static final Classification ACTIVITIES =
      new Classification(
          UciHar.CLASS_NAMES, new Initializer.TruncatedNormal(1), new Initializer.Normal(1));

  @Test
  void everyClassHasATargetOfItsOwn() {
    // Comparing labels 1..6 with 0..5 would leave column 0 empty and LAYING without a target.
    int[] fromZero = {0, 1, 2, 3, 4, 5};
    float[] identity = new float[36];
    for (int k = 0; k < 6; k++) {
      identity[k * 6 + k] = 1;
    }
    assertArrayEquals(
        identity,
        evaluate(
            scope -> SoftmaxOutput.oneHot(scope.tf(), scope.tf().constant(fromZero), 6, 1, 0)));
  }

  @Test
  void lossIsTheMeanCrossEntropy() {
    float[][] logits = {{1, 2, 3, 0, -1, 0.5f}, {0, 0, 5, 1, 2, -3}};
    int[] labels = {5, 2};
    double expected = 0;
    for (int row = 0; row < 2; row++) {
      double sum = 0;
      for (float logit : logits[row]) {
        sum += Math.exp(logit);
      }
      expected += (Math.log(sum) - logits[row][labels[row]]) / 2;
    }
    float[] loss =
        evaluate(
            scope -> {
              Ops tf = scope.tf();
              return tf.math.mean(
                  ACTIVITIES.losses(
                      scope, tf.constant(logits), tf.constant(labels), LossOptions.NONE),
                  tf.constant(0));
            });
    assertEquals(expected, loss[0], 1e-6);
  }

  @Test
  void probabilitiesSumToOneAndTheirLargestIsTheClass() {
    float[][] logits = {{1, 2, 3, 0, -1, 0.5f}, {100, 0, 5, 1, 2, -3}};
    float[] p = evaluate(scope -> ACTIVITIES.prediction(scope, scope.tf().constant(logits)));
    for (int row = 0; row < 2; row++) {
      double sum = 0;
      for (int k = 0; k < 6; k++) {
        sum += p[row * 6 + k];
      }
      assertEquals(1, sum, 1e-6);
    }
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      Operand<TInt64> classes =
          ACTIVITIES.classes(scope, scope.tf().constant(logits)).orElseThrow();
      try (GraphSession session =
              new GraphSession(graph, scope.variables(), Compute.standard().withDeterminism());
          var result = session.runner().fetch(classes).run()) {
        TInt64 found = (TInt64) result.get(0);
        assertEquals(2, found.getLong(0));
        assertEquals(0, found.getLong(1));
      }
    }
  }

  @Test
  void needsTwoClasses() {
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                new Classification(
                    List.of("only"), new Initializer.Zeros(), new Initializer.Zeros()));
    assertEquals("classification: expected two classes or more, got [only]", e.getMessage());
  }

  private static float[] evaluate(
      java.util.function.Function<GraphScope, Operand<TFloat32>> build) {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      Operand<TFloat32> value = build.apply(scope);
      try (GraphSession session =
              new GraphSession(graph, scope.variables(), Compute.standard().withDeterminism());
          var result = session.runner().fetch(value).run()) {
        return Tensors.values((TFloat32) result.get(0));
      }
    }
  }
}
