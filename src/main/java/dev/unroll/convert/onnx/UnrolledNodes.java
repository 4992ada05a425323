package dev.unroll.convert.onnx;

import static dev.unroll.check.Check.that;

import dev.unroll.convert.arrays.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Writes nodes for layers that a graph has step by step. */
final class UnrolledNodes {

  private final String file;
  private final List<OnnxNode> nodes;
  private final Map<String, OnnxTensor> weights;

  /**
   * Nodes of a file.
   *
   * @param nodes to be added to
   * @param weights to be added to
   */
  UnrolledNodes(String file, List<OnnxNode> nodes, Map<String, OnnxTensor> weights) {
    this.file = file;
    this.nodes = nodes;
    this.weights = weights;
  }

  /** Adds one node for one or two directions, and what gives the states of single steps. */
  void add(List<UnrolledLayer> directions) {
    OnnxNode first = directions.get(0).steps().get(0);
    String name = first.outputs().get(0) + "/steps";
    List<String> starts = directions.stream().flatMap(layer -> layer.start().stream()).toList();
    if (!starts.isEmpty()) {
      node(name + "/start", "Concat", starts, name + "/start", Map.of());
    }
    String direction =
        directions.size() == 2
            ? "bidirectional"
            : directions.get(0).reverse() ? "reverse" : "forward";
    String function = first.op();
    node(
        first.name(),
        "RNN",
        List.of(
            directions.get(0).input(),
            weight(name + "/W", directions, UnrolledLayer::kernel),
            weight(name + "/R", directions, UnrolledLayer::state),
            weight(name + "/B", directions, UnrolledLayer::bias),
            "",
            starts.isEmpty() ? "" : name + "/start"),
        name,
        Map.of(
            "direction",
            OnnxAttribute.of("direction", direction),
            "activations",
            OnnxAttribute.of("activations", directions.stream().map(layer -> function).toList())));
    for (int i = 0; i < directions.size(); i++) {
      UnrolledLayer layer = directions.get(i);
      String states = name + "/" + i;
      node(states, "Gather", List.of(name, whole(states + "/at", false, i)), states, axis(1));
      int count = layer.steps().size();
      for (int step = 0; step < count; step++) {
        int at = layer.reverse() ? -1 - step : step;
        OnnxNode given = layer.steps().get(step);
        String index = whole(states + "/" + step, true, at);
        node(given.name(), "Gather", List.of(states, index), given.outputs().get(0), axis(0));
      }
    }
  }

  private static Map<String, OnnxAttribute> axis(int axis) {
    return Map.of("axis", OnnxAttribute.of("axis", axis));
  }

  private void node(
      String name,
      String op,
      List<String> inputs,
      String output,
      Map<String, OnnxAttribute> attributes) {
    nodes.add(new OnnxNode(file, name, op, "", inputs, List.of(output), attributes));
  }

  private String whole(String name, boolean list, int value) {
    long[] shape = list ? new long[] {1} : new long[0];
    Array array = Array.of(shape, new float[] {value});
    return put(name, OnnxTensor.INT64, array);
  }

  private String weight(
      String name, List<UnrolledLayer> directions, Function<UnrolledLayer, Array> which) {
    List<Array> parts = new ArrayList<>();
    for (UnrolledLayer layer : directions) {
      Array array = which.apply(layer);
      long[] shape = new long[array.rank() + 1];
      shape[0] = 1;
      System.arraycopy(array.shape(), 0, shape, 1, array.rank());
      parts.add(array.reshaped(shape));
    }
    Array all = parts.size() == 1 ? parts.get(0) : Array.below(parts.get(0), parts.get(1));
    return put(name, OnnxTensor.FLOAT, all);
  }

  private String put(String name, int type, Array array) {
    that(
        weights.put(name, new OnnxTensor(name, type, Optional.of(array))) == null,
        "%s: has a tensor '%s', which is a name of Unroll's own",
        file,
        name);
    return name;
  }
}
