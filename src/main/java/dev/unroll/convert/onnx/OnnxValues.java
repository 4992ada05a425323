package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What flows through an ONNX graph, by name. */
final class OnnxValues {

  /** The most numbers that are held at once. */
  private static final long MOST_HELD = 1 << 26;

  /** The most numbers that all nodes together give. */
  private static final long MOST_GIVEN = 1L << 31;

  private final Map<String, OnnxValue> values = new HashMap<>();
  private long held;
  private long given;

  /** How many nodes still take a tensor; what none does is forgotten. */
  private final Map<String, Integer> uses = new HashMap<>();

  /** Weights of a file, and the data that flow in. */
  OnnxValues(OnnxFile file, List<OnnxNode> nodes, Grid data) {
    file.weights().forEach((name, tensor) -> values.put(name, OnnxValue.known(tensor)));
    values.put(file.inputs().get(0).name(), OnnxValue.data(data));
    nodes.forEach(node -> node.inputs().forEach(name -> uses.merge(name, 1, Integer::sum)));
    file.outputs().forEach(name -> uses.merge(name, 1, Integer::sum));
  }

  /** What a name stands for; null for nothing. */
  OnnxValue find(String name) {
    return values.get(name);
  }

  /** What an input is. */
  OnnxValue value(OnnxNode node, int input) {
    OnnxValue value = values.get(node.input(input));
    if (value == null) {
      throw node.refused("no node before it gives its input '" + node.input(input) + "'");
    }
    return value;
  }

  /** What all inputs are; null for one left out. */
  List<OnnxValue> all(OnnxNode node) {
    List<OnnxValue> all = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      all.add(node.input(i).isEmpty() ? null : value(node, i));
    }
    return all;
  }

  /** Data that an input is. */
  Grid data(OnnxNode node, int input) {
    return value(node, input)
        .data()
        .orElseThrow(
            () -> node.refused("expected its input '" + node.input(input) + "' to be data"));
  }

  /** Says what an output is. */
  void give(OnnxNode node, int output, OnnxValue value) {
    if (output < node.outputs().size() && !node.outputs().get(output).isEmpty()) {
      node.require(
          values.put(node.outputs().get(output), value) == null,
          "its output has the name of another tensor");
      held += Grid.size(value.shape());
      given += Grid.size(value.shape());
      node.require(
          held <= MOST_HELD && given <= MOST_GIVEN,
          "its graph is too large to follow; save it with a batch of 1 or of any size");
    }
  }

  /** Forgets what no node after this one takes. */
  void passed(OnnxNode node) {
    for (String name : node.inputs()) {
      if (uses.merge(name, -1, Integer::sum) == 0
          && values.get(name) != null
          && values.get(name).isData()) {
        held -= Grid.size(values.get(name).shape());
        values.put(name, OnnxValue.data(Grid.counting(0, 0)));
      }
    }
  }

  /** The numbers of an input, of type float32. */
  Array weight(OnnxNode node, int input) {
    OnnxValue value = value(node, input);
    Optional<Array> array =
        value
            .tensor()
            .filter(tensor -> tensor.type() == OnnxTensor.FLOAT)
            .flatMap(OnnxTensor::values);
    if (array.isEmpty()) {
      throw node.refused(
          "expected its input '" + node.input(input) + "' to be float32 of the file");
    }
    return array.get();
  }

  /** The same of one that may be left out. */
  Optional<Array> optional(OnnxNode node, int input) {
    return node.input(input).isEmpty() ? Optional.empty() : Optional.of(weight(node, input));
  }

  /** Whole numbers of an input that may be left out. */
  Optional<long[]> wholes(OnnxNode node, int input) {
    return node.input(input).isEmpty() ? Optional.empty() : value(node, input).wholes();
  }
}
