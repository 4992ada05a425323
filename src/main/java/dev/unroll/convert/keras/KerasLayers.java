package dev.unroll.convert.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.keras.KerasWeights.Part;
import dev.unroll.convert.network.Module;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.BatchNorm;
import dev.unroll.layer.Conv1D;
import dev.unroll.layer.Conv2D;
import dev.unroll.layer.Dense;
import dev.unroll.layer.Dropout;
import dev.unroll.layer.Flatten;
import dev.unroll.layer.GlobalPool;
import dev.unroll.layer.Layer;
import dev.unroll.layer.LayerNorm;
import dev.unroll.layer.Padding;
import dev.unroll.layer.Pool1D;
import dev.unroll.layer.Pool2D;
import dev.unroll.layer.PoolKind;
import dev.unroll.layer.Repeat;
import dev.unroll.layer.SpatialDropout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keras' layers that are not recurrent as ours. */
final class KerasLayers {

  private static final Initializer KERNEL = new Initializer.GlorotUniform();

  private final KerasWeights weights;

  KerasLayers(KerasWeights weights) {
    this.weights = weights;
  }

  /**
   * Layers of ours for one of Keras'.
   *
   * @param layers one or more, of which one at most has weights
   * @param module its weights, where it has some
   * @param value what they give
   */
  record Converted(List<Layer> layers, Optional<Module> module, KerasValue value) {
    Converted {
      layers = List.copyOf(layers);
    }
  }

  /** Where a layer stands. */
  private record Place(KerasLayer layer, KerasLayer holder, boolean inside, KerasValue value) {

    Part part() {
      return inside ? Part.INNER : Part.OWN;
    }

    Converted plain(Layer made) {
      return new Converted(List.of(made), Optional.empty(), value);
    }

    Converted with(Layer made, Module.Kind kind, Map<String, Array> weights) {
      return new Converted(
          List.of(made), Optional.of(Module.of(holder.name(), kind, weights)), value);
    }

    /** Steps of what was a vector, or other steps. */
    Converted steps(Layer made) {
      layer.require(!inside, "inside TimeDistributed it has no counterpart");
      return new Converted(List.of(made), Optional.empty(), KerasValue.STEPS);
    }

    /** One vector is left of what was there; of an image inside TimeDistributed one a step. */
    Converted flat(Layer made) {
      return new Converted(
          List.of(made), Optional.empty(), inside ? KerasValue.STEPS : KerasValue.VECTOR);
    }
  }

  /**
   * Converts a layer.
   *
   * @param holder itself, or the TimeDistributed that it is inside
   * @param value what it takes
   * @throws dev.unroll.check.InputException where it has no exact counterpart
   */
  Converted convert(KerasLayer layer, KerasLayer holder, boolean inside, KerasValue value) {
    layer.requireUsual();
    Place place = new Place(layer, holder, inside, value);
    return switch (layer.type()) {
      case "Dense" ->
          place.with(
              new Dense(layer.whole("units"), layer.activation(), KERNEL),
              Module.Kind.DENSE,
              affine(layer, weights, holder, place.part()));
      case "Conv1D" -> conv1d(place);
      case "Conv2D" -> conv2d(place);
      case "BatchNormalization" -> batchNorm(place);
      case "LayerNormalization" -> layerNorm(place);
      case "MaxPooling1D" -> pool1d(place, PoolKind.MAX);
      case "AveragePooling1D" -> pool1d(place, PoolKind.AVERAGE);
      case "MaxPooling2D" -> pool2d(place, PoolKind.MAX);
      case "AveragePooling2D" -> pool2d(place, PoolKind.AVERAGE);
      case "GlobalMaxPooling1D", "GlobalMaxPooling2D" -> globalPool(place, PoolKind.MAX);
      case "GlobalAveragePooling1D", "GlobalAveragePooling2D" ->
          globalPool(place, PoolKind.AVERAGE);
      case "Flatten" -> place.flat(new Flatten());
      case "Dropout" -> place.plain(new Dropout(layer.number("rate", 0)));
      case "SpatialDropout1D", "SpatialDropout2D" ->
          place.plain(new SpatialDropout(layer.number("rate", 0)));
      case "Activation", "ReLU", "LeakyReLU", "ELU" -> place.plain(KerasActivations.of(layer));
      case "Rescaling" -> place.plain(KerasShapes.rescaling(layer));
      case "RepeatVector" -> {
        layer.require(value == KerasValue.VECTOR, "expected [batch, features] before it");
        yield place.steps(new Repeat(layer.whole("n")));
      }
      case "Reshape" -> {
        layer.require(value != KerasValue.FRAMES, "of images it has no counterpart");
        yield place.steps(KerasShapes.reshape(layer));
      }
      case "ZeroPadding1D" -> {
        layer.require(value == KerasValue.STEPS, "expected [batch, steps, features] before it");
        yield place.steps(KerasShapes.padding(layer));
      }
      default -> throw layer.refused(KerasRefusals.reason(layer.type()));
    };
  }

  /** {@code kernel} and {@code bias}, which is zero where there is none. */
  static Map<String, Array> affine(
      KerasLayer layer, KerasWeights weights, KerasLayer holder, Part part) {
    boolean biased = layer.flag("use_bias", true);
    Map<String, Array> given =
        weights.of(holder, part, biased ? List.of("kernel", "bias") : List.of("kernel"));
    Array kernel = given.get("kernel");
    layer.require(kernel.rank() >= 2, "expected a kernel, found shape " + kernel.shapeText());
    Array bias = biased ? given.get("bias") : Array.filled(0, kernel.size(kernel.rank() - 1));
    return Map.of("kernel", kernel, "bias", bias);
  }

  private Converted conv1d(Place place) {
    KerasLayer layer = place.layer;
    layer.require(!place.inside, "inside TimeDistributed it has no counterpart");
    layer.require(layer.size("groups", 1) == 1, "groups have no counterpart");
    int stride = layer.size("strides", 1);
    Conv1D conv =
        new Conv1D(
            layer.whole("filters"),
            layer.size("kernel_size", 1),
            stride,
            layer.size("dilation_rate", 1),
            padding(layer, stride),
            layer.activation(),
            KERNEL);
    return place.with(conv, Module.Kind.CONV1D, affine(layer, weights, place.holder, place.part()));
  }

  private Converted conv2d(Place place) {
    KerasLayer layer = place.layer;
    layer.require(place.inside, "expected it inside TimeDistributed, frame by frame");
    layer.require(layer.size("groups", 1) == 1, "groups have no counterpart");
    layer.require(layer.size("dilation_rate", 1) == 1, "dilation has no counterpart");
    Conv2D conv =
        new Conv2D(
            layer.whole("filters"),
            layer.size("kernel_size", 1),
            layer.size("strides", 1),
            imagePadding(layer),
            layer.activation(),
            KERNEL);
    return place.with(conv, Module.Kind.CONV2D, affine(layer, weights, place.holder, place.part()));
  }

  /** Keras aligns a stride as TensorFlow does; without one both are the same. */
  private static Padding padding(KerasLayer layer, int stride) {
    return switch (layer.text("padding", "valid")) {
      case "valid" -> Padding.VALID;
      case "causal" -> Padding.CAUSAL;
      case "same" -> stride == 1 ? Padding.SAME : Padding.SAME_TENSORFLOW;
      default ->
          throw layer.refused(
              "padding '" + layer.text("padding", "") + "': expected valid, same or causal");
    };
  }

  private static Padding imagePadding(KerasLayer layer) {
    Padding padding = padding(layer, 1);
    layer.require(padding != Padding.CAUSAL, "padding causal is for time");
    return padding;
  }

  private static Converted pool1d(Place place, PoolKind kind) {
    KerasLayer layer = place.layer;
    layer.require(!place.inside, "inside TimeDistributed it has no counterpart");
    int size = layer.size("pool_size", 2);
    int stride = layer.size("strides", size);
    return place.plain(new Pool1D(kind, size, stride, padding(layer, stride)));
  }

  private static Converted pool2d(Place place, PoolKind kind) {
    KerasLayer layer = place.layer;
    layer.require(place.inside, "expected it inside TimeDistributed, frame by frame");
    int size = layer.size("pool_size", 2);
    return place.plain(new Pool2D(kind, size, layer.size("strides", size), imagePadding(layer)));
  }

  private static Converted globalPool(Place place, PoolKind kind) {
    KerasLayer layer = place.layer;
    layer.requireOff("keepdims", "its result has axes of size 1");
    layer.require(
        place.inside == layer.type().endsWith("2D"),
        "expected it "
            + (place.inside
                ? "outside TimeDistributed"
                : "inside TimeDistributed, frame by frame"));
    return place.flat(new GlobalPool(kind));
  }

  private Converted batchNorm(Place place) {
    KerasLayer layer = place.layer;
    requireLastAxis(layer, place.value.rank(place.inside));
    layer.requireOff("renorm", "it has no counterpart");
    Map<String, Array> filled = scaled(place, List.of("moving_mean", "moving_variance"));
    BatchNorm norm =
        new BatchNorm(
            layer.number("momentum", 0.99),
            layer.number("epsilon", 0.001),
            layer.flag("trainable", true));
    return place.with(norm, Module.Kind.BATCH_NORM, filled);
  }

  private Converted layerNorm(Place place) {
    KerasLayer layer = place.layer;
    requireLastAxis(layer, place.value.rank(place.inside));
    layer.requireOff("rms_scaling", "it has no counterpart");
    layer.require(
        layer.flag("center", true) || layer.flag("scale", true),
        "without center and scale its number of features is not in the file");
    return place.with(
        new LayerNorm(layer.number("epsilon", 0.001)),
        Module.Kind.LAYER_NORM,
        scaled(place, List.of()));
  }

  /** With gamma 1 and beta 0 where the layer has none. */
  private Map<String, Array> scaled(Place place, List<String> more) {
    KerasLayer layer = place.layer;
    List<String> names = new ArrayList<>();
    if (layer.flag("scale", true)) {
      names.add("gamma");
    }
    if (layer.flag("center", true)) {
      names.add("beta");
    }
    names.addAll(more);
    Map<String, Array> filled = new HashMap<>(weights.of(place.holder, place.part(), names));
    long[] shape = filled.get(names.get(0)).shape();
    filled.putIfAbsent("gamma", Array.filled(1, shape));
    filled.putIfAbsent("beta", Array.filled(0, shape));
    return filled;
  }

  /** Checks that statistics are those of the last axis. */
  static void requireLastAxis(KerasLayer layer, int rank) {
    JsonNode axis = layer.config().path("axis");
    JsonNode one = axis.isArray() && axis.size() == 1 ? axis.get(0) : axis;
    layer.require(
        one.isMissingNode() || one.asInt(0) == -1 || one.asInt(0) == rank - 1,
        "axis " + axis + ": expected the last one");
  }
}
