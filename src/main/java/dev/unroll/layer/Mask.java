package dev.unroll.layer;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Tells at which steps the rows of a batch still run.
 *
 * @param tf adds the operations
 * @param lengths [batch, 1], steps of each row before its padding
 * @param steps of the padded batch
 */
record Mask(Ops tf, Operand<TInt32> lengths, int steps) {

  /** The mask of lengths [batch]; empty where all rows are full. */
  static Optional<Mask> of(Ops tf, Optional<Operand<TInt32>> lengths, int steps) {
    return lengths.map(vector -> new Mask(tf, tf.expandDims(vector, tf.constant(1)), steps));
  }

  /** Whether each row has a step {@code t}, [batch, 1]. */
  Operand<TBool> running(int t) {
    return tf.math.less(tf.constant(t), lengths);
  }

  /**
   * {@code running} at the steps that each row has, {@code ended} at the others.
   *
   * @param running [steps, batch, features]
   * @param ended of the same shape, or a scalar
   */
  Operand<TFloat32> select(Operand<TFloat32> running, Operand<TFloat32> ended) {
    Operand<TInt32> all = tf.range(tf.constant(0), tf.constant(steps), tf.constant(1));
    Operand<TInt32> column = tf.reshape(all, tf.array(steps, 1, 1));
    return tf.select(tf.math.less(column, lengths), running, ended);
  }

  /** As {@link #select}, for {@code running} [batch, steps, features]. */
  Operand<TFloat32> selectRows(Operand<TFloat32> running, Operand<TFloat32> ended) {
    Operand<TInt32> all = tf.range(tf.constant(0), tf.constant(steps), tf.constant(1));
    Operand<TInt32> column = tf.reshape(all, tf.array(1, steps, 1));
    Operand<TInt32> ends = tf.expandDims(lengths, tf.constant(2));
    return tf.select(tf.math.less(column, ends), running, ended);
  }
}
