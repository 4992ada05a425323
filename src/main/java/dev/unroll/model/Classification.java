package dev.unroll.model;

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
  public Target target() {
    return new Target.OneClass(classNames);
  }

  @Override
  public String predictionName() {
    return Endpoints.PROBABILITIES;
  }

  @Override
  public Operand<TFloat32> output(GraphScope scope, Value input, Value raw) {
    Value.Vector vector = Task.requireVector(input);
    return SoftmaxOutput.affine(
        scope, vector.tensor(), vector.features(), classNames.size(), kernel, bias);
  }

  @Override
  public String outputShape(Value input) {
    return "[batch, " + classNames.size() + "]";
  }

  @Override
  public Class<TInt32> labelType() {
    return TInt32.class;
  }

  @Override
  public Shape labelShape(int steps) {
    return Shape.of(Shape.UNKNOWN_SIZE);
  }

  @Override
  public Operand<TFloat32> losses(
      GraphScope scope, Operand<TFloat32> output, Operand<?> labels, LossOptions options) {
    return SoftmaxOutput.losses(
        scope.tf(), output, Task.asClasses(labels), classNames.size(), options);
  }

  @Override
  public Operand<TFloat32> scores(GraphScope scope, Operand<TFloat32> output, Operand<?> labels) {
    return SoftmaxOutput.scores(scope.tf(), output, Task.asClasses(labels));
  }

  @Override
  public Operand<TFloat32> prediction(GraphScope scope, Operand<TFloat32> output) {
    return scope.tf().nn.softmax(output);
  }

  @Override
  public Optional<Operand<TInt64>> classes(GraphScope scope, Operand<TFloat32> output) {
    return Optional.of(SoftmaxOutput.classes(scope.tf(), output));
  }
}
