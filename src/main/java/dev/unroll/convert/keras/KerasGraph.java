package dev.unroll.convert.keras;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The layers of a functional model as a series whose parts may be branches. Where a layer joins
 * several values, its branches begin at the last layer that all of them come through.
 */
final class KerasGraph {

  private static final int DEEPEST = 100;

  /**
   * A layer of the graph.
   *
   * @param before names of the layers that its values come from, in their order
   */
  private record Vertex(JsonNode entry, List<String> before) {}

  private final String file;
  private final Map<String, Vertex> vertices = new LinkedHashMap<>();

  /** For each layer those that every way from the input to it goes through, itself included. */
  private final Map<String, List<String>> passed = new LinkedHashMap<>();

  private final Set<String> made = new HashSet<>();

  private KerasGraph(String file) {
    this.file = file;
  }

  /**
   * The series from the input to the output.
   *
   * @param config of the model
   * @param layer makes one entry: of a model inside this one there are several
   * @throws dev.unroll.check.InputException where the layers are no such series
   */
  static List<KerasNode> series(
      String file, JsonNode config, JsonNode list, Function<JsonNode, List<KerasNode>> layer) {
    KerasGraph graph = new KerasGraph(file);
    for (JsonNode entry : list) {
      graph.add(entry);
    }
    String input = graph.end(config, "input_layers");
    String output = graph.end(config, "output_layers");
    for (String name : graph.vertices.keySet()) {
      graph.pass(name, new HashSet<>());
    }
    List<KerasNode> series = graph.way(input, output, layer, 0);
    graph.made.add(input);
    Set<String> left = new HashSet<>(graph.vertices.keySet());
    left.removeAll(graph.made);
    that(
        left.isEmpty(),
        "%s: the layers %s are on no way from the input to the output; expected one input and one"
            + " output",
        file,
        left.stream().sorted().toList());
    return series;
  }

  private void add(JsonNode entry) {
    String name = name(entry);
    JsonNode nodes = entry.path("inbound_nodes");
    KerasCall.require(file + ": layer '" + name + "'", nodes);
    that(nodes.size() <= 1, "%s: layer '%s' is used twice, which has no counterpart", file, name);
    List<String> before = new ArrayList<>();
    collect(name, nodes, before, 0);
    that(
        vertices.put(name, new Vertex(entry, before)) == null,
        "%s: there are two layers '%s'",
        file,
        name);
  }

  private static String name(JsonNode entry) {
    return entry.path("config").path("name").asText(entry.path("name").asText(""));
  }

  /** Where tensors come from: Keras 3's {@code keras_history}, or lists. */
  private void collect(String who, JsonNode node, List<String> names, int depth) {
    JsonNode history = node.path("keras_history");
    boolean old = node.isArray() && node.size() >= 3 && node.get(0).isTextual();
    if (history.isArray() || (old && node.get(1).isIntegralNumber())) {
      JsonNode place = history.isArray() ? history : node;
      that(
          place.path(2).asInt(0) == 0,
          "%s: layer '%s' takes another output of '%s' than its first, such as its state, which has no"
              + " counterpart",
          file,
          who,
          place.path(0).asText());
      names.add(place.path(0).asText());
    } else if (depth < DEEPEST) {
      node.forEach(child -> collect(who, child, names, depth + 1));
    }
  }

  /** The one input or output of the model: {@code [["a", 0, 0]]} or {@code ["a", 0, 0]}. */
  private String end(JsonNode config, String key) {
    JsonNode ends = config.path(key);
    boolean several = ends.isArray() && !ends.isEmpty() && ends.get(0).isArray();
    JsonNode end = several ? ends.get(0) : ends;
    that(
        end.path(0).isTextual() && (!several || ends.size() == 1) && end.path(2).asInt(0) == 0,
        "%s: expected a model of one input and one output, found %s %s",
        file,
        key,
        ends);
    String name = end.get(0).asText();
    that(vertices.containsKey(name), "%s: there is no layer '%s'", file, name);
    return name;
  }

  private List<String> pass(String name, Set<String> open) {
    List<String> known = passed.get(name);
    if (known != null) {
      return known;
    }
    Vertex vertex = vertices.get(name);
    if (vertex == null) {
      throw failure("%s: there is no layer '%s'", file, name);
    }
    that(open.add(name) && open.size() <= 2000, "%s: its layers go in a circle", file);
    List<String> common = null;
    for (String before : vertex.before) {
      List<String> ofOne = pass(before, open);
      if (common == null) {
        common = new ArrayList<>(ofOne);
      } else {
        common.retainAll(new HashSet<>(ofOne));
      }
    }
    open.remove(name);
    List<String> all = common == null ? new ArrayList<>() : common;
    all.add(name);
    passed.put(name, all);
    return all;
  }

  /** The layers after {@code from} up to {@code to}. */
  private List<KerasNode> way(
      String from, String to, Function<JsonNode, List<KerasNode>> layer, int depth) {
    that(depth < DEEPEST, "%s: branches lie too deep in each other", file);
    List<List<KerasNode>> backward = new ArrayList<>();
    String at = to;
    while (!at.equals(from)) {
      Vertex vertex = vertices.get(at);
      that(
          made.add(at),
          "%s: layer '%s' goes to several layers that are not joined as branches are; expected"
              + " branches that begin at one layer and end in one that joins them",
          file,
          at);
      that(!vertex.before.isEmpty(), "%s: layer '%s': a second input; expected one", file, at);
      List<KerasNode> one = layer.apply(vertex.entry);
      if (vertex.before.size() == 1) {
        backward.add(one);
        at = vertex.before.get(0);
      } else {
        String start = start(at, vertex.before);
        that(
            one.size() == 1
                && one.get(0) instanceof KerasLayer join
                && KerasBranches.JOINS.contains(join.type()),
            "%s: layer '%s' takes several values; expected one of %s to join them",
            file,
            at,
            KerasBranches.JOINS.stream().sorted().toList());
        List<List<KerasNode>> branches = new ArrayList<>();
        for (String end : vertex.before) {
          branches.add(way(start, end, layer, depth + 1));
        }
        backward.add(List.of(new KerasBranches((KerasLayer) one.get(0), branches)));
        at = start;
      }
    }
    Collections.reverse(backward);
    return backward.stream().flatMap(List::stream).toList();
  }

  /** The last layer that all values of {@code before} come through. */
  private String start(String name, List<String> before) {
    List<String> common = new ArrayList<>(passed.get(before.get(0)));
    before.forEach(one -> common.retainAll(new HashSet<>(passed.get(one))));
    that(!common.isEmpty(), "%s: layer '%s' joins values of several inputs", file, name);
    return common.get(common.size() - 1);
  }
}
