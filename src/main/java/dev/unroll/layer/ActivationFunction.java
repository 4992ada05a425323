package dev.unroll.layer;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A function of single numbers. */
public enum ActivationFunction {
  /** {@code x}. */
  LINEAR,
  /** {@code max(x, 0)}. */
  RELU,
  /** {@code x} where positive, else {@code exp(x) - 1}. */
  ELU,
  /** {@code x sigmoid(x)}. */
  SWISH,
  /** {@code tanh(x)}. */
  TANH,
  /** {@code 1 / (1 + exp(-x))}. */
  SIGMOID,
  /** {@code log(1 + exp(x))}. */
  SOFTPLUS;

  /** Adds the function. */
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    return switch (this) {
      case LINEAR -> x;
      case RELU -> tf.nn.relu(x);
      case ELU -> tf.nn.elu(x);
      case SWISH -> tf.math.mul(x, tf.math.sigmoid(x));
      case TANH -> tf.math.tanh(x);
      case SIGMOID -> tf.math.sigmoid(x);
      case SOFTPLUS -> tf.math.softplus(x);
    };
  }
}
