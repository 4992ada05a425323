package dev.unroll.layer;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The steps of a batch that are not padding, below each other: what is computed on them neither
 * costs time for padding nor takes it for data.
 *
 * @param tf adds the operations
 * @param places of the steps among batch * steps [valid, 1]
 * @param steps of the padded batch
 * @param batch number of rows, a vector of that one number
 */
record ValidSteps(Ops tf, Operand<TInt64> places, int steps, Operand<TInt32> batch) {

  /**
   * @param lengths [batch]
   */
  static ValidSteps of(Ops tf, Operand<TInt32> lengths, int steps) {
    Operand<TInt32> all = tf.range(tf.constant(0), tf.constant(steps), tf.constant(1));
    Operand<TInt32> column = tf.expandDims(lengths, tf.constant(1));
    var running = tf.reshape(tf.math.less(all, column), tf.array(-1));
    return new ValidSteps(tf, tf.where(running), steps, tf.shape.size(lengths, tf.constant(0)));
  }

  /** From [batch, steps, features] to [valid, features]. */
  Operand<TFloat32> take(Operand<TFloat32> rows, int features) {
    return tf.gatherNd(tf.reshape(rows, tf.array(-1, features)), places);
  }

  /** From [valid, features] to [batch, steps, features], zeros at padding. */
  Operand<TFloat32> put(Operand<TFloat32> valid, int features) {
    Operand<TInt32> shape =
        tf.concat(List.of(tf.math.mul(batch, tf.array(steps)), tf.array(features)), tf.constant(0));
    Operand<TFloat32> all = tf.scatterNd(places, valid, tf.dtypes.cast(shape, TInt64.class));
    return tf.reshape(all, tf.array(-1, steps, features));
  }
}
