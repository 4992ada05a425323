package dev.unroll.layer;

import static dev.unroll.check.Check.failure;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Where the windows of a convolution or pooling over time lie.
 *
 * <p>With {@code same} and a stride, TensorFlow aligns windows by the number of steps. So do these
 * where all sequences have the same number; where lengths differ, the first window has {@code (size
 * - 1) / 2} steps of padding before it whatever the length, so that a row's result does not depend
 * on the rows beside it.
 *
 * @param layer how messages name it
 * @param size steps of a window
 * @param stride steps from one window to the next
 * @param dilation steps from one step of a window to the next
 */
record Windows(String layer, int size, int stride, int dilation, Padding padding) {

  private int reach() {
    return (size - 1) * dilation + 1;
  }

  /** Number of windows over {@code steps} steps. */
  int count(int steps) {
    if (padding != Padding.VALID) {
      return (steps + stride - 1) / stride;
    }
    if (steps < reach()) {
      throw failure(
          "%s: a window of %d steps is longer than its %d steps; use padding same or a smaller one",
          layer, reach(), steps);
    }
    return (steps - reach()) / stride + 1;
  }

  /**
   * Number of windows over each row [batch], at least one: a row that is shorter than a window
   * counts as filled up.
   */
  Operand<TInt32> counts(Ops tf, Operand<TInt32> lengths) {
    int offset = padding == Padding.VALID ? stride - reach() : stride - 1;
    Operand<TInt32> counts =
        tf.math.floorDiv(tf.math.add(lengths, tf.constant(offset)), tf.constant(stride));
    return tf.math.maximum(counts, tf.constant(1));
  }

  /** Padding before the first of {@code steps} steps. */
  int before(int steps, boolean variableLength) {
    return switch (padding) {
      case VALID -> 0;
      case CAUSAL -> reach() - 1;
      case SAME ->
          variableLength
              ? (reach() - 1) / 2
              : Math.max((count(steps) - 1) * stride + reach() - steps, 0) / 2;
    };
  }

  /** Padding after the last of {@code steps} steps. */
  int after(int steps, boolean variableLength) {
    int covered = (count(steps) - 1) * stride + reach();
    return Math.max(0, covered - steps - before(steps, variableLength));
  }

  /** Steps with their padding. */
  int paddedSteps(int steps, boolean variableLength) {
    return before(steps, variableLength) + steps + after(steps, variableLength);
  }

  /**
   * The steps with their padding on both sides.
   *
   * @param rows [batch, steps, features]
   * @param value of the padding
   */
  Operand<TFloat32> padded(
      Ops tf, Operand<TFloat32> rows, int steps, boolean variableLength, float value) {
    int before = before(steps, variableLength);
    int after = after(steps, variableLength);
    if (before == 0 && after == 0) {
      return rows;
    }
    Operand<TInt32> sides = tf.constant(new int[][] {{0, 0}, {before, after}, {0, 0}});
    return tf.pad(rows, sides, tf.constant(value));
  }
}
