package dev.unroll.layer;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Where the windows of a convolution or pooling over time lie.
 *
 * @param layer how messages name it
 * @param size steps of a window
 * @param stride steps from one window to the next
 * @param dilation steps from one step of a window to the next
 * @param variableLength whether rows differ in length: one that is shorter than a window then
 *     counts as filled up
 */
record Windows(
    String layer, int size, int stride, int dilation, Padding padding, boolean variableLength) {

  private int reach() {
    return (size - 1) * dilation + 1;
  }

  /** Number of windows over {@code steps} steps. */
  int count(int steps) {
    if (padding != Padding.VALID) {
      return (steps + stride - 1) / stride;
    }
    if (steps < reach() && variableLength) {
      return 1;
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
    that(
        padding != Padding.SAME_TENSORFLOW || stride == 1,
        "%s: padding same-tensorflow with a stride depends on the number of steps, but sequences"
            + " differ in length; use padding same",
        layer);
    int offset = padding == Padding.VALID ? stride - reach() : stride - 1;
    Operand<TInt32> counts =
        tf.math.floorDiv(tf.math.add(lengths, tf.constant(offset)), tf.constant(stride));
    return tf.math.maximum(counts, tf.constant(1));
  }

  /** Padding before the first of {@code steps} steps. */
  int before(int steps) {
    return switch (padding) {
      case VALID -> 0;
      case CAUSAL -> reach() - 1;
      case SAME -> (reach() - 1) / 2;
      case SAME_TENSORFLOW -> Math.max((count(steps) - 1) * stride + reach() - steps, 0) / 2;
    };
  }

  /** Padding after the last of {@code steps} steps. */
  int after(int steps) {
    int covered = (count(steps) - 1) * stride + reach();
    return Math.max(0, covered - steps - before(steps));
  }

  /** Steps with their padding. */
  int paddedSteps(int steps) {
    return before(steps) + steps + after(steps);
  }

  /**
   * The steps with their padding on both sides.
   *
   * @param rows [batch, steps, features]
   * @param value of the padding
   */
  Operand<TFloat32> padded(Ops tf, Operand<TFloat32> rows, int steps, float value) {
    int before = before(steps);
    int after = after(steps);
    if (before == 0 && after == 0) {
      return rows;
    }
    Operand<TInt32> sides = tf.constant(new int[][] {{0, 0}, {before, after}, {0, 0}});
    return tf.pad(rows, sides, tf.constant(value));
  }
}
