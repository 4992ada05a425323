package dev.unroll.layer;

import static dev.unroll.check.Check.failure;

import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Kernels;
import dev.unroll.settings.Kinds;
import java.util.List;
import java.util.stream.Stream;

/**
 * A layer: a description that can be built into any graph. Layers of others are {@link
 * CustomLayer}s.
 */
public sealed interface Layer
    permits Recurrent,
        Readout,
        AttentionPool,
        Conv1D,
        Conv2D,
        Pool1D,
        Pool2D,
        GlobalPool,
        BatchNorm,
        LayerNorm,
        Dropout,
        SpatialDropout,
        Dense,
        Activation,
        Flatten,
        TimeDistributed,
        Residual,
        Parallel,
        Fold,
        Repeat,
        Reshape,
        Rescale,
        Pad,
        Transform,
        CustomLayer {

  /** As in messages and tables: the name in recipes, such as {@code recurrent}. */
  default String label() {
    return Kinds.label(getClass());
  }

  /** How the layer is computed in a graph of {@code plan}: not every cell has a fused kernel. */
  default Kernels kernels(GraphPlan plan) {
    return plan.kernels();
  }

  /** The layers inside this one, in order. */
  default List<Layer> children() {
    return List.of();
  }

  /** This layer and all that are inside it, at any depth. */
  default Stream<Layer> withChildren() {
    return Stream.concat(Stream.of(this), children().stream().flatMap(Layer::withChildren));
  }

  /** Whether parts of the layer can be computed side by side. */
  default boolean hasBranches() {
    return children().stream().anyMatch(Layer::hasBranches);
  }

  /** Whether one step at a time will do: the layer looks at single steps or carries a state. */
  default boolean stepwise() {
    return true;
  }

  /**
   * Whether what a layer makes of a row depends on how far its batch is padded. Nobody means that
   * where sequences differ in length, so that no model is trained with one there.
   */
  default boolean readsPadding() {
    return children().stream().anyMatch(Layer::readsPadding);
  }

  /**
   * Adds the layer's variables and operations to the graph.
   *
   * @throws dev.unroll.check.InputException where {@code input} is not what the layer takes
   */
  Value build(GraphScope scope, Value input);

  /** Adds layers one after the other, each a part of the graph. */
  static Value buildAll(GraphScope scope, List<? extends Layer> layers, Value input) {
    Value value = input;
    for (Layer layer : layers) {
      Value before = value;
      boolean unrolled = layer.kernels(scope.plan()) != scope.plan().kernels();
      String name = unrolled ? unrolled(layer.label()) : layer.label();
      Value after = scope.part(name, () -> layer.build(scope, before), Value::shape);
      scope.tap(layer.label(), () -> after.validRows(scope.tf()));
      value = after;
    }
    return value;
  }

  /** How a graph names the part of a layer that runs unrolled where others do not. */
  static String unrolled(String label) {
    return label + ", static kernels";
  }

  /** {@code input} as a value at every step, which this layer takes. */
  default Value.Steps requireSteps(Value input) {
    if (input instanceof Value.Steps steps) {
      return steps;
    }
    throw failure(
        "layer '%s' takes [batch, steps, features], but the layer before it gives %s; %s",
        label(), input.shape(), input instanceof Value.Vector ? BEFORE_READOUT : TO_STEPS);
  }

  /** {@code input} as images, which this layer takes. */
  default Value.Image requireImage(Value input) {
    if (input instanceof Value.Image image) {
      return image;
    }
    throw failure(
        "layer '%s' takes [batch, height, width, channels], but the layer before it gives %s; %s",
        label(),
        input.shape(),
        input instanceof Value.Frames
            ? "put it inside {type: time-distributed, layers: [...]} to take frame by frame"
            : "it is made for images");
  }

  /** What to do where steps are over. */
  String BEFORE_READOUT = "put it before the readout";

  /** What to do where steps are images. */
  String TO_STEPS =
      "put {type: flatten} before it, or {type: time-distributed} with layers that end in a vector";
}
