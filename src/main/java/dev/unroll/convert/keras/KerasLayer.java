package dev.unroll.convert.keras;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.check.InputException;
import dev.unroll.layer.ActivationFunction;
import java.util.Locale;

/**
 * A layer as a Keras file describes it.
 *
 * @param file how messages name the file
 * @param position from 1
 * @param type Keras' class, such as {@code LSTM}
 * @param config its settings
 * @param home where its weights are
 */
record KerasLayer(String file, int position, String type, JsonNode config, KerasHome home)
    implements KerasNode {

  /** The layer that an entry of a file's list describes. */
  static KerasLayer of(String file, int position, JsonNode entry, KerasHome home) {
    that(
        entry.path("class_name").isTextual() && entry.path("config").isObject(),
        "%s: layer %d: expected class_name and config",
        file,
        position);
    KerasLayer layer =
        new KerasLayer(file, position, entry.get("class_name").asText(), entry.get("config"), home);
    KerasOrigin.require(layer.who(), entry);
    return layer;
  }

  /** The layer that this one wraps, as its settings have it under {@code key}. */
  KerasLayer inner(String key) {
    return of(file, position, config.path(key), home);
  }

  /** The layer that TimeDistributed holds, or itself. */
  KerasLayer unwrapped() {
    return type.equals("TimeDistributed") ? inner("layer") : this;
  }

  /**
   * For tables.
   *
   * @param ours what it becomes
   */
  String line(String ours) {
    boolean wraps = type.equals("TimeDistributed") || type.equals("Bidirectional");
    return String.format(
        Locale.ROOT,
        "%d  %s '%s': %s",
        position,
        wraps ? type + "(" + inner("layer").type() + ")" : type,
        name(),
        ours);
  }

  /** Its name in the file. */
  String name() {
    return config.path("name").asText(type);
  }

  /** {@code model.keras: layer 2 'lstm_1' (LSTM)}. */
  String who() {
    return String.format(Locale.ROOT, "%s: layer %d '%s' (%s)", file, position, name(), type);
  }

  /** Why this layer has no exact counterpart; to be thrown. */
  InputException refused(String why) {
    return failure("%s: %s", who(), why);
  }

  /** Refuses the layer unless {@code holds}. */
  void require(boolean holds, String why) {
    that(holds, "%s: %s", who(), why);
  }

  /** Refuses a setting that is on. */
  void requireOff(String key, String why) {
    require(!flag(key, false), key + " is set: " + why);
  }

  boolean flag(String key, boolean byDefault) {
    return config.path(key).asBoolean(byDefault);
  }

  double number(String key, double byDefault) {
    JsonNode node = config.path(key);
    require(
        node.isNumber() || node.isMissingNode() || node.isNull(),
        key + ": expected a number, found " + node);
    return node.isNumber() ? node.asDouble() : byDefault;
  }

  /** A whole number that must be there. */
  int whole(String key) {
    JsonNode node = config.path(key);
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw refused(key + ": expected a whole number, found " + node);
    }
    return node.intValue();
  }

  /**
   * A whole number, or a list of the same number for every direction.
   *
   * @param byDefault where there is none
   */
  int size(String key, int byDefault) {
    JsonNode node = config.path(key);
    if (node.isMissingNode() || node.isNull()) {
      return byDefault;
    }
    JsonNode first = node.isArray() && !node.isEmpty() ? node.get(0) : node;
    if (node.isArray()) {
      node.forEach(
          each ->
              require(each.equals(first), key + " " + node + " is not the same in all directions"));
    }
    require(
        first.isIntegralNumber() && first.canConvertToInt() && first.intValue() > 0,
        key + ": expected a whole number of 1 or more, found " + node);
    return first.intValue();
  }

  String text(String key, String byDefault) {
    JsonNode node = config.path(key);
    return node.isTextual() ? node.asText() : byDefault;
  }

  /** Name of a function among the settings. */
  String function(String key) {
    JsonNode node = config.path(key);
    if (node.isNull() || node.isMissingNode()) {
      return "linear";
    }
    if (node.isTextual()) {
      return node.asText();
    }
    KerasOrigin.require(who() + ": " + key, node);
    JsonNode named = node.path("config");
    return named.isTextual() ? named.asText() : node.path("class_name").asText(node.toString());
  }

  /** The layer's activation as ours. */
  ActivationFunction activation() {
    return KerasFunctions.of(this, "activation");
  }

  /** Checks that channels are last, numbers of 32 bits. */
  void requireUsual() {
    require(
        !text("data_format", "channels_last").equals("channels_first"),
        "data_format channels_first: channels must be last");
    JsonNode type = config.path("dtype");
    String policy = (type.isObject() ? type.path("config").path("name") : type).asText("");
    boolean none = type.isMissingNode() || type.isNull();
    require(
        none || policy.equals("float32"),
        "computes in "
            + (policy.isEmpty() ? type.toString() : policy)
            + "; ours computes in float32: build the model with dtype='float32'");
  }
}
