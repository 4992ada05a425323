package dev.unroll.layer;

import static dev.unroll.check.Check.fraction;

import dev.unroll.graph.GraphScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * While training, each number is zero with probability {@code rate} and else scaled by {@code 1 /
 * (1 - rate)}; no change otherwise.
 *
 * @param rate in [0, 1)
 * @see <a href="https://jmlr.org/papers/v15/srivastava14a.html">Srivastava et al. 2014</a>
 */
public record Dropout(double rate) implements Layer {

  public Dropout {
    fraction("dropout: rate", rate);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Ops tf = scope.tf();
    return !scope.plan().training() || rate == 0
        ? input
        : input.mapRows(tf, input.channels(), x -> tf.math.mul(x, mask(scope, tf.shape(x), rate)));
  }

  /** Zeros with probability {@code rate}, else {@code 1 / (1 - rate)}, of the given shape. */
  public static Operand<TFloat32> mask(GraphScope scope, Operand<TInt32> shape, double rate) {
    Ops tf = scope.tf();
    float kept = (float) (1 / (1 - rate));
    return tf.select(
        tf.math.less(scope.random(shape), tf.constant((float) rate)),
        tf.constant(0f),
        tf.constant(kept));
  }
}
