package dev.unroll.convert.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.keras.KerasWeights.Part;
import dev.unroll.data.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keras' {@code Normalization}: {@code (x - mean) / max(sqrt(variance), 1e-7)}. */
final class KerasNormalization {

  private static final float LEAST_DEVIATION = 1e-7f;

  private KerasNormalization() {}

  /**
   * The normaliser of a layer.
   *
   * @param features that it has a mean of
   */
  static Normalizer read(KerasLayer layer, KerasWeights weights, int features, KerasValue value) {
    layer.requireUsual();
    layer.requireOff("invert", "it undoes a normalisation");
    KerasLayers.requireLastAxis(layer, value.rank(false));
    List<Double> mean;
    List<Double> variance;
    JsonNode given = layer.config().path("mean");
    if (given.isNumber() || given.isArray()) {
      mean = numbers(layer, given, features);
      variance = numbers(layer, layer.config().path("variance"), features);
    } else {
      Map<String, Array> fitted = weights.of(layer, Part.OWN, List.of("mean", "variance", "count"));
      mean = numbers(layer, fitted.get("mean"), features);
      variance = numbers(layer, fitted.get("variance"), features);
    }
    List<Double> deviation =
        variance.stream()
            .map(v -> (double) Math.max((float) Math.sqrt(v), LEAST_DEVIATION))
            .toList();
    return new Normalizer(mean, deviation);
  }

  private static List<Double> numbers(KerasLayer layer, Array array, int features) {
    layer.require(
        array.is(features), "expected statistics [" + features + "], found " + array.shapeText());
    List<Double> numbers = new ArrayList<>();
    for (float value : array.values()) {
      numbers.add((double) value);
    }
    return numbers;
  }

  /** One number for all features, or a number for each, in lists of one. */
  private static List<Double> numbers(KerasLayer layer, JsonNode given, int features) {
    List<Double> numbers = new ArrayList<>();
    collect(given, numbers, 0);
    layer.require(
        numbers.size() == 1 || numbers.size() == features,
        "expected statistics of " + features + " features, found " + numbers.size());
    while (numbers.size() < features) {
      numbers.add(numbers.get(0));
    }
    return numbers;
  }

  private static void collect(JsonNode node, List<Double> numbers, int depth) {
    if (node.isNumber()) {
      numbers.add((double) (float) node.asDouble());
    } else if (depth < 8) {
      node.forEach(child -> collect(child, numbers, depth + 1));
    }
  }
}
