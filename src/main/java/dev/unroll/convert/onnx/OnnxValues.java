package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.onnx.OnnxValue.Form;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What flows through an ONNX graph, by name. */
final class OnnxValues {

  private final Map<String, OnnxValue> values = new HashMap<>();

  /** Weights and inputs of a file. */
  OnnxValues(OnnxFile file) {
    file.weights().forEach((name, tensor) -> values.put(name, OnnxValue.known(tensor)));
    file.inputs().forEach(name -> values.put(name, OnnxValue.data(Form.DATA, 0)));
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

  /** Says what an output is. */
  void give(OnnxNode node, int output, OnnxValue value) {
    if (output < node.outputs().size() && !node.outputs().get(output).isEmpty()) {
      node.require(
          values.put(node.outputs().get(output), value) == null,
          "its output has the name of another tensor");
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
}
