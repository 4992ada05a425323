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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * What a Keras file says of its model: a series of layers, parts of which may be branches. Models
 * inside the model are opened.
 *
 * @param input shape of the inputs without the batch; -1 where it is open
 * @param nodes in their order, without that of the inputs
 */
record KerasConfig(List<Integer> input, List<KerasNode> nodes) {

  private static final int DEEPEST = 100;
  private static final String INPUT = "InputLayer";
  private static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .build();

  KerasConfig {
    input = List.copyOf(input);
    nodes = List.copyOf(nodes);
  }

  /**
   * Reads the description of a model.
   *
   * @param version of Keras that wrote it; empty where the file does not say, and the description
   *     has the last word
   * @throws InputException where it is not JSON, or no series of layers
   */
  static KerasConfig parse(String file, String json, String version) {
    JsonNode model;
    try {
      model = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new InputException(
          file + ": the model's description is not valid JSON: " + e.getOriginalMessage(), e);
    }
    String said = model.path("keras_version").asText(version);
    boolean old = said.startsWith("1.") || said.startsWith("2.");
    Parser parser = new Parser(file);
    List<KerasNode> nodes = parser.nodes(model, KerasHome.root(old));
    return new KerasConfig(sizes(file, parser.shape), nodes);
  }

  /** Whether a text looks like the description of a model. */
  static boolean describes(String json) {
    return json.contains("\"class_name\"") && json.contains("\"config\"");
  }

  private static List<Integer> sizes(String file, JsonNode shape) {
    that(
        shape != null && shape.isArray() && shape.size() >= 2 && shape.size() <= 5,
        "%s: expected a model that is built for inputs [batch, steps, features], found input shape"
            + " %s; begin the model with an Input layer",
        file,
        shape == null || shape.isMissingNode() ? "none" : shape.toString());
    List<Integer> sizes = new ArrayList<>();
    for (int i = 1; i < shape.size(); i++) {
      sizes.add(shape.get(i).isIntegralNumber() ? shape.get(i).intValue() : -1);
    }
    return sizes;
  }

  /** Goes through a model and those inside it. */
  private static final class Parser {

    private final String file;
    private JsonNode shape;
    private int count;

    Parser(String file) {
      this.file = file;
    }

    List<KerasNode> nodes(JsonNode model, KerasHome home) {
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
      if (!MODELS.contains(type)) {
        throw failure(
            "%s: expected a Sequential or Functional model, found class '%s'; build the model as one"
                + " of these",
            file, type);
      }
      boolean root = home.names().isEmpty();
      JsonNode built = model.path("build_config").path("input_shape");
      KerasHome.Numbering homes = new KerasHome.Numbering(home);
      IdentityHashMap<JsonNode, List<KerasNode>> all = new IdentityHashMap<>();
      for (JsonNode entry : list) {
        all.put(entry, nodes(entry, homes));
      }
      shape = shape == null && root ? built : shape;
      if (!type.equals("Sequential")) {
        return KerasGraph.series(file, config, list, all::get);
      }
      List<KerasNode> series = new ArrayList<>();
      list.forEach(entry -> series.addAll(all.get(entry)));
      for (KerasNode node : series) {
        if (node instanceof KerasLayer layer) {
          layer.requireOff("return_state", "its state is an output of the model");
        }
      }
      return series;
    }

    /** One layer, those of a model inside, or none for that of the inputs. */
    private List<KerasNode> nodes(JsonNode entry, KerasHome.Numbering homes) {
      String type = entry.path("class_name").asText("");
      String name = entry.path("config").path("name").asText(entry.path("name").asText(type));
      KerasHome home = homes.next(type, name);
      if (MODELS.contains(type)) {
        return nodes(entry, home);
      }
      KerasLayer layer = KerasLayer.of(file, count + 1, entry, home);
      JsonNode own = layer.config().path("batch_shape");
      JsonNode old = layer.config().path("batch_input_shape");
      if (shape == null && (own.isArray() || old.isArray())) {
        shape = own.isArray() ? own : old;
      }
      if (type.equals(INPUT)) {
        layer.requireUsual();
        return List.of();
      }
      count++;
      return List.of(layer);
    }
  }
}
