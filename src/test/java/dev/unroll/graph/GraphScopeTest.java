package dev.unroll.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;

class GraphScopeTest {

  @Test
  void namesVariablesExactly() {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      GraphScope cell = scope.child("rnn").child("basic_lstm_cell");
      cell.variable("kernel", Shape.of(2, 3), new Initializer.Zeros());
      cell.variable("bias", Shape.of(3), new Initializer.Zeros());
      assertEquals(
          List.of("rnn/basic_lstm_cell/kernel", "rnn/basic_lstm_cell/bias"),
          scope.variables().stream().map(Variable::name).toList());
      assertEquals("VarHandleOp", graph.operation("rnn/basic_lstm_cell/kernel").type());
    }
  }

  @Test
  void numbersScopesThatAreEnteredTwice() {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      assertEquals("rnn", scope.uniqueChild("rnn").name());
      assertEquals("rnn_1", scope.uniqueChild("rnn").name());
      assertEquals("rnn_2", scope.uniqueChild("rnn").name());
    }
  }

  @Test
  void refusesAVariableTwice() {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      scope.variable("v", Shape.of(1), new Initializer.Zeros());
      InputException e =
          assertThrows(
              InputException.class,
              () -> scope.variable("v", Shape.of(1), new Initializer.Zeros()));
      assertEquals(
          "variable 'v' exists already in this graph; give its layer a name", e.getMessage());
    }
  }

  @Test
  void initialValuesDependOnSeedAndNameAlone() {
    float[] first = initial(1, "a");
    assertArrayEquals(first, initial(1, "a"));
    assertFalse(Arrays.equals(first, initial(2, "a")));
    assertFalse(Arrays.equals(first, initial(1, "b")));
  }

  @Test
  void weightsTravelByName() {
    Weights sent =
        new Weights.Builder()
            .put("other", new long[] {1}, new float[] {9})
            .put("v", new long[] {2, 2}, new float[] {1, 2, 3, 4})
            .build();
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      scope.variable("v", Shape.of(2, 2), new Initializer.Ones());
      try (GraphSession session =
          new GraphSession(graph, scope.variables(), Compute.standard().withDeterminism())) {
        session.initialize();
        assertArrayEquals(new float[] {1, 1, 1, 1}, session.weights().values("v"));
        session.assign(sent);
        assertArrayEquals(new float[] {1, 2, 3, 4}, session.weights().values("v"));
        assertArrayEquals(new long[] {2, 2}, session.weights().shape("v"));
      }
    }
  }

  @Test
  void refusesWeightsThatDoNotFit() {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      scope.variable("v", Shape.of(2), new Initializer.Ones());
      try (GraphSession session =
          new GraphSession(graph, scope.variables(), Compute.standard().withDeterminism())) {
        Weights wide =
            new Weights.Builder().put("v", new long[] {3}, new float[] {1, 2, 3}).build();
        InputException e = assertThrows(InputException.class, () -> session.assign(wide));
        assertEquals("variable 'v': expected shape [2], got [3]", e.getMessage());
        Weights none = new Weights.Builder().build();
        e = assertThrows(InputException.class, () -> session.assign(none));
        assertEquals("weights: no variable 'v'; there are []", e.getMessage());
      }
    }
  }

  private static float[] initial(long seed, String name) {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, seed, GraphPlan.inference(Kernels.FUSED));
      scope.variable(name, Shape.of(5), new Initializer.Normal(1));
      try (GraphSession session =
          new GraphSession(graph, scope.variables(), Compute.standard().withDeterminism())) {
        session.initialize();
        return session.weights().values(name);
      }
    }
  }
}
