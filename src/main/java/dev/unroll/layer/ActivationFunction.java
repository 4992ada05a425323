package dev.unroll.layer;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;

/** A function of single numbers. */
public enum ActivationFunction {
  /** {@code x}. */
  LINEAR,
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code min(max(x, 0), 6)}. */
  RELU6,
  /** {@code x} where positive, else {@code 0.2 x}; other slopes are of {@link Activation}. */
  LEAKY_RELU,
  /** {@code x} where positive, else {@code exp(x) - 1}. */
  ELU,
  /** {@code 1.0507 x} where positive, else {@code 1.7581 (exp(x) - 1)}. */
  SELU,
  /** {@code x P(X <= x)} of a standard normal X, by the error function. */
  GELU,
  /** {@code x sigmoid(x)}. */
  SWISH,
  /** {@code x relu6(x + 3) / 6}. */
  HARD_SWISH,
  /** {@code x tanh(log(1 + exp(x)))}. */
  MISH,
  /** {@code tanh(x)}. */
  TANH,
  /** {@code min(max(x, -1), 1)}. */
  HARD_TANH,
  /** {@code x / (1 + |x|)}. */
  SOFTSIGN,
  /** {@code 1 / (1 + exp(-x))}. */
  SIGMOID,
  /** {@code relu6(x + 3) / 6}, as PyTorch and Keras 3 have it. */
  HARD_SIGMOID,
  /** {@code min(max(0.2 x + 0.5, 0), 1)}, the hard sigmoid of Keras 1 and 2. */
  HARD_SIGMOID_KERAS2,
  /** {@code log(1 / (1 + exp(-x)))}. */
  LOG_SIGMOID,
  /** {@code log(1 + exp(x))}. */
  SOFTPLUS,
  /** {@code exp(x)}. */
  EXPONENTIAL;

  /** Adds the function. */
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    return switch (this) {
      case LINEAR -> x;
      case RELU -> tf.nn.relu(x);
      case RELU6 -> tf.nn.relu6(x);
      case LEAKY_RELU -> leakyRelu(tf, x, 0.2f);
      case ELU -> tf.nn.elu(x);
      case SELU -> tf.nn.selu(x);
      case GELU -> gelu(tf, x);
      case SWISH -> tf.math.mul(x, tf.math.sigmoid(x));
      case HARD_SWISH -> tf.math.mul(x, HARD_SIGMOID.apply(tf, x));
      case MISH -> tf.math.mul(x, tf.math.tanh(tf.math.softplus(x)));
      case TANH -> tf.math.tanh(x);
      case HARD_TANH -> clip(tf, x, -1, 1);
      case SOFTSIGN -> tf.math.div(x, tf.math.add(tf.math.abs(x), tf.constant(1f)));
      case SIGMOID -> tf.math.sigmoid(x);
      case HARD_SIGMOID ->
          tf.math.mul(tf.nn.relu6(tf.math.add(x, tf.constant(3f))), tf.constant(1 / 6f));
      case HARD_SIGMOID_KERAS2 ->
          clip(tf, tf.math.add(tf.math.mul(x, tf.constant(0.2f)), tf.constant(0.5f)), 0, 1);
      case LOG_SIGMOID -> tf.math.neg(tf.math.softplus(tf.math.neg(x)));
      case SOFTPLUS -> tf.math.softplus(x);
      case EXPONENTIAL -> tf.math.exp(x);
    };
  }

  /** {@code x} where positive, else {@code slope x}. */
  static Operand<TFloat32> leakyRelu(Ops tf, Operand<TFloat32> x, float slope) {
    return tf.nn.leakyRelu(x, LeakyRelu.alpha(slope));
  }

  private static Operand<TFloat32> gelu(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> erf = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
    Operand<TFloat32> half = tf.math.mul(x, tf.constant(0.5f));
    return tf.math.mul(half, tf.math.add(erf, tf.constant(1f)));
  }

  /** {@code min(max(x, least), most)}, by operations that TFLite knows; it lacks ClipByValue. */
  static Operand<TFloat32> clip(Ops tf, Operand<TFloat32> x, float least, float most) {
    return tf.math.minimum(tf.math.maximum(x, tf.constant(least)), tf.constant(most));
  }
}
