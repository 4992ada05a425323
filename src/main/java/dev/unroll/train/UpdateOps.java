package dev.unroll.train;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.NoOp;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.types.TFloat32;

/**
 * What follows the gradients: they are checked, summed over the batches of a step, clipped, applied
 * and the moving average of the weights moved on.
 *
 * <p>A run whose loss or gradients are not finite fails with {@link #NOT_FINITE} before anything is
 * changed: every change waits for the check.
 */
final class UpdateOps {

  /** What the failure of such a run says. */
  static final String NOT_FINITE = "loss or gradients not finite: the step is not taken";

  /** What the name of a variable's moving average ends with, as TensorFlow's does. */
  static final String AVERAGE = "/ExponentialMovingAverage";

  private static final String SUM = "/GradientSum";
  private static final String COUNT = "gradient_count";

  private final GraphScope scope;
  private final Ops tf;
  private final TrainingSpec training;
  private final List<Optimizer.Gradient> raw;
  private final Operand<TFloat32> half;

  /** Adds operations that run only if the check holds. */
  private final Ops sound;

  /** What layers move otherwise, such as averages over batches. */
  private final List<Op> ofLayers;

  /**
   * Begins with the check.
   *
   * @param gradients as they come
   */
  UpdateOps(
      GraphScope scope,
      TrainingSpec training,
      Operand<TFloat32> loss,
      List<Optimizer.Gradient> gradients) {
    this.scope = scope;
    this.tf = scope.tf();
    this.training = training;
    this.raw = gradients;
    this.half = halfOfSquares(gradients);
    this.sound =
        tf.withControlDependencies(
            tf.debugging.checkNumerics(tf.stack(List.of(loss, half)), NOT_FINITE));
    this.ofLayers = scope.updates(sound);
  }

  /** One optimizer step by the gradients of this batch alone. */
  NoOp ofOneBatch(Operand<TFloat32> learningRate) {
    List<Optimizer.Gradient> applied = new ArrayList<>();
    if (training.clipNorm() > 0) {
      applied.addAll(clipped(sound, raw, half));
    } else {
      raw.forEach(g -> applied.add(with(g, sound.identity(g.value()))));
    }
    return update(applied, learningRate, List.of());
  }

  /**
   * Sums of gradients from batch to batch of a step.
   *
   * @param add adds those of this batch to them, for all batches but the last
   * @param update one optimizer step by the mean of them and of this batch, which is the last
   * @param gradients that it goes by, before clipping
   * @param count numbers that the loss of this batch is the mean of, a scalar
   * @param sums variables that are zeros between two steps
   */
  record Gathering(
      Op add,
      NoOp update,
      List<Optimizer.Gradient> gradients,
      Operand<TFloat32> count,
      List<Variable> sums) {}

  /**
   * A step of several batches, each weighing as much as it has rows, or steps before their padding.
   *
   * @param count numbers that the loss is the mean of, a scalar
   */
  Gathering ofSeveral(Operand<TFloat32> count, Operand<TFloat32> learningRate) {
    Variable counted = scope.untrained(COUNT, Shape.scalar(), new Initializer.Zeros());
    Operand<TFloat32> all = sound.math.add(counted.value(), count);
    List<Variable> sums = new ArrayList<>(List.of(counted));
    List<Op> adds = new ArrayList<>(ofLayers);
    adds.add(sound.assignAddVariableOp(counted.handle(), count));
    List<Optimizer.Gradient> means = new ArrayList<>();
    for (Optimizer.Gradient gradient : raw) {
      Variable variable = gradient.variable();
      Variable sum =
          scope.untrained(variable.name() + SUM, variable.shape(), new Initializer.Zeros());
      Operand<TFloat32> share = sound.math.mul(gradient.value(), count);
      sums.add(sum);
      adds.add(sound.assignAddVariableOp(sum.handle(), share));
      means.add(with(gradient, sound.math.div(sound.math.add(sum.value(), share), all)));
    }
    List<Optimizer.Gradient> applied =
        training.clipNorm() > 0 ? clipped(sound, means, halfOfSquares(means)) : means;
    return new Gathering(
        tf.withControlDependencies(adds).noOp(),
        update(applied, learningRate, sums),
        means,
        count,
        sums);
  }

  /** The optimizer's step, and what comes after it. */
  private NoOp update(
      List<Optimizer.Gradient> gradients, Operand<TFloat32> learningRate, List<Variable> cleared) {
    List<Op> all = new ArrayList<>(training.optimizer().apply(scope, gradients, learningRate));
    all.addAll(ofLayers);
    Ops after = tf.withControlDependencies(all);
    for (Variable variable : cleared) {
      all.add(after.assignVariableOp(variable.handle(), tf.zerosLike(variable.value())));
    }
    if (training.averageWeights() > 0) {
      gradients.forEach(gradient -> all.add(average(after, gradient.variable())));
    }
    return tf.withControlDependencies(all).withName("train").noOp();
  }

  /** {@code average -= (1 - decay) (average - value)}. */
  private Op average(Ops after, Variable variable) {
    Variable average = scope.untrained(variable.name() + AVERAGE, variable);
    Operand<TFloat32> moved =
        ReadVariableOp.create(after.scope(), variable.handle(), TFloat32.class);
    Operand<TFloat32> change =
        tf.math.mul(
            tf.math.sub(average.value(), moved),
            tf.constant((float) (1 - training.averageWeights())));
    return tf.assignSubVariableOp(average.handle(), change);
  }

  /** Half of the squared norm of all gradients together. */
  private Operand<TFloat32> halfOfSquares(List<Optimizer.Gradient> gradients) {
    List<Operand<TFloat32>> halves = new ArrayList<>();
    gradients.forEach(gradient -> halves.add(tf.nn.l2Loss(gradient.value())));
    return tf.math.addN(halves);
  }

  /**
   * Scales all gradients by {@code min(1, bound / norm)}, {@code norm} being that of all together.
   */
  private List<Optimizer.Gradient> clipped(
      Ops ops, List<Optimizer.Gradient> gradients, Operand<TFloat32> halfOfSquares) {
    Operand<TFloat32> norm = tf.math.sqrt(tf.math.mul(tf.constant(2f), halfOfSquares));
    Operand<TFloat32> limit = tf.constant((float) training.clipNorm());
    Operand<TFloat32> scale = tf.math.div(limit, tf.math.maximum(norm, limit));
    List<Optimizer.Gradient> clipped = new ArrayList<>();
    gradients.forEach(g -> clipped.add(with(g, ops.math.mul(g.value(), scale))));
    return clipped;
  }

  private static Optimizer.Gradient with(Optimizer.Gradient gradient, Operand<TFloat32> value) {
    return new Optimizer.Gradient(gradient.variable(), value);
  }

  /** The name of the variable that {@code name} is the moving average of, where it is one. */
  static Optional<String> averaged(String name) {
    return name.endsWith(AVERAGE)
        ? Optional.of(name.substring(0, name.length() - AVERAGE.length()))
        : Optional.empty();
  }
}
