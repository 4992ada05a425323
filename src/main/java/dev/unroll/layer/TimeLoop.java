package dev.unroll.layer;

import static dev.unroll.check.Check.failure;

import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Runs cells over time, by their fused kernels or one copy of a cell's operations a step. Past a
 * row's end its output is zero. Backward in time, a row starts at its own last step.
 */
final class TimeLoop {

  private TimeLoop() {}

  /**
   * How cells run.
   *
   * @param kernels how they are computed; fused only where the cells have fused kernels
   * @param backward whether in time's other direction
   * @param carried whether a run begins with the state that the run before ended with
   * @param dropout of each cell's inputs, one mask a sequence
   * @param recurrentDropout of each cell's hidden state, one mask a sequence
   */
  record Way(
      Kernels kernels,
      boolean backward,
      boolean carried,
      double dropout,
      double recurrentDropout) {}

  /**
   * The outputs of the uppermost cell, in the order of time.
   *
   * @param cells on top of each other, the lowest first
   * @param inputs [batch, features] a step
   * @param lengths [batch], steps of each row; empty where all rows are full
   */
  static Series run(
      GraphScope scope,
      Way way,
      List<? extends CellFunction<?>> cells,
      Series inputs,
      Optional<Operand<TInt32>> lengths) {
    if (way.kernels == Kernels.FUSED) {
      return runFused(scope, way, cells, inputs, lengths);
    }
    Series values = inputs;
    for (CellFunction<?> cell : cells) {
      values =
          Series.of(scope.tf(), unroll(scope, way, cell, dropped(scope, way, values), lengths));
    }
    return values;
  }

  /** With one dropout mask a sequence, as Keras has it. */
  private static Series dropped(GraphScope scope, Way way, Series inputs) {
    if (way.dropout == 0) {
      return inputs;
    }
    Operand<TFloat32> first = inputs.first();
    Operand<TFloat32> mask = Dropout.mask(scope, scope.tf().shape(first), way.dropout);
    return inputs.times(mask);
  }

  /**
   * What a row gives past its end cannot reach its steps before, so one mask at the end will do.
   */
  private static Series runFused(
      GraphScope scope,
      Way way,
      List<? extends CellFunction<?>> cells,
      Series inputs,
      Optional<Operand<TInt32>> lengths) {
    Series values = way.backward ? inputs.reversed(lengths) : inputs;
    for (CellFunction<?> cell : cells) {
      values = fused(cell).run(scope, dropped(scope, way, values));
    }
    values = values.masked(lengths);
    return way.backward ? values.reversed(lengths) : values;
  }

  private static FusedKernel fused(CellFunction<?> cell) {
    return cell.fused()
        .orElseThrow(
            () ->
                failure(
                    "recurrent: the cell's hasFusedKernel() says yes, but fused() of its function %s"
                        + " gives none; override both or none",
                    cell.getClass().getName()));
  }

  /**
   * TensorFlow 1's {@code static_rnn}, with the behaviour of {@code dynamic_rnn} for rows of
   * different lengths: past a row's end its state is carried through unchanged.
   */
  private static <S extends CellState<S>> List<Operand<TFloat32>> unroll(
      GraphScope scope,
      Way way,
      CellFunction<S> cell,
      Series series,
      Optional<Operand<TInt32>> lengths) {
    Ops tf = scope.tf();
    List<Operand<TFloat32>> inputs = series.list();
    Operand<TInt32> batch = tf.shape.size(inputs.get(0), tf.constant(0));
    Optional<Mask> mask = Mask.of(tf, lengths, inputs.size());
    List<Operand<TFloat32>> before = new ArrayList<>();
    if (way.carried) {
      cell.stateSizes().forEach(size -> before.add(scope.stateBefore(size)));
    }
    S state = way.carried ? cell.state(before) : cell.zeroState(tf, batch);
    UnaryOperator<Operand<TFloat32>> recurrent = recurrentDropout(scope, way, cell, batch);
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    List<Integer> order = IntStream.range(0, inputs.size()).boxed().toList();
    for (int t : way.backward ? Lists.reverse(order) : order) {
      CellFunction.Step<S> step = cell.step(inputs.get(t), state, recurrent);
      if (mask.isPresent()) {
        Operand<TBool> running = mask.get().running(t);
        outputs.add(tf.select(running, step.output(), tf.zerosLike(step.output())));
        state = step.state().where(tf, running, state);
      } else {
        outputs.add(step.output());
        state = step.state();
      }
    }
    for (int i = 0; i < before.size(); i++) {
      scope.stateAfter(before.get(i), state.tensors().get(i));
    }
    return way.backward ? Lists.reverse(outputs) : outputs;
  }

  private static UnaryOperator<Operand<TFloat32>> recurrentDropout(
      GraphScope scope, Way way, CellFunction<?> cell, Operand<TInt32> batch) {
    if (way.recurrentDropout == 0) {
      return UnaryOperator.identity();
    }
    Ops tf = scope.tf();
    int hidden = Iterables.getLast(cell.stateSizes());
    Operand<TInt32> shape = tf.concat(List.of(batch, tf.array(hidden)), tf.constant(0));
    Operand<TFloat32> mask = Dropout.mask(scope, shape, way.recurrentDropout);
    return h -> tf.math.mul(h, mask);
  }
}
