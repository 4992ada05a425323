package dev.unroll.model;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Target;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * One class a step: {@code logits_t = x_t W + b} with the same W and b at every step, softmax,
 * cross entropy over the steps before the padding.
 *
 * <p>{@code W} [features, classes] and {@code b} [classes] are named as those of {@link
 * Classification}.
 *
 * @param classNames name of each class, two or more
 * @param kernel how {@code W} begins
 * @param bias how {@code b} begins
 */
public record StepClassification(List<String> classNames, Initializer kernel, Initializer bias)
    implements Task {

  public StepClassification {
    classNames = List.copyOf(classNames);
    that(
        classNames.size() >= 2, "classification: expected two classes or more, got %s", classNames);
    present("classification: kernel", kernel);
    present("classification: bias", bias);
  }

  @Override
  public Target target() {
    return new Target.ClassPerStep(classNames);
  }

  @Override
  public String predictionName() {
    return Endpoints.PROBABILITIES;
  }

  @Override
  public boolean perStep() {
    return true;
  }

  @Override
  public Operand<TFloat32> output(GraphScope scope, Value input, Value raw) {
    int steps = raw instanceof Value.Steps all ? all.count() : -1;
    if (!(input instanceof Value.Steps last) || last.count() != steps) {
      throw failure(
          "model: a class a step is to be predicted for %d steps, but the last layer gives %s; leave"
              + " out readouts, strides and pools over time",
          steps, input.shape());
    }
    Ops tf = scope.tf();
    Operand<TFloat32> rows = tf.reshape(last.joined(tf).rows(), tf.array(-1, last.features()));
    Operand<TFloat32> logits =
        SoftmaxOutput.affine(scope, rows, last.features(), classNames.size(), kernel, bias);
    return tf.reshape(logits, tf.array(-1, steps, classNames.size()));
  }

  @Override
  public String outputShape(Value input) {
    int steps = input instanceof Value.Steps all ? all.count() : 0;
    return "[batch, " + steps + ", " + classNames.size() + "]";
  }

  @Override
  public Class<TInt32> labelType() {
    return TInt32.class;
  }

  @Override
  public Shape labelShape(int steps) {
    return Shape.of(Shape.UNKNOWN_SIZE, steps);
  }

  @Override
  public Operand<TFloat32> losses(
      GraphScope scope, Operand<TFloat32> output, Operand<?> labels, LossOptions options) {
    Ops tf = scope.tf();
    int classes = classNames.size();
    // Cross entropy of three axes is wrong in TensorFlow's gradients.
    Operand<TFloat32> rows = tf.reshape(output, tf.array(-1, classes));
    Operand<TInt32> flat = tf.reshape(Task.asClasses(labels), tf.array(-1));
    Operand<TFloat32> losses = SoftmaxOutput.losses(tf, rows, flat, classes, options);
    return tf.reshape(losses, tf.shape(Task.asClasses(labels)));
  }

  @Override
  public Operand<TFloat32> scores(GraphScope scope, Operand<TFloat32> output, Operand<?> labels) {
    return SoftmaxOutput.scores(scope.tf(), output, Task.asClasses(labels));
  }

  @Override
  public Operand<TFloat32> prediction(GraphScope scope, Operand<TFloat32> output) {
    Ops tf = scope.tf();
    Operand<TFloat32> rows = tf.reshape(output, tf.array(-1, classNames.size()));
    return tf.reshape(tf.nn.softmax(rows), tf.shape(output));
  }

  @Override
  public Optional<Operand<TInt64>> classes(GraphScope scope, Operand<TFloat32> output) {
    return Optional.of(SoftmaxOutput.classes(scope.tf(), output));
  }
}
