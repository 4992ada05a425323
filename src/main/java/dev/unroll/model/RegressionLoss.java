package dev.unroll.model;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What an error of a predicted number costs. */
public enum RegressionLoss {
  /** Absolute error: fits the median. */
  MAE,
  /** Squared error: fits the mean. */
  MSE,
  /**
   * Half the squared error up to a standard deviation of the target, linear beyond.
   *
   * @see <a href="https://doi.org/10.1214/aoms/1177703732">Huber 1964</a>
   */
  HUBER;

  /** Adds the cost of each error, in standard deviations of the target. */
  Operand<TFloat32> of(Ops tf, Operand<TFloat32> error) {
    return switch (this) {
      case MAE -> tf.math.abs(error);
      case MSE -> tf.math.square(error);
      case HUBER -> {
        Operand<TFloat32> size = tf.math.abs(error);
        Operand<TFloat32> small = tf.math.minimum(size, tf.constant(1f));
        // small^2 / 2 up to 1, and size - 1/2 beyond.
        yield tf.math.add(
            tf.math.mul(tf.constant(0.5f), tf.math.square(small)), tf.math.sub(size, small));
      }
    };
  }
}
