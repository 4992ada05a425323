package dev.unroll.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Tensors;
import dev.unroll.layer.Cell;
import dev.unroll.layer.CellFunction;
import dev.unroll.layer.CellState;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Recurrent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What holds for every cell: as the cell of recurrent layers it keeps {@link LayerContract}, and
 * its state is what it says. To extend: {@link #cells} names the cells, of a few units each.
 */
public abstract class CellContract extends LayerContract {

  private static final int BATCH = 2;
  private static final int INPUTS = 3;

  /** The cells under test. */
  protected abstract List<Cell> cells();

  @Override
  protected final List<List<Layer>> stacks() {
    List<List<Layer>> stacks = new ArrayList<>();
    for (Cell cell : cells()) {
      stacks.add(List.of(new Recurrent(cell)));
      stacks.add(List.of(new Recurrent(cell, 2, true), new Readout(Readout.Take.LAST_VALID)));
    }
    return stacks;
  }

  /** Each cell with numbers of steps. */
  protected Stream<Arguments> cellsAndSteps() {
    return cells().stream()
        .flatMap(cell -> Stream.of(1, 2, 20).map(steps -> Arguments.of(cell, steps)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  protected void recipesTellIt(Cell cell) throws ReflectiveOperationException {
    Settings.comeBackFromARecipe(cell, Cell.class);
    Settings.refuseNull(cell);
  }

  /** Sizes at which rounding would show, odd and even, with more rows than towers divide. */
  @ParameterizedTest
  @MethodSource("cellsAndSteps")
  protected void fusedIsAsStatic(Cell cell, int steps) {
    int[] lengths = IntStream.range(0, 33).map(row -> 1 + row % steps).toArray();
    List<Layer> layers = List.of(new Recurrent(cell, 2, true), new Recurrent(cell));
    if (cell.hasFusedKernel()) {
      assertKernelsAgree(layers, steps, 5, lengths);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  protected void outputAndStateAreOfTheSizesTold(Cell cell) {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.STATIC));
      assertSizes(scope, cell, cell.build(scope.child("rnn"), INPUTS));
    }
  }

  private static <S extends CellState<S>> void assertSizes(
      GraphScope scope, Cell cell, CellFunction<S> function) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = tf.fill(tf.array(BATCH, INPUTS), tf.constant(1f));
    S zeros = function.zeroState(tf, tf.array(BATCH));
    List<Operand<TFloat32>> hidden = new ArrayList<>();
    CellFunction.Step<S> step =
        function.step(
            x,
            zeros,
            h -> {
              hidden.add(h);
              return h;
            });
    assertTrue(!hidden.isEmpty(), "dropout of the hidden state: step() never calls 'recurrent'");
    // The second row has ended.
    S after = step.state().where(tf, tf.constant(new boolean[][] {{true}, {false}}), zeros);
    S same = function.state(after.tensors());
    List<Integer> sizes = function.stateSizes();
    assertEquals(sizes.size(), same.tensors().size(), "tensors of the state");
    List<Operand<TFloat32>> fetched = new ArrayList<>(List.of(step.output(), hidden.get(0)));
    for (int i = 0; i < sizes.size(); i++) {
      fetched.add(step.state().tensors().get(i));
      fetched.add(same.tensors().get(i));
    }
    try (GraphSession session =
        new GraphSession(scope.graph(), scope.variables(), Compute.standard().withDeterminism())) {
      session.initialize();
      Session.Runner runner = session.runner();
      // Each a tensor of its own: none can be fetched twice.
      fetched.forEach(tensor -> runner.fetch(tf.identity(tensor)));
      try (Result result = runner.run()) {
        assertEquals(Shape.of(BATCH, cell.outputSize()), result.get(0).shape(), "output");
        Shape last = Shape.of(BATCH, sizes.get(sizes.size() - 1));
        assertEquals(last, result.get(1).shape(), "the hidden state is the last of the state");
        for (int i = 0; i < sizes.size(); i++) {
          TFloat32 all = (TFloat32) result.get(2 + 2 * i);
          assertEquals(Shape.of(BATCH, sizes.get(i)), all.shape(), "state " + i);
          float[] kept = Tensors.values((TFloat32) result.get(3 + 2 * i));
          float[] expected = Tensors.values(all);
          for (int k = sizes.get(i); k < expected.length; k++) {
            expected[k] = 0;
          }
          assertArrayEquals(expected, kept, "state " + i + " where a row has ended");
        }
      }
    }
  }
}
