package dev.unroll.model;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.present;

import dev.unroll.data.Target;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.Value;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Numbers at every step, such as an autoencoder gives: {@code y_t = x_t W + b} with the same W and
 * b at every step.
 *
 * <p>{@code W} [features, numbers] and {@code b} [numbers] are named as those of {@link
 * Classification}.
 *
 * @param target the numbers
 * @param loss what an error costs
 * @param kernel how {@code W} begins
 * @param bias how {@code b} begins
 */
public record StepRegression(
    Target.NumbersPerStep target, RegressionLoss loss, Initializer kernel, Initializer bias)
    implements Task {

  public StepRegression {
    present("regression: target", target);
    present("regression: loss", loss);
    present("regression: kernel", kernel);
    present("regression: bias", bias);
  }

  @Override
  public String predictionName() {
    return Endpoints.PREDICTIONS;
  }

  @Override
  public boolean perStep() {
    return true;
  }

  private int numbers() {
    return target.names().size();
  }

  @Override
  public Operand<TFloat32> output(GraphScope scope, Value input, Value raw) {
    int steps = target.rows(raw instanceof Value.Steps all ? all.count() : 0);
    if (!(input instanceof Value.Steps last) || last.count() != steps) {
      throw failure(
          "model: numbers at every one of %d steps are to be predicted, but the last layer gives %s",
          steps, input.shape());
    }
    Ops tf = scope.tf();
    Operand<TFloat32> rows = tf.reshape(last.joined(tf).rows(), tf.array(-1, last.features()));
    Operand<TFloat32> plain =
        SoftmaxOutput.affine(scope, rows, last.features(), numbers(), kernel, bias);
    return tf.reshape(plain, tf.array(-1, steps, numbers()));
  }

  @Override
  public String outputShape(Value input) {
    int steps = input instanceof Value.Steps all ? all.count() : 0;
    return "[batch, " + steps + ", " + numbers() + "]";
  }

  @Override
  public Class<TFloat32> labelType() {
    return TFloat32.class;
  }

  @Override
  public Shape labelShape(int steps) {
    return Shape.of(Shape.UNKNOWN_SIZE, target.rows(steps), numbers());
  }

  @Override
  public Operand<TFloat32> losses(
      GraphScope scope, Operand<TFloat32> output, Operand<?> labels, LossOptions options) {
    Ops tf = scope.tf();
    Operand<TFloat32> errors = tf.math.sub(output, Task.asNumbers(labels));
    return tf.math.mean(loss.of(tf, errors), tf.constant(2));
  }

  @Override
  public Operand<TFloat32> scores(GraphScope scope, Operand<TFloat32> output, Operand<?> labels) {
    Ops tf = scope.tf();
    return tf.math.mean(tf.math.abs(tf.math.sub(output, Task.asNumbers(labels))), tf.constant(2));
  }
}
