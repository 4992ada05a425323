package dev.unroll.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Variable;
import dev.unroll.graph.Weights;
import dev.unroll.train.Optimizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * What holds for every optimizer, on {@code loss = sum of (v - 1)^2 / 2} over a matrix and a
 * vector. To extend: {@link #optimizers} names them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OptimizerContract {

  private static final List<String> VARIABLES = List.of("rnn/kernel", "rnn/bias");
  private static final float RATE = 0.01f;

  /** The optimizers under test. */
  protected abstract List<Optimizer> optimizers();

  /** A graph that moves two variables by a rule. */
  private static final class Descent implements AutoCloseable {
    private final Graph graph = new Graph();
    private final GraphScope scope;
    private final List<Op> updates;
    private final GraphSession session;

    Descent(Optimizer optimizer) {
      scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      Ops tf = scope.tf();
      GraphScope names = scope.child("rnn");
      names.variable("kernel", Shape.of(2, 3), new Initializer.Constant(3));
      names.variable("bias", Shape.of(3), new Initializer.Constant(-2));
      List<Optimizer.Gradient> gradients = new ArrayList<>();
      for (Variable v : List.copyOf(scope.variables())) {
        gradients.add(new Optimizer.Gradient(v, tf.math.sub(v.value(), tf.constant(1f))));
      }
      updates = optimizer.apply(scope, gradients, tf.constant(RATE));
      session = new GraphSession(graph, scope.variables(), Compute.standard().withDeterminism());
      session.initialize();
    }

    void steps(int count) {
      for (int i = 0; i < count; i++) {
        Session.Runner runner = session.runner();
        updates.forEach(runner::addTarget);
        runner.run().close();
      }
    }

    /** How far the variable is from where the loss is least. */
    double distance(String name) {
      return Math.abs(session.weights().values(name)[0] - 1);
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  protected void recipesTellItAndNothingMayBeMissing(Optimizer optimizer)
      throws ReflectiveOperationException {
    Settings.comeBackFromARecipe(optimizer, Optimizer.class);
    Settings.refuseNull(optimizer);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  protected void everyVariableMovesAgainstItsGradient(Optimizer optimizer) {
    try (Descent descent = new Descent(optimizer)) {
      for (int steps = 1; steps <= 10; steps += 9) {
        double[] before = VARIABLES.stream().mapToDouble(descent::distance).toArray();
        descent.steps(steps);
        for (int i = 0; i < before.length; i++) {
          String name = VARIABLES.get(i);
          assertTrue(descent.distance(name) < before[i], name + " after " + steps + " steps");
        }
      }
    }
  }

  /** So are they found again in a checkpoint; a number for all variables has a name of its own. */
  @ParameterizedTest
  @MethodSource("optimizers")
  protected void slotsAreNamedByTheirVariableAndNothingTrainsThem(Optimizer optimizer) {
    try (Descent descent = new Descent(optimizer)) {
      for (Variable slot : descent.scope.variables()) {
        if (VARIABLES.contains(slot.name())) {
          continue;
        }
        assertTrue(!slot.trainable(), slot.name() + " is made by untrained() or slot()");
        String of =
            VARIABLES.stream().filter(v -> slot.name().startsWith(v + "/")).findFirst().orElse("");
        assertTrue(
            slot.shape().numDimensions() == 0 || !of.isEmpty(), slot.name() + " is VARIABLE/Name");
        for (Variable other : descent.scope.variables()) {
          assertTrue(
              !other.name().equals(of) || other.shape().equals(slot.shape()),
              slot.name() + " has the shape of its variable");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  protected void resumedFromItsSlotsItGoesOnAsIfNeverStopped(Optimizer optimizer) {
    try (Descent whole = new Descent(optimizer);
        Descent first = new Descent(optimizer);
        Descent second = new Descent(optimizer)) {
      whole.steps(6);
      first.steps(3);
      second.session.assign(first.session.weights());
      second.steps(3);
      Weights expected = whole.session.weights();
      Weights found = second.session.weights();
      assertEquals(expected.names(), found.names());
      expected
          .names()
          .forEach(name -> assertArrayEquals(expected.values(name), found.values(name), name));
    }
  }
}
