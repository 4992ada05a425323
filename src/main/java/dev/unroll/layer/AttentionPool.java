package dev.unroll.layer;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.settings.Default;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A weighted mean over the steps before the padding, whose weights the steps themselves decide:
 * [batch, steps, features] to [batch, features].
 *
 * <pre>
 * a_t = softmax over t of v . tanh(x_t W + b)
 * y   = sum over t of a_t x_t
 * </pre>
 *
 * <p>Variables: {@code attention_pool/kernel} [features, units], {@code attention_pool/bias}
 * [units], {@code attention_pool/context} [units, 1].
 *
 * @param units size of the hidden layer that scores a step
 * @param kernel how W and v begin
 * @see <a href="https://aclanthology.org/N16-1174">Yang et al. 2016</a>
 */
public record AttentionPool(int units, @Default("{type: glorot-uniform}") Initializer kernel)
    implements Layer {

  public AttentionPool {
    positive("attention-pool: units", units);
    present("attention-pool: kernel", kernel);
  }

  @Override
  public boolean stepwise() {
    return false;
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Steps steps = requireSteps(input);
    Ops tf = scope.tf();
    int features = steps.features();
    int count = steps.count();
    GraphScope names = scope.uniqueChild("attention_pool");
    Operand<TFloat32> w = names.variable("kernel", Shape.of(features, units), kernel);
    Operand<TFloat32> b = names.variable("bias", Shape.of(units), new Initializer.Zeros());
    Operand<TFloat32> v = names.variable("context", Shape.of(units, 1), kernel);
    Operand<TFloat32> rows = steps.zeroPadded(tf).rows();
    Operand<TFloat32> flat = tf.reshape(rows, tf.array(-1, features));
    Operand<TFloat32> hidden = tf.math.tanh(tf.nn.biasAdd(tf.linalg.matMul(flat, w), b));
    Operand<TFloat32> scores = tf.reshape(tf.linalg.matMul(hidden, v), tf.array(-1, count, 1));
    Operand<TFloat32> among =
        Mask.of(tf, steps.lengths(), count)
            .<Operand<TFloat32>>map(mask -> mask.selectRows(scores, tf.constant(Readout.LOWEST)))
            .orElse(scores);
    Operand<TFloat32> weights = tf.nn.softmax(tf.reshape(among, tf.array(-1, count)));
    Operand<TFloat32> weighted = tf.math.mul(rows, tf.reshape(weights, tf.array(-1, count, 1)));
    return new Value.Vector(tf.sum(weighted, tf.constant(1)), features);
  }
}
