package dev.unroll.layer;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Runs a cell over time, one copy of its operations a step: TensorFlow 1's {@code static_rnn}, with
 * the behaviour of {@code dynamic_rnn} for rows of different lengths. Past a row's end its state is
 * carried through unchanged and its output is zero. Backward in time, a row starts at its own last
 * step.
 */
final class TimeLoop {

  private TimeLoop() {}

  /**
   * The outputs of {@code cell}, [batch, output size] a step, in the order of time.
   *
   * @param inputs [batch, features] a step
   * @param lengths [batch], steps of each row; empty where all rows are full
   */
  static <S extends CellState<S>> List<Operand<TFloat32>> run(
      Ops tf,
      CellFunction<S> cell,
      List<Operand<TFloat32>> inputs,
      Optional<Operand<TInt32>> lengths,
      boolean backward) {
    Operand<TInt32> batch = tf.shape.size(inputs.get(0), tf.constant(0));
    Optional<Mask> mask = Mask.of(tf, lengths);
    S state = cell.zeroState(batch);
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    List<Integer> order = IntStream.range(0, inputs.size()).boxed().toList();
    for (int t : backward ? Lists.reverse(order) : order) {
      CellFunction.Step<S> step = cell.step(inputs.get(t), state);
      if (mask.isPresent()) {
        Operand<TBool> running = mask.get().running(t);
        outputs.add(tf.select(running, step.output(), tf.zerosLike(step.output())));
        state = step.state().where(tf, running, state);
      } else {
        outputs.add(step.output());
        state = step.state();
      }
    }
    return backward ? Lists.reverse(outputs) : outputs;
  }
}
