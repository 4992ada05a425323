package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.onnx.OnnxValue.Form;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Nodes of ONNX that compute nothing with the data: they move, name or choose them. */
final class OnnxMoves {

  private static final Set<String> WHOLE =
      Set.of("Transpose", "Squeeze", "Unsqueeze", "Reshape", "Identity", "Cast");
  private static final Set<String> SOME = Set.of("Gather", "Slice");
  private static final Set<String> NONE =
      Set.of("Constant", "Shape", "ConstantOfShape", "Expand", "Concat");

  private OnnxMoves() {}

  /** Whether it is one. */
  static boolean has(String op) {
    return WHOLE.contains(op) || SOME.contains(op) || NONE.contains(op);
  }

  /**
   * What such a node gives.
   *
   * @param inputs what it takes
   */
  static OnnxValue give(OnnxNode node, List<OnnxValue> inputs) {
    switch (node.op()) {
      case "Constant" -> {
        return constant(node);
      }
      case "Shape" -> {
        return OnnxValue.of(Form.SIZES);
      }
      case "ConstantOfShape" -> {
        OnnxAttribute value = node.attributes().get("value");
        boolean zeros = value == null || value.tensor().map(OnnxTensor::zero).orElse(false);
        return OnnxValue.of(zeros ? Form.ZEROS : Form.SIZES);
      }
      case "Concat" -> {
        return joined(node, inputs);
      }
      default -> {
        node.require(!inputs.isEmpty(), "it has no inputs");
        boolean places = inputs.stream().skip(1).noneMatch(OnnxValue::isData);
        node.require(places, "where it moves the data to depends on the data");
        return moved(node, inputs);
      }
    }
  }

  private static OnnxValue constant(OnnxNode node) {
    OnnxAttribute value = node.attributes().get("value");
    Optional<OnnxTensor> tensor = value == null ? Optional.empty() : value.tensor();
    return tensor.map(OnnxValue::known).orElse(OnnxValue.of(Form.SIZES));
  }

  private static OnnxValue moved(OnnxNode node, List<OnnxValue> inputs) {
    OnnxValue first = inputs.get(0);
    if (!first.isData()) {
      return still(node, first);
    }
    node.require(
        !node.op().equals("Cast") || node.whole("to", 0) == OnnxTensor.FLOAT,
        "it changes the data to another type than float32");
    node.require(
        !node.op().equals("Expand"), "it repeats the data; there is no layer that does so");
    if (first.form() == Form.ALL_ENDS) {
      node.require(
          node.op().equals("Gather") && takesLast(node, inputs),
          "of the last states of all layers, expected one that takes the last, such as h_n[-1]");
      return OnnxValue.data(Form.ENDS, first.layer());
    }
    boolean some = first.form() == Form.DATA && SOME.contains(node.op());
    node.require(!some || first.layer() > 0, "it takes some of the inputs only; give it those");
    return some ? OnnxValue.data(Form.PART, first.layer()) : first;
  }

  private static boolean takesLast(OnnxNode node, List<OnnxValue> inputs) {
    return node.whole("axis", 0) == 0
        && inputs.size() == 2
        && inputs.get(1).tensor().flatMap(OnnxTensor::values).filter(OnnxMoves::isLast).isPresent();
  }

  private static boolean isLast(Array index) {
    float[] values = index.values();
    return values.length == 1 && values[0] == -1;
  }

  /** What is no data. */
  private static OnnxValue still(OnnxNode node, OnnxValue value) {
    if (value.isZero()) {
      return OnnxValue.of(Form.ZEROS);
    }
    if (node.op().equals("Identity")) {
      return value;
    }
    Optional<OnnxTensor> matrix =
        value
            .tensor()
            .filter(tensor -> node.op().equals("Transpose"))
            .filter(tensor -> tensor.values().filter(array -> array.rank() == 2).isPresent());
    OnnxAttribute order = node.attributes().get("perm");
    if (matrix.isEmpty() || (order != null && !order.wholes().equals(List.of(1L, 0L)))) {
      return OnnxValue.of(Form.SIZES);
    }
    OnnxTensor tensor = matrix.get();
    return OnnxValue.known(
        new OnnxTensor(tensor.name(), tensor.type(), tensor.values().map(Array::transposed)));
  }

  private static OnnxValue joined(OnnxNode node, List<OnnxValue> inputs) {
    List<OnnxValue> data = inputs.stream().filter(OnnxValue::isData).toList();
    if (data.isEmpty()) {
      return OnnxValue.of(inputs.stream().allMatch(OnnxValue::isZero) ? Form.ZEROS : Form.SIZES);
    }
    node.require(data.size() == inputs.size(), "it joins the data with other numbers");
    int last = data.stream().mapToInt(OnnxValue::layer).max().orElseThrow();
    Form form = data.get(0).form();
    node.require(
        data.stream().allMatch(value -> value.form() == form),
        "it joins data of different steps: some of them, all of them, last states");
    if (data.stream().allMatch(value -> value.layer() == last)) {
      node.require(
          form == Form.PART || form == Form.ENDS,
          "it joins the data with themselves; there is no layer that does so");
      return data.get(0);
    }
    boolean states = form == Form.ENDS && node.whole("axis", 0) == 0;
    node.require(
        states && data.get(data.size() - 1).layer() == last,
        "it joins what different layers give; there is no layer that does so");
    return OnnxValue.data(Form.ALL_ENDS, last);
  }
}
