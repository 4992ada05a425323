package dev.unroll.train;

import dev.unroll.graph.Gradients;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Variable;
import dev.unroll.model.Endpoints;
import dev.unroll.model.ForwardPass;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.NoOp;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A way through a graph from the inputs of some number of steps to an update of the variables.
 *
 * @param steps of the inputs
 * @param labels placeholder of what is to be predicted
 * @param mix placeholders of the partners' labels and each row's own share [batch], where sequences
 *     are mixed
 * @param states that a run takes and gives
 * @param loss mean loss and penalty, a scalar
 * @param score mean of the task's metric over the batch, a scalar
 * @param update one optimizer step; a run that is not finite fails and changes nothing
 * @param gathering of gradients over the batches of a step, where it has several
 * @param gradients of the loss, as they come
 * @param taps of the layers' outputs
 * @param probe what looks inside, where somebody wants to
 */
public record TrainingPass(
    int steps,
    ForwardPass forward,
    Operand<?> labels,
    Optional<Mix> mix,
    List<GraphScope.CarriedState> states,
    Operand<TFloat32> loss,
    Operand<TFloat32> score,
    NoOp update,
    Optional<UpdateOps.Gathering> gathering,
    List<Optimizer.Gradient> gradients,
    List<GraphScope.Tap> taps,
    Optional<ProbeOps> probe) {

  /** Where the mixture of a row's targets comes in. */
  public record Mix(Operand<?> labels, Operand<TFloat32> share) {}

  /** Whether a run failed since loss or gradients were not finite; it has changed nothing then. */
  public static boolean isNotFinite(RuntimeException failure) {
    return String.valueOf(failure.getMessage()).contains(UpdateOps.NOT_FINITE);
  }

  /** The placeholder of the learning rate, a scalar. */
  public static Operand<TFloat32> learningRate(GraphScope scope) {
    return scope
        .tf()
        .withName(Endpoints.LEARNING_RATE)
        .placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  /**
   * Adds a pass.
   *
   * @param options of the loss
   * @param mixed whether sequences are mixed
   * @param probe what to look at
   */
  public static TrainingPass addTo(
      GraphScope scope,
      ModelSpec spec,
      TrainingSpec training,
      LossOptions options,
      Operand<TFloat32> learningRate,
      boolean mixed,
      Optional<Probe> probe) {
    Ops tf = scope.tf();
    int steps = spec.input().steps();
    Task task = spec.task();
    ForwardPass forward = ForwardPass.build(scope, spec);
    Operand<?> labels = labels(tf.withName(Endpoints.LABELS), task, steps);
    Operand<TFloat32> losses = task.losses(scope, forward.output(), labels, options);
    Optional<Mix> mix = Optional.empty();
    if (mixed) {
      Mix partner =
          new Mix(
              labels(tf, task, steps),
              tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE))));
      Operand<TFloat32> others = task.losses(scope, forward.output(), partner.labels, options);
      losses = tf.math.add(others, tf.math.mul(partner.share, tf.math.sub(losses, others)));
      mix = Optional.of(partner);
    }
    Operand<TFloat32> scores = task.scores(scope, forward.output(), labels);
    List<Variable> trainable = scope.variables().stream().filter(Variable::trainable).toList();
    Operand<TFloat32> loss =
        tf.withName(Endpoints.LOSS)
            .identity(penalize(tf, mean(tf, losses, task, forward, steps), trainable, training));
    boolean ofInputs = probe.isPresent() && probe.get().watches(Probe.Watch.INPUT_GRADIENTS);
    List<Operand<TFloat32>> raw = gradients(scope, loss, trainable, forward, ofInputs);
    List<Optimizer.Gradient> gradients = named(trainable, raw);
    UpdateOps updates = new UpdateOps(scope, training, loss, gradients);
    Optional<UpdateOps.Gathering> gathering =
        training.accumulate() > 1
            ? Optional.of(updates.ofSeveral(count(tf, losses, task, forward, steps), learningRate))
            : Optional.empty();
    NoOp update =
        gathering
            .map(UpdateOps.Gathering::update)
            .orElseGet(() -> updates.ofOneBatch(learningRate));
    return new TrainingPass(
        steps,
        forward,
        labels,
        mix,
        scope.states(),
        loss,
        mean(tf, scores, task, forward, steps),
        update,
        gathering,
        gradients,
        scope.taps(),
        probe.map(
            p ->
                new ProbeOps(
                    p,
                    scope,
                    spec,
                    gathering.map(UpdateOps.Gathering::gradients).orElse(gradients),
                    ofInputs ? Optional.of(raw.get(trainable.size())) : Optional.empty(),
                    update)));
  }

  private static Operand<?> labels(Ops tf, Task task, int steps) {
    return tf.placeholder(task.labelType(), Placeholder.shape(task.labelShape(steps)));
  }

  /** The mean over all rows, or over the steps of all rows before their padding. */
  private static Operand<TFloat32> mean(
      Ops tf, Operand<TFloat32> values, Task task, ForwardPass forward, int steps) {
    if (!task.perStep() || forward.lengths().isEmpty()) {
      return tf.math.mean(tf.reshape(values, tf.array(-1)), tf.constant(0));
    }
    Operand<TFloat32> mask = mask(tf, forward.lengths().get(), steps);
    return tf.math.div(sum(tf, tf.math.mul(values, mask)), sum(tf, mask));
  }

  /** How many numbers {@link #mean} is of. */
  private static Operand<TFloat32> count(
      Ops tf, Operand<TFloat32> values, Task task, ForwardPass forward, int steps) {
    return !task.perStep() || forward.lengths().isEmpty()
        ? tf.dtypes.cast(tf.size(values), TFloat32.class)
        : sum(tf, mask(tf, forward.lengths().get(), steps));
  }

  /** 1 for the steps before a row's padding, else 0 [batch, steps]. */
  private static Operand<TFloat32> mask(Ops tf, Operand<TInt32> lengths, int steps) {
    Operand<TInt32> all = tf.range(tf.constant(0), tf.constant(steps), tf.constant(1));
    return tf.dtypes.cast(
        tf.math.less(all, tf.expandDims(lengths, tf.constant(1))), TFloat32.class);
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> values) {
    return tf.sum(tf.reshape(values, tf.array(-1)), tf.constant(0));
  }

  private static Operand<TFloat32> penalize(
      Ops tf, Operand<TFloat32> loss, List<Variable> trainable, TrainingSpec training) {
    List<Operand<TFloat32>> penalties = new ArrayList<>();
    for (Variable variable : trainable) {
      if (training.l2().covers(variable)) {
        penalties.add(tf.nn.l2Loss(variable.value()));
      }
    }
    if (training.lambda() == 0 || penalties.isEmpty()) {
      return loss;
    }
    return tf.math.add(
        loss, tf.math.mul(tf.constant((float) training.lambda()), tf.math.addN(penalties)));
  }

  /** Of the variables, then of the inputs where they are watched. */
  private static List<Operand<TFloat32>> gradients(
      GraphScope scope,
      Operand<TFloat32> loss,
      List<Variable> trainable,
      ForwardPass forward,
      boolean ofInputs) {
    List<Operand<TFloat32>> xs = new ArrayList<>();
    trainable.forEach(variable -> xs.add(variable.value()));
    if (ofInputs) {
      xs.add(forward.inputs());
    }
    return Gradients.of(scope, loss, xs);
  }

  private static List<Optimizer.Gradient> named(
      List<Variable> trainable, List<Operand<TFloat32>> gradients) {
    List<Optimizer.Gradient> named = new ArrayList<>();
    for (int i = 0; i < trainable.size(); i++) {
      named.add(new Optimizer.Gradient(trainable.get(i), gradients.get(i)));
    }
    return named;
  }
}
