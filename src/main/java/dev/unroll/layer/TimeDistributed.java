package dev.unroll.layer;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The same layers at every step: [batch, steps, height, width, channels] or [batch, steps,
 * features], each step as a row of its own, to what the layers make of it, at every step. Padding
 * is left out, so that it costs nothing and no statistics see it.
 *
 * @param layers applied to each step
 */
public record TimeDistributed(List<Layer> layers) implements Layer {

  public TimeDistributed {
    layers = listOf("time-distributed: layers", layers);
    that(!layers.isEmpty(), "time-distributed: expected one layer or more, got none");
  }

  /** Layers one after the other. */
  public TimeDistributed(Layer... layers) {
    this(List.of(layers));
  }

  @Override
  public List<Layer> children() {
    return layers;
  }

  /** Layers that make steps of a step would go on from the state of the step before. */
  @Override
  public boolean stepwise() {
    return layers.stream().noneMatch(TimeDistributed::makesSteps);
  }

  private static boolean makesSteps(Layer layer) {
    return layer instanceof Reshape
        || layer instanceof Repeat
        || layer.children().stream().anyMatch(TimeDistributed::makesSteps);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Ops tf = scope.tf();
    if (input instanceof Value.Frames frames) {
      Value.Steps steps = frames.steps();
      int height = frames.height();
      int width = frames.width();
      int channels = frames.channels();
      return distribute(
          scope,
          steps,
          rows ->
              new Value.Image(
                  tf.reshape(rows, tf.array(-1, height, width, channels)),
                  height,
                  width,
                  channels));
    }
    Value.Steps steps = requireSteps(input);
    return distribute(scope, steps, rows -> new Value.Vector(rows, steps.features()));
  }

  /** What a step's features are to the layers. */
  @FunctionalInterface
  private interface Step {
    /**
     * @param rows [steps of all rows, features]
     */
    Value of(Operand<TFloat32> rows);
  }

  private Value distribute(GraphScope scope, Value.Steps steps, Step step) {
    Ops tf = scope.tf();
    int count = steps.count();
    Operand<TFloat32> rows = steps.joined(tf).rows();
    Optional<ValidSteps> valid = steps.lengths().map(lengths -> ValidSteps.of(tf, lengths, count));
    Operand<TFloat32> all =
        valid
            .<Operand<TFloat32>>map(v -> v.take(rows, steps.features()))
            .orElseGet(() -> tf.reshape(rows, tf.array(-1, steps.features())));
    Value made = Layer.buildAll(scope, layers, step.of(all));
    int features = made.features();
    Operand<TFloat32> flat;
    if (made instanceof Value.Vector vector) {
      flat = vector.tensor();
    } else if (made instanceof Value.Image image) {
      flat = tf.reshape(image.tensor(), tf.array(-1, features));
    } else {
      throw failure(
          "layer 'time-distributed' expects its layers to give a vector or an image at every step,"
              + " but they give %s",
          made.shape());
    }
    Operand<TFloat32> together =
        valid
            .<Operand<TFloat32>>map(v -> v.put(flat, features))
            .orElseGet(() -> tf.reshape(flat, tf.array(-1, count, features)));
    Value.Steps everyStep =
        new Value.Steps(
            List.of(Series.ofRows(tf, together, count)),
            features,
            steps.lengths(),
            Value.Steps.Padding.ZEROS);
    return made instanceof Value.Image image
        ? new Value.Frames(everyStep, image.height(), image.width(), image.channels())
        : everyStep;
  }
}
