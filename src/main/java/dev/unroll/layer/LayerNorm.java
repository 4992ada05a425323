package dev.unroll.layer;

import static dev.unroll.check.Check.positive;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.settings.Default;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * Centres and scales the channels of each row, or step, by their own mean and variance; then {@code
 * gamma x + beta}.
 *
 * <p>Variables: {@code layer_normalization/gamma} and {@code beta}, [channels].
 *
 * @param epsilon added to the variance, greater than 0
 * @see <a href="https://arxiv.org/abs/1607.06450">Ba et al. 2016</a>
 */
public record LayerNorm(@Default("0.001") double epsilon) implements Layer {

  public LayerNorm {
    positive("layer-norm: epsilon", epsilon);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Ops tf = scope.tf();
    GraphScope names = scope.uniqueChild("layer_normalization");
    Shape shape = Shape.of(input.channels());
    Operand<TFloat32> gamma = names.variable("gamma", shape, new Initializer.Ones());
    Operand<TFloat32> beta = names.variable("beta", shape, new Initializer.Zeros());
    return input.mapRows(
        tf,
        input.channels(),
        rows -> {
          Operand<TFloat32> centred = tf.math.sub(rows, mean(tf, rows));
          Operand<TFloat32> variance = mean(tf, tf.math.square(centred));
          Operand<TFloat32> scale =
              tf.math.rsqrt(tf.math.add(variance, tf.constant((float) epsilon)));
          return tf.math.add(tf.math.mul(tf.math.mul(centred, scale), gamma), beta);
        });
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> rows) {
    return tf.math.mean(rows, tf.constant(1), Mean.keepDims(true));
  }
}
