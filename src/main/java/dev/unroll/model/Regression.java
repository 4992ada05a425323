package dev.unroll.model;

import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import dev.unroll.data.Normalizer;
import dev.unroll.data.Target;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.Value;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Numbers of a sequence: {@code y = (x W + b) * deviation + mean}, or that added to the naive
 * forecast, with the mean and deviation that the targets, or their changes, have in training.
 *
 * <p>{@code W} [features, numbers] and {@code b} [numbers] are named as those of {@link
 * Classification}.
 *
 * @param target the numbers
 * @param scale mean and deviation of each number, or of its difference to the naive forecast
 * @param change whether the difference to the naive forecast is what the last layer gives
 * @param loss what an error costs, in deviations
 * @param kernel how {@code W} begins
 * @param bias how {@code b} begins
 */
public record Regression(
    Target.Numbers target,
    Normalizer scale,
    boolean change,
    RegressionLoss loss,
    Initializer kernel,
    Initializer bias)
    implements Task {

  public Regression {
    present("regression: loss", loss);
    present("regression: kernel", kernel);
    present("regression: bias", bias);
    that(
        scale.features() == target.names().size(),
        "regression: expected a scale for each of %s, got %d",
        target.names(),
        scale.features());
    that(
        !change || target.hasNaive(),
        "regression: the data have no naive forecast to predict the change of; set predictChange to"
            + " false");
  }

  @Override
  public String predictionName() {
    return Endpoints.PREDICTIONS;
  }

  @Override
  public Operand<TFloat32> output(GraphScope scope, Value input, Value raw) {
    Value.Vector vector = Task.requireVector(input);
    Ops tf = scope.tf();
    int numbers = target.names().size();
    Operand<TFloat32> plain =
        SoftmaxOutput.affine(scope, vector.tensor(), vector.features(), numbers, kernel, bias);
    Operand<TFloat32> scaled =
        tf.math.add(
            tf.math.mul(plain, tf.constant(Floats.toArray(scale.deviation()))),
            tf.constant(Floats.toArray(scale.mean())));
    if (!change) {
      return scaled;
    }
    Operand<TFloat32> last = ((Value.Steps) raw).lastValid(tf);
    Operand<TFloat32> naive = tf.slice(last, tf.array(0, target.naive()), tf.array(-1, 1));
    return tf.math.add(scaled, naive);
  }

  @Override
  public String outputShape(Value input) {
    return "[batch, " + target.names().size() + "]";
  }

  @Override
  public Class<TFloat32> labelType() {
    return TFloat32.class;
  }

  @Override
  public Shape labelShape(int steps) {
    return Shape.of(Shape.UNKNOWN_SIZE, target.names().size());
  }

  @Override
  public Operand<TFloat32> losses(
      GraphScope scope, Operand<TFloat32> output, Operand<?> labels, LossOptions options) {
    Ops tf = scope.tf();
    Operand<TFloat32> errors = tf.math.sub(output, Task.asNumbers(labels));
    Operand<TFloat32> scaled = tf.math.div(errors, tf.constant(Floats.toArray(scale.deviation())));
    return tf.math.mean(loss.of(tf, scaled), tf.constant(1));
  }

  @Override
  public Operand<TFloat32> scores(GraphScope scope, Operand<TFloat32> output, Operand<?> labels) {
    Ops tf = scope.tf();
    return tf.math.mean(tf.math.abs(tf.math.sub(output, Task.asNumbers(labels))), tf.constant(1));
  }
}
