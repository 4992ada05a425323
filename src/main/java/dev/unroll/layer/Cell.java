package dev.unroll.layer;

import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A recurrent cell: its size and options. Cells of others are {@link CustomCell}s. */
public sealed interface Cell permits BasicRnn, BasicLstm, Lstm, Gru, CustomCell {

  /** Most units that a cell may have. */
  int MOST_UNITS = 65_536;

  /** Units of the state, 1 to {@link #MOST_UNITS}. */
  int units();

  /** Features of the output. */
  default int outputSize() {
    return units();
  }

  /** Whether the cell has a form that computes all steps at once. */
  default boolean hasFusedKernel() {
    return true;
  }

  /**
   * Creates the cell's variables and returns its step.
   *
   * @param scope of this cell alone, where it may name variables as it likes
   * @param inputSize features of the input
   */
  CellFunction<?> build(GraphScope scope, int inputSize);

  /** Checks a number of units. */
  static void checkUnits(String who, int units) {
    that(
        units >= 1 && units <= MOST_UNITS,
        "%s: expected a whole number of 1 to %d, got %d",
        who,
        MOST_UNITS,
        units);
  }

  /** Whether the functions are those that TensorFlow's kernels compute with. */
  static boolean areUsual(ActivationFunction activation, ActivationFunction recurrentActivation) {
    return activation == ActivationFunction.TANH
        && recurrentActivation == ActivationFunction.SIGMOID;
  }

  /** Zeros [batch, size]; {@code batch} is a vector of one number. */
  static Operand<TFloat32> zeros(Ops tf, Operand<TInt32> batch, int size) {
    Operand<TInt32> shape = tf.concat(List.of(batch, tf.array(size)), tf.constant(0));
    return tf.fill(shape, tf.constant(0f));
  }

  /** {@code [input, state] * kernel + bias}. */
  static Operand<TFloat32> affine(
      Ops tf,
      Operand<TFloat32> input,
      Operand<TFloat32> state,
      Operand<TFloat32> kernel,
      Operand<TFloat32> bias) {
    Operand<TFloat32> joined = tf.concat(List.of(input, state), tf.constant(1));
    return tf.nn.biasAdd(tf.linalg.matMul(joined, kernel), bias);
  }
}
