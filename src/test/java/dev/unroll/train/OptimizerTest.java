package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Variable;
import dev.unroll.graph.Weights;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class OptimizerTest {

  private static final double RATE = 0.1;
  private static final int STEPS = 4;

  /** A rule on one number, with state of its own. */
  private interface Rule {
    double next(double value, double gradient, int step);
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(new Optimizer.GradientDescent(), (Rule) (v, g, t) -> v - RATE * g, List.of()),
        Arguments.of(
            new Optimizer.Momentum(0.8, false),
            new Rule() {
              private double a;

              @Override
              public double next(double v, double g, int t) {
                a = 0.8 * a + g;
                return v - RATE * a;
              }
            },
            List.of("v/Momentum")),
        Arguments.of(
            new Optimizer.Momentum(0.8, true),
            new Rule() {
              private double a;

              @Override
              public double next(double v, double g, int t) {
                a = 0.8 * a + g;
                return v - RATE * (g + 0.8 * a);
              }
            },
            List.of("v/Momentum")),
        Arguments.of(
            new Optimizer.Adagrad(0.1),
            new Rule() {
              private double a = 0.1;

              @Override
              public double next(double v, double g, int t) {
                a += g * g;
                return v - RATE * g / Math.sqrt(a);
              }
            },
            List.of("v/Adagrad")),
        Arguments.of(
            new Optimizer.RmsProp(0.7, 0.6, 1e-3),
            new Rule() {
              private double s = 1;
              private double m;

              @Override
              public double next(double v, double g, int t) {
                s = 0.7 * s + 0.3 * g * g;
                m = 0.6 * m + RATE * g / Math.sqrt(s + 1e-3);
                return v - m;
              }
            },
            List.of("v/RMSProp", "v/RMSProp_1")),
        Arguments.of(
            new Optimizer.Adam(0.8, 0.95, 1e-4),
            new Rule() {
              private double m;
              private double s;

              @Override
              public double next(double v, double g, int t) {
                m = 0.8 * m + 0.2 * g;
                s = 0.95 * s + 0.05 * g * g;
                double rate = RATE * Math.sqrt(1 - Math.pow(0.95, t)) / (1 - Math.pow(0.8, t));
                return v - rate * m / (Math.sqrt(s) + 1e-4);
              }
            },
            List.of("beta1_power", "beta2_power", "v/Adam", "v/Adam_1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void followsItsEquation(Optimizer optimizer, Rule rule, List<String> slots) {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      Ops tf = scope.tf();
      // loss = v^3 / 3, so that the gradient v^2 changes from step to step
      scope.variable("v", Shape.of(1), new Initializer.Constant(1.5));
      Variable v = scope.variables().iterator().next();
      Operand<TFloat32> gradient = tf.math.square(v.value());
      List<Op> updates =
          optimizer.apply(
              scope, List.of(new Optimizer.Gradient(v, gradient)), tf.constant((float) RATE));
      try (GraphSession session =
          new GraphSession(graph, scope.variables(), Compute.standard().withDeterminism())) {
        session.initialize();
        double expected = 1.5;
        for (int t = 1; t <= STEPS; t++) {
          Session.Runner runner = session.runner();
          updates.forEach(runner::addTarget);
          runner.run().close();
          expected = rule.next(expected, expected * expected, t);
          assertEquals(expected, session.weights().values("v")[0], 2e-6, "step " + t);
        }
        Weights weights = session.weights();
        assertEquals(slots, weights.names().stream().filter(name -> !name.equals("v")).toList());
      }
    }
  }

  @Test
  void decayIsApartFromTheGradientAndSparesVectors() {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      Ops tf = scope.tf();
      scope.variable("matrix", Shape.of(1, 1), new Initializer.Constant(1.5));
      scope.variable("vector", Shape.of(1), new Initializer.Constant(1.5));
      List<Optimizer.Gradient> gradients =
          List.copyOf(scope.variables()).stream()
              .map(v -> new Optimizer.Gradient(v, tf.math.square(v.value())))
              .toList();
      List<Op> updates =
          new Optimizer.AdamW(0.2, 0.8, 0.95, 1e-4)
              .apply(scope, gradients, tf.constant((float) RATE));
      try (GraphSession session =
          new GraphSession(graph, scope.variables(), Compute.standard().withDeterminism())) {
        session.initialize();
        for (String name : List.of("matrix", "vector")) {
          session.initialize();
          double decay = name.equals("matrix") ? 0.2 : 0;
          double v = 1.5;
          double m = 0;
          double s = 0;
          for (int t = 1; t <= STEPS; t++) {
            Session.Runner runner = session.runner();
            updates.forEach(runner::addTarget);
            runner.run().close();
            double g = v * v;
            m = 0.8 * m + 0.2 * g;
            s = 0.95 * s + 0.05 * g * g;
            double rate = RATE * Math.sqrt(1 - Math.pow(0.95, t)) / (1 - Math.pow(0.8, t));
            v = v - RATE * decay * v - rate * m / (Math.sqrt(s) + 1e-4);
            assertEquals(v, session.weights().values(name)[0], 2e-6, name + " step " + t);
          }
        }
      }
    }
  }

  @Test
  void refusesSettingsOutOfRange() {
    InputException e = assertThrows(InputException.class, () -> new Optimizer.Adam(1, 0.9, 1e-8));
    assertEquals(
        "adam: beta1: expected a number of 0 or more and less than 1, got 1.0", e.getMessage());
    e = assertThrows(InputException.class, () -> new Optimizer.Adagrad(0));
    assertEquals(
        "adagrad: initialAccumulator: expected a number greater than 0, got 0.0", e.getMessage());
  }

  @Test
  void cosineWarmsUpAndEndsNearZero() {
    Schedule cosine = new Schedule.Cosine(0.1);
    assertEquals(1.0 / 11, cosine.factor(0, 100), 1e-12);
    assertEquals(10.0 / 11, cosine.factor(9, 100), 1e-12);
    assertEquals(1, cosine.factor(10, 100), 1e-12);
    assertEquals(0.5, cosine.factor(55, 100), 1e-12);
    assertEquals(0, cosine.factor(100, 100), 1e-12);
    assertEquals(1, new Schedule.Constant().factor(99, 100));
  }
}
