package dev.unroll.convert.keras;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.unroll.check.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a Keras file says of its model: a chain of layers.
 *
 * @param input shape of the inputs without the batch; -1 where it is open
 * @param layers in their order, without that of the inputs
 */
record KerasConfig(List<Integer> input, List<KerasLayer> layers) {

  private static final int DEEPEST = 100;
  private static final String INPUT = "InputLayer";

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .build();

  KerasConfig {
    input = List.copyOf(input);
    layers = List.copyOf(layers);
  }

  /**
   * Reads the description of a model.
   *
   * @throws InputException where it is not JSON, or no chain of layers
   */
  static KerasConfig parse(String file, String json) {
    JsonNode model;
    try {
      model = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new InputException(
          file + ": the model's description is not valid JSON: " + e.getOriginalMessage(), e);
    }
    String type = model.path("class_name").asText("");
    KerasOrigin.require(file, model);
    JsonNode config = model.path("config");
    JsonNode list = config.isArray() ? config : config.path("layers");
    that(
        list.isArray() && !list.isEmpty(),
        "%s: expected a Sequential or Functional model with layers, found a model of class '%s'; a"
            + " subclassed model does not tell its layers: build it as Sequential or Functional",
        file,
        type);
    List<JsonNode> chain =
        switch (type) {
          case "Sequential" -> elements(list);
          case "Functional", "Model" -> chain(file, config, list);
          default ->
              throw failure(
                  "%s: expected a Sequential or Functional model, found class '%s'; build the model as"
                      + " one of these",
                  file, type);
        };
    List<KerasLayer> layers = new ArrayList<>();
    JsonNode shape = model.path("build_config").path("input_shape");
    for (JsonNode entry : chain) {
      KerasLayer layer = KerasLayer.of(file, layers.size() + 1, entry);
      JsonNode own = layer.config().path("batch_shape");
      JsonNode old = layer.config().path("batch_input_shape");
      if (layers.isEmpty() && (own.isArray() || old.isArray())) {
        shape = own.isArray() ? own : old;
      }
      if (layer.type().equals(INPUT)) {
        layer.requireUsual();
      } else {
        layers.add(layer);
      }
    }
    return new KerasConfig(sizes(file, shape), layers);
  }

  private static List<Integer> sizes(String file, JsonNode shape) {
    that(
        shape.isArray() && shape.size() >= 2 && shape.size() <= 5,
        "%s: expected a model that is built for inputs [batch, steps, features], found input shape"
            + " %s; begin the model with an Input layer",
        file,
        shape.isMissingNode() ? "none" : shape.toString());
    List<Integer> sizes = new ArrayList<>();
    for (int i = 1; i < shape.size(); i++) {
      sizes.add(shape.get(i).isIntegralNumber() ? shape.get(i).intValue() : -1);
    }
    return sizes;
  }

  private static List<JsonNode> elements(JsonNode list) {
    List<JsonNode> elements = new ArrayList<>();
    list.forEach(elements::add);
    return elements;
  }

  /** The layers of a functional model from its input to its output, which must be a chain. */
  private static List<JsonNode> chain(String file, JsonNode config, JsonNode list) {
    Map<String, JsonNode> after = new HashMap<>();
    JsonNode next = null;
    for (JsonNode entry : list) {
      String name = entry.path("config").path("name").asText(entry.path("name").asText(""));
      Set<String> before = new HashSet<>();
      JsonNode nodes = entry.path("inbound_nodes");
      KerasCall.require(file + ": layer '" + name + "'", nodes);
      collect(nodes, before, 0);
      if (before.isEmpty()) {
        that(next == null, "%s: layer '%s': a second input; expected one", file, name);
        next = entry;
        continue;
      }
      that(
          before.size() == 1 && nodes.size() == 1,
          "%s: layer '%s' joins %s or is used twice; expected layers one after the other",
          file,
          name,
          before);
      JsonNode other = after.put(before.iterator().next(), entry);
      that(
          other == null,
          "%s: layer '%s' goes to several layers; expected layers one after the other",
          file,
          before.iterator().next());
    }
    List<JsonNode> chain = new ArrayList<>();
    while (next != null && chain.size() < list.size()) {
      chain.add(next);
      next = after.get(next.path("config").path("name").asText(next.path("name").asText("")));
    }
    that(
        chain.size() == list.size() && next == null && outputs(config) == 1,
        "%s: expected a chain of layers from one input to one output, found another graph",
        file);
    return chain;
  }

  private static int outputs(JsonNode config) {
    JsonNode outputs = config.path("output_layers");
    return outputs.isArray() && outputs.size() > 0 && outputs.get(0).isArray() ? outputs.size() : 1;
  }

  /** Names of the layers that tensors come from: Keras 3's {@code keras_history}, or lists. */
  private static void collect(JsonNode node, Set<String> names, int depth) {
    JsonNode history = node.path("keras_history");
    if (history.isArray()) {
      names.add(history.path(0).asText());
      return;
    }
    boolean oldForm = node.isArray() && node.size() >= 3 && node.get(0).isTextual();
    if (oldForm && node.get(1).isIntegralNumber()) {
      names.add(node.get(0).asText());
      return;
    }
    if (depth < DEEPEST) {
      node.forEach(child -> collect(child, names, depth + 1));
    }
  }
}
