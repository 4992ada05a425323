package dev.unroll.convert.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.layer.Pad;
import dev.unroll.layer.Rescale;
import dev.unroll.layer.Reshape;
import java.util.ArrayList;
import java.util.List;

/** Keras' layers that move or scale numbers. */
final class KerasShapes {

  private KerasShapes() {}

  /** {@code x * scale + offset}. */
  static Rescale rescaling(KerasLayer layer) {
    return new Rescale(numbers(layer, "scale"), numbers(layer, "offset"));
  }

  private static List<Double> numbers(KerasLayer layer, String key) {
    JsonNode node = layer.config().path(key);
    // Keras 3 writes arrays as objects with a list.
    JsonNode list = node.isObject() ? node.path("config").path("value") : node;
    List<Double> numbers = new ArrayList<>();
    if (list.isNumber()) {
      numbers.add(list.asDouble());
    }
    for (JsonNode each : list) {
      layer.require(each.isNumber(), key + ": expected numbers, found " + node);
      numbers.add(each.asDouble());
    }
    layer.require(!numbers.isEmpty(), key + ": expected a number, found " + node);
    return numbers;
  }

  /** Steps of zeros at both ends. */
  static Pad padding(KerasLayer layer) {
    JsonNode node = layer.config().path("padding");
    JsonNode before = node.isArray() ? node.path(0) : node;
    JsonNode after = node.isArray() ? node.path(1) : node;
    layer.require(
        before.isIntegralNumber()
            && after.isIntegralNumber()
            && before.canConvertToInt()
            && after.canConvertToInt(),
        "padding: expected whole numbers, found " + node);
    return new Pad(before.intValue(), after.intValue());
  }

  /** The same numbers as steps of another size. */
  static Reshape reshape(KerasLayer layer) {
    JsonNode shape = layer.config().path("target_shape");
    List<Integer> sizes = new ArrayList<>();
    for (JsonNode size : shape) {
      layer.require(
          size.isIntegralNumber() && size.canConvertToInt() && size.intValue() >= -1,
          "target_shape: expected whole numbers, found " + shape);
      sizes.add(Math.max(size.intValue(), 0));
    }
    layer.require(
        sizes.size() == 2,
        "target_shape " + shape + " has no counterpart; expected [steps, features]");
    return new Reshape(sizes.get(0), sizes.get(1));
  }
}
