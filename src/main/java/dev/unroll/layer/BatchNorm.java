package dev.unroll.layer;

import static dev.unroll.check.Check.fraction;
import static dev.unroll.check.Check.positive;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Variable;
import dev.unroll.settings.Default;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/**
 * Centres and scales each channel: by the batch's mean and variance while training, whose moving
 * averages are kept, and by those averages otherwise; then {@code gamma x + beta}. Padding does not
 * count.
 *
 * <p>Variables: {@code batch_normalization/gamma}, {@code beta}, and {@code moving_mean}, {@code
 * moving_variance}, which no optimizer moves; all [channels].
 *
 * @param momentum share of the old average that a step keeps, in [0, 1)
 * @param epsilon added to the variance, greater than 0
 * @param trainable false to use the averages while training too and to leave gamma and beta
 * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy 2015</a>
 */
public record BatchNorm(
    @Default("0.99") double momentum,
    @Default("0.001") double epsilon,
    @Default("true") boolean trainable)
    implements Layer {

  public BatchNorm {
    fraction("batch-norm: momentum", momentum);
    positive("batch-norm: epsilon", epsilon);
  }

  /** As Keras has it. */
  public BatchNorm() {
    this(0.99, 0.001, true);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Ops tf = scope.tf();
    GraphScope names = scope.uniqueChild("batch_normalization");
    int channels = input.channels();
    Shape shape = Shape.of(channels);
    Operand<TFloat32> gamma = variable(names, "gamma", shape, new Initializer.Ones());
    Operand<TFloat32> beta = variable(names, "beta", shape, new Initializer.Zeros());
    Variable mean = names.untrained("moving_mean", shape, new Initializer.Zeros());
    Variable variance = names.untrained("moving_variance", shape, new Initializer.Ones());
    if (scope.plan().training() && trainable) {
      return input.mapValidRows(
          tf, channels, rows -> byBatch(scope, rows, channels, gamma, beta, mean, variance));
    }
    Operand<TFloat32> scale =
        tf.math.mul(
            gamma, tf.math.rsqrt(tf.math.add(variance.value(), tf.constant((float) epsilon))));
    Operand<TFloat32> shift = tf.math.sub(beta, tf.math.mul(mean.value(), scale));
    return input.mapRows(tf, channels, rows -> tf.math.add(tf.math.mul(rows, scale), shift));
  }

  private Operand<TFloat32> variable(
      GraphScope names, String name, Shape shape, Initializer initializer) {
    return trainable
        ? names.variable(name, shape, initializer)
        : names.untrained(name, shape, initializer).value();
  }

  private Operand<TFloat32> byBatch(
      GraphScope scope,
      Operand<TFloat32> rows,
      int channels,
      Operand<TFloat32> gamma,
      Operand<TFloat32> beta,
      Variable mean,
      Variable variance) {
    Ops tf = scope.tf();
    FusedBatchNorm<TFloat32, TFloat32> normalized =
        tf.nn.fusedBatchNorm(
            tf.reshape(rows, tf.array(-1, 1, 1, channels)),
            gamma,
            beta,
            tf.constant(new float[0]),
            tf.constant(new float[0]),
            FusedBatchNorm.epsilon((float) epsilon),
            FusedBatchNorm.isTraining(true));
    average(scope, mean, normalized.batchMean());
    average(scope, variance, normalized.batchVariance());
    return tf.reshape(normalized.y(), tf.array(-1, channels));
  }

  /** {@code average -= (1 - momentum) (average - value)}. */
  private void average(GraphScope scope, Variable average, Operand<TFloat32> value) {
    Ops tf = scope.tf();
    Operand<TFloat32> change =
        tf.math.mul(tf.math.sub(average.value(), value), tf.constant((float) (1 - momentum)));
    scope.update(sound -> sound.assignSubVariableOp(average.handle(), change));
  }
}
