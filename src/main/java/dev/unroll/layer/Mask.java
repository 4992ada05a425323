package dev.unroll.layer;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Tells which rows of a batch still run at a step.
 *
 * @param tf adds the operations
 * @param lengths [batch, 1], steps of each row before its padding
 */
record Mask(Ops tf, Operand<TInt32> lengths) {

  /** The mask of lengths [batch]; empty where all rows are full. */
  static Optional<Mask> of(Ops tf, Optional<Operand<TInt32>> lengths) {
    return lengths.map(vector -> new Mask(tf, tf.expandDims(vector, tf.constant(1))));
  }

  /** Whether each row has a step {@code t}, [batch, 1]. */
  Operand<TBool> running(int t) {
    return tf.math.less(tf.constant(t), lengths);
  }

  /** {@code running} for the rows that have a step {@code t}, {@code ended} for the others. */
  Operand<TFloat32> select(int t, Operand<TFloat32> running, Operand<TFloat32> ended) {
    return tf.select(running(t), running, ended);
  }
}
