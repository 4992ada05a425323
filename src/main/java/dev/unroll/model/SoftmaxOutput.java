package dev.unroll.model;

import com.google.common.primitives.Floats;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** What classifiers of sequences and of steps share, on rows [rows, ...]. */
final class SoftmaxOutput {

  private SoftmaxOutput() {}

  /** {@code x W + b}: [rows, features] to [rows, outputs]. */
  static Operand<TFloat32> affine(
      GraphScope scope,
      Operand<TFloat32> input,
      long features,
      long outputs,
      Initializer kernel,
      Initializer bias) {
    Operand<TFloat32> w =
        scope.variable(Endpoints.OUTPUT_KERNEL, Shape.of(features, outputs), kernel);
    Operand<TFloat32> b = scope.variable(Endpoints.OUTPUT_BIAS, Shape.of(outputs), bias);
    return scope.tf().math.add(scope.tf().linalg.matMul(input, w), b);
  }

  /**
   * Cross entropy of each row [rows].
   *
   * @param logits [rows, classes]
   * @param labels [rows], from 0
   */
  static Operand<TFloat32> losses(
      Ops tf, Operand<TFloat32> logits, Operand<TInt32> labels, int classes, LossOptions options) {
    float spread = (float) (options.labelSmoothing() / classes);
    Operand<TFloat32> targets =
        oneHot(tf, labels, classes, (float) (1 - options.labelSmoothing()) + spread, spread);
    // The sparse form of this operation has no gradient in TensorFlow Java.
    Operand<TFloat32> losses = tf.nn.softmaxCrossEntropyWithLogits(logits, targets).loss();
    if (options.classWeights().isEmpty()) {
      return losses;
    }
    Operand<TFloat32> weights = tf.constant(Floats.toArray(options.classWeights()));
    return tf.math.mul(losses, tf.gather(weights, labels, tf.constant(0)));
  }

  /**
   * [rows, classes]: {@code on} at each row's class, which counts from 0, {@code off} elsewhere.
   */
  static Operand<TFloat32> oneHot(
      Ops tf, Operand<TInt32> labels, int classes, float on, float off) {
    return tf.oneHot(labels, tf.constant(classes), tf.constant(on), tf.constant(off));
  }

  /** The most probable class along the last axis. */
  static Operand<TInt64> classes(Ops tf, Operand<TFloat32> logits) {
    return tf.math.argMax(logits, tf.constant(-1), TInt64.class);
  }

  /** 1 where the most probable class is the label, else 0. */
  static Operand<TFloat32> scores(Ops tf, Operand<TFloat32> logits, Operand<TInt32> labels) {
    Operand<TInt32> predicted = tf.dtypes.cast(classes(tf, logits), TInt32.class);
    return tf.dtypes.cast(tf.math.equal(predicted, labels), TFloat32.class);
  }
}
