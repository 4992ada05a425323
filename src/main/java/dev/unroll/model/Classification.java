package dev.unroll.model;

import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.Value;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * One class a sequence: {@code logits = x W + b}, softmax, cross entropy.
 *
 * <p>{@code W} [features, classes] and {@code b} [classes] are named {@code Variable} and {@code
 * Variable_1}, as TensorFlow 1 names two variables that nobody named.
 *
 * @param classNames name of each class, two or more
 * @param kernel how {@code W} begins
 * @param bias how {@code b} begins
 */
public record Classification(List<String> classNames, Initializer kernel, Initializer bias)
    implements Task {

  public Classification {
    classNames = List.copyOf(classNames);
    that(
        classNames.size() >= 2, "classification: expected two classes or more, got %s", classNames);
    present("classification: kernel", kernel);
    present("classification: bias", bias);
  }

  @Override
  public Operand<TFloat32> logits(GraphScope scope, Value.Vector input) {
    long classes = classNames.size();
    Operand<TFloat32> w = scope.variable("Variable", Shape.of(input.features(), classes), kernel);
    Operand<TFloat32> b = scope.variable("Variable_1", Shape.of(classes), bias);
    return scope.tf().math.add(scope.tf().linalg.matMul(input.tensor(), w), b);
  }

  @Override
  public Operand<TFloat32> loss(
      GraphScope scope, Operand<TFloat32> logits, Operand<TInt32> labels) {
    Ops tf = scope.tf();
    Operand<TFloat32> targets = oneHot(tf, labels);
    // The sparse form of this operation has no gradient in TensorFlow Java.
    return tf.math.mean(
        tf.nn.softmaxCrossEntropyWithLogits(logits, targets).loss(), tf.constant(0));
  }

  /**
   * Targets [batch, classes]: 1 at each row's class, which counts from 0; every class can occur.
   */
  Operand<TFloat32> oneHot(Ops tf, Operand<TInt32> labels) {
    return tf.oneHot(labels, tf.constant(classNames.size()), tf.constant(1f), tf.constant(0f));
  }

  @Override
  public Operand<TFloat32> probabilities(GraphScope scope, Operand<TFloat32> logits) {
    return scope.tf().nn.softmax(logits);
  }

  @Override
  public Operand<TInt64> classes(GraphScope scope, Operand<TFloat32> logits) {
    return scope.tf().math.argMax(logits, scope.tf().constant(1), TInt64.class);
  }
}
