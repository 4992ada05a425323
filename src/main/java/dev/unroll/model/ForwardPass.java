package dev.unroll.model;

import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import dev.unroll.data.FrameSize;
import dev.unroll.data.Normalizer;
import dev.unroll.graph.GraphScope;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Series;
import dev.unroll.layer.Transform;
import dev.unroll.layer.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What training and inference graphs share: from the inputs to the output.
 *
 * @param inputs placeholder [batch, steps, features], raw units
 * @param lengths placeholder [batch] where lengths vary
 * @param features what the output layer takes
 * @param output logits [batch, classes] or [batch, steps, classes], or numbers [batch, numbers]
 */
public record ForwardPass(
    Operand<TFloat32> inputs,
    Optional<Operand<TInt32>> lengths,
    Value features,
    Operand<TFloat32> output) {

  private static final String OUTPUT = "output";

  /** Adds the model to the graph of {@code scope}. */
  public static ForwardPass build(GraphScope scope, ModelSpec spec) {
    Ops tf = scope.tf();
    Value.Steps raw = inputs(scope, spec.input());
    Value value = prepared(scope, spec, raw);
    Value made = Layer.buildAll(scope, spec.layers(), value);
    Task task = spec.task();
    Operand<TFloat32> output =
        scope.part("output", () -> task.output(scope, made, raw), o -> task.outputShape(made));
    String name = task.predictionName().equals(Endpoints.PROBABILITIES) ? Endpoints.LOGITS : OUTPUT;
    return new ForwardPass(
        raw.joined(tf).rows(), raw.lengths(), made, tf.withName(name).identity(output));
  }

  /** The placeholders. */
  static Value.Steps inputs(GraphScope scope, InputSpec input) {
    Ops tf = scope.tf();
    Shape shape = Shape.of(Shape.UNKNOWN_SIZE, input.steps(), input.features());
    Operand<TFloat32> inputs =
        tf.withName(Endpoints.INPUTS).placeholder(TFloat32.class, Placeholder.shape(shape));
    Optional<Operand<TInt32>> lengths =
        input.variableLength()
            ? Optional.of(
                tf.withName(Endpoints.LENGTHS)
                    .placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE))))
            : Optional.empty();
    return new Value.Steps(Series.ofRows(tf, inputs, input.steps()), input.features(), lengths);
  }

  /** Transformed and normalised inputs. */
  private static Value prepared(GraphScope scope, ModelSpec spec, Value.Steps raw) {
    Ops tf = scope.tf();
    Value value = transformed(scope, spec.transforms(), spec.input(), raw);
    if (spec.normalizer().isEmpty()) {
      return value;
    }
    Normalizer normalizer = spec.normalizer().get();
    float[] mean = Floats.toArray(normalizer.mean());
    float[] scale = Floats.toArray(normalizer.deviation().stream().map(d -> 1 / d).toList());
    return value.mapRows(
        tf,
        value.channels(),
        rows -> tf.math.mul(tf.math.sub(rows, tf.constant(mean)), tf.constant(scale)));
  }

  /** What transforms make of the inputs. */
  static Value transformed(
      GraphScope scope, List<Transform> transforms, InputSpec input, Value.Steps raw) {
    Value value = image(input, raw);
    for (Transform transform : transforms) {
      int variables = scope.variables().size();
      value = Layer.buildAll(scope, List.of(transform), value);
      that(
          scope.variables().size() == variables,
          "transform '%s' has variables, but nothing trains before the normalisation; put it among"
              + " the layers",
          transform.label());
      Value.Steps steps =
          value instanceof Value.Frames frames
              ? frames.steps()
              : value instanceof Value.Steps plain ? plain : null;
      that(
          steps != null && steps.count() == raw.count(),
          "transform '%s' gives %s, but a transform keeps all %d steps; put it among the layers",
          transform.label(),
          value.shape(),
          raw.count());
    }
    return value;
  }

  /** Steps as images, where they are. */
  private static Value image(InputSpec input, Value.Steps raw) {
    if (input.frame().isEmpty()) {
      return raw;
    }
    FrameSize frame = input.frame().get();
    return new Value.Frames(raw, frame.height(), frame.width(), input.channels());
  }
}
