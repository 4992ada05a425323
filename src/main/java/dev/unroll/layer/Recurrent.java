package dev.unroll.layer;

import static dev.unroll.check.Check.fraction;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Kernels;
import dev.unroll.settings.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/**
 * A recurrent network over all steps: [batch, steps, features] to [batch, steps, output size], or
 * twice the output size where it runs in both directions.
 *
 * <p>The scopes are TensorFlow 1's: {@code rnn} ({@code static_rnn}), {@code bidirectional_rnn/fw}
 * and {@code bw} ({@code static_bidirectional_rnn}), and inside them {@code multi_rnn_cell/cell_0},
 * {@code cell_1}, ... ({@code MultiRNNCell}) where the depth is more than 1. As there, the two
 * directions of a deep bidirectional network are joined once, at the end.
 *
 * <p>Dropout is as in Keras: while training, one mask of the inputs and one of the hidden state for
 * all steps of a sequence.
 *
 * @param cell what runs
 * @param depth cells on top of each other, 1 or more
 * @param bidirectional whether a second network runs backward in time
 * @param dropout of the inputs of every cell, in [0, 1)
 * @param recurrentDropout of the hidden state where weights multiply it, in [0, 1); such a layer
 *     trains unrolled
 * @param state where training begins; models predict from zeros, or step by step
 */
public record Recurrent(
    Cell cell,
    @Default("1") int depth,
    @Default("false") boolean bidirectional,
    @Default("0") double dropout,
    @Default("0") double recurrentDropout,
    @Default("stateless") State state)
    implements Layer {

  /** The state that a training step begins with. */
  public enum State {
    /** Zeros. */
    STATELESS,
    /**
     * What the window before of the same sequence ended with; zeros for its first window (truncated
     * backpropagation through time). Such a layer trains unrolled.
     */
    STATEFUL,
    /**
     * What the training step before ended with, whatever sequence that was. A fault, here to show
     * what it does: never set it to train well.
     */
    CARRIED
  }

  public Recurrent {
    present("recurrent: cell", cell);
    positive("recurrent: depth", depth);
    fraction("recurrent: dropout", dropout);
    fraction("recurrent: recurrentDropout", recurrentDropout);
    present("recurrent: state", state);
    that(
        state == State.STATELESS || !bidirectional,
        "recurrent: a bidirectional network starts at both ends; it cannot go on from a state; set"
            + " state to stateless");
  }

  /** Without dropout and state. */
  public Recurrent(Cell cell, int depth, boolean bidirectional) {
    this(cell, depth, bidirectional, 0, 0, State.STATELESS);
  }

  /** One cell, forward in time. */
  public Recurrent(Cell cell) {
    this(cell, 1, false);
  }

  @Override
  public boolean hasBranches() {
    return bidirectional;
  }

  @Override
  public Kernels kernels(GraphPlan plan) {
    boolean unrolled =
        !cell.hasFusedKernel() || carries(plan) || (plan.training() && recurrentDropout > 0);
    return unrolled ? Kernels.STATIC : plan.kernels();
  }

  private boolean carries(GraphPlan plan) {
    return plan.stepwise() || (plan.training() && state != State.STATELESS);
  }

  @Override
  public boolean stepwise() {
    return !bidirectional;
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Steps steps = requireSteps(input);
    GraphPlan plan = scope.plan();
    that(
        !plan.stepwise() || !bidirectional,
        "layer 'recurrent' is bidirectional: it needs the whole sequence and cannot predict step by"
            + " step");
    List<List<CellFunction<?>>> directions = new ArrayList<>();
    if (bidirectional) {
      GraphScope both = scope.uniqueChild("bidirectional_rnn");
      directions.add(cells(both.child("fw"), steps.features()));
      directions.add(cells(both.child("bw"), steps.features()));
    } else {
      directions.add(cells(scope.uniqueChild("rnn"), steps.features()));
    }
    Ops tf = scope.tf();
    // Towers would multiply unrolled operations.
    Kernels kernels = kernels(plan);
    int count = kernels == Kernels.FUSED ? towerCount(scope) : 1;
    List<Tower> towers = towers(tf, steps, count);
    List<Series> outputs = new ArrayList<>();
    for (int direction = 0; direction < directions.size(); direction++) {
      TimeLoop.Way way =
          new TimeLoop.Way(
              kernels,
              direction == 1,
              carries(plan),
              plan.training() ? dropout : 0,
              plan.training() ? recurrentDropout : 0);
      List<Series> rows = new ArrayList<>();
      for (Tower tower : towers) {
        rows.add(TimeLoop.run(scope, way, directions.get(direction), tower.inputs, tower.lengths));
      }
      outputs.add(Series.joinRows(tf, rows));
    }
    return new Value.Steps(
        outputs, outputs.size() * cell.outputSize(), steps.lengths(), Value.Steps.Padding.ZEROS);
  }

  /** The cells on top of each other, the lowest first. */
  private List<CellFunction<?>> cells(GraphScope scope, int features) {
    List<CellFunction<?>> cells = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      GraphScope names = depth == 1 ? scope : scope.child("multi_rnn_cell/cell_" + i);
      cells.add(cell.build(names, i == 0 ? features : cell.outputSize()));
    }
    return cells;
  }

  /** Two directions are two parts already. */
  private int towerCount(GraphScope scope) {
    int directions = bidirectional ? 2 : 1;
    return (scope.plan().towers() + directions - 1) / directions;
  }

  /** Some rows of the batch. */
  private record Tower(Series inputs, Optional<Operand<TInt32>> lengths) {}

  /**
   * The batch, or its parts of sizes that differ by one row at most, to be computed in parallel.
   */
  private static List<Tower> towers(Ops tf, Value.Steps input, int count) {
    Series all = input.joined(tf);
    if (count == 1) {
      return List.of(new Tower(all, input.lengths()));
    }
    int[] ranks = IntStream.range(0, count).toArray();
    // Part k has (batch + k) / count rows.
    Operand<TInt32> sizes =
        tf.math.floorDiv(tf.math.add(all.batch(), tf.constant(ranks)), tf.constant(count));
    List<Series> rows = all.splitRows(sizes, count);
    List<Tower> towers = new ArrayList<>();
    Optional<List<Output<TInt32>>> lengths =
        input.lengths().map(l -> tf.splitV(l, sizes, tf.constant(0), (long) count).output());
    for (int i : ranks) {
      towers.add(new Tower(rows.get(i), lengths.map(parts -> parts.get(i))));
    }
    return towers;
  }
}
