package dev.unroll.convert.keras;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.keras.KerasWeights.Part;
import dev.unroll.convert.network.Module;
import dev.unroll.convert.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a Keras model ends. Its last dense layer is our output layer where it gives logits, numbers
 * or one sigmoid; whatever else ends a model is a layer like others, and its result is given on as
 * it is.
 *
 * @param before the layers before the output
 * @param dense the layer that becomes our output layer; empty for none
 * @param softmax that stands after it as a layer; empty for none
 * @param meaning of the outputs
 */
record KerasOutput(
    List<KerasNode> before,
    Optional<KerasLayer> dense,
    Optional<KerasLayer> softmax,
    Network.Meaning meaning) {

  private static final Set<String> NOTHING =
      Set.of("Dropout", "SpatialDropout1D", "SpatialDropout2D");

  KerasOutput {
    before = List.copyOf(before);
  }

  /** Looks at the last layers of a model. */
  static KerasOutput of(List<KerasNode> all) {
    List<KerasNode> nodes = new ArrayList<>(all);
    while (nodes.size() > 1 && doesNothing(last(nodes))) {
      nodes.remove(nodes.size() - 1);
    }
    String after = "linear";
    Optional<KerasLayer> softmax = Optional.empty();
    int end = nodes.size();
    if (end > 1 && last(nodes) instanceof KerasLayer layer && isFunction(layer)) {
      layer.unwrapped().requireUsual();
      after = functionOf(layer.unwrapped());
      softmax = after.equals("softmax") ? Optional.of(layer) : Optional.empty();
      do {
        end--;
      } while (end > 1 && doesNothing(nodes.get(end - 1)));
    }
    if (nodes.get(end - 1) instanceof KerasLayer holder
        && holder.unwrapped().type().equals("Dense")) {
      KerasLayer dense = holder.unwrapped();
      String own = dense.function("activation");
      boolean one = own.equals("linear") || after.equals("linear");
      String function = own.equals("linear") ? after : own;
      dense.require(
          !(own.equals("softmax") && after.equals("softmax")),
          "its softmax is followed by another one; expected one");
      Optional<Network.Meaning> meaning = meaning(function, dense.whole("units"));
      if (one && meaning.isPresent()) {
        return new KerasOutput(
            nodes.subList(0, end - 1), Optional.of(holder), softmax, meaning.get());
      }
    }
    return new KerasOutput(
        softmax.isPresent() ? nodes.subList(0, end) : nodes,
        Optional.empty(),
        softmax,
        softmax.isPresent() ? Network.Meaning.PROBABILITIES : Network.Meaning.NUMBERS);
  }

  private static KerasNode last(List<KerasNode> nodes) {
    return nodes.get(nodes.size() - 1);
  }

  private static boolean doesNothing(KerasNode node) {
    return node instanceof KerasLayer layer
        && (KerasSeries.isPassed(layer) || NOTHING.contains(layer.unwrapped().type()));
  }

  private static boolean isFunction(KerasLayer layer) {
    String type = layer.unwrapped().type();
    return type.equals("Softmax") || type.equals("Activation");
  }

  private static String functionOf(KerasLayer layer) {
    return layer.type().equals("Softmax") ? "softmax" : layer.function("activation");
  }

  private static Optional<Network.Meaning> meaning(String function, int units) {
    return switch (function) {
      case "linear" -> Optional.of(Network.Meaning.NUMBERS);
      case "softmax" -> Optional.of(Network.Meaning.PROBABILITIES);
      case "sigmoid" -> units == 1 ? Optional.of(Network.Meaning.SIGMOID) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /**
   * Adds the output layer's weights.
   *
   * @param series what comes before
   * @return with a count of 0 where there is no output layer
   */
  Network.Output add(
      KerasSeries series, KerasWeights weights, List<Module> modules, List<String> lines) {
    boolean perStep = series.value() != KerasValue.VECTOR;
    softmax.ifPresent(
        layer ->
            KerasLayers.requireLastAxis(
                layer.unwrapped(), series.value().rank(!layer.unwrapped().equals(layer))));
    if (dense.isEmpty()) {
      return new Network.Output(0, perStep, meaning);
    }
    KerasLayer holder = dense.get();
    KerasLayer layer = holder.unwrapped();
    layer.requireUsual();
    Part part = holder.type().equals("TimeDistributed") ? Part.INNER : Part.OWN;
    Map<String, Array> affine = KerasLayers.affine(layer, weights, holder, part);
    boolean sigmoid = meaning == Network.Meaning.SIGMOID;
    modules.add(
        sigmoid
            ? Module.twoClasses(holder.name(), affine)
            : Module.of(holder.name(), Module.Kind.DENSE, affine));
    lines.add(holder.line(sigmoid ? "output, two classes" : "output"));
    return new Network.Output(sigmoid ? 2 : layer.whole("units"), perStep, meaning);
  }
}
