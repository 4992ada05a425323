package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;

/**
 * Nodes of ONNX that compute known numbers of known ones, such as sizes, indexes and zero states.
 */
final class OnnxNumbers {

  private static final Map<String, DoubleBinaryOperator> PAIRS =
      Map.of(
          "Add", (a, b) -> a + b,
          "Sub", (a, b) -> a - b,
          "Mul", (a, b) -> a * b,
          "Div", (a, b) -> a / b,
          "Pow", Math::pow,
          "Min", Math::min,
          "Max", Math::max,
          "Equal", (a, b) -> a == b ? 1 : 0,
          "Less", (a, b) -> a < b ? 1 : 0,
          "Greater", (a, b) -> a > b ? 1 : 0);

  private static final Set<String> TESTS = Set.of("Equal", "Less", "Greater");

  private static final Set<String> OTHERS =
      Set.of(
          "Constant",
          "ConstantOfShape",
          "Cast",
          "Neg",
          "Sqrt",
          "Reciprocal",
          "ReduceProd",
          "Range",
          "Where");

  private OnnxNumbers() {}

  /** Whether a node computes known numbers where all that it takes are known. */
  static boolean has(String op) {
    return PAIRS.containsKey(op) || OTHERS.contains(op) || isShape(op);
  }

  /** Whether a node asks for sizes, which are known of data too. */
  static boolean isShape(String op) {
    return op.equals("Shape") || op.equals("Size");
  }

  /**
   * What such a node gives.
   *
   * @param inputs what it takes; known ones but for sizes
   */
  static OnnxTensor give(OnnxNode node, List<OnnxValue> inputs) {
    if (node.op().equals("Constant")) {
      return constant(node);
    }
    node.require(
        !inputs.isEmpty() && !inputs.contains(null), "expected it to take something known");
    if (isShape(node.op())) {
      return sizes(node, inputs.get(0).shape());
    }
    for (OnnxValue input : inputs) {
      node.require(
          input.numbers().isPresent(), "expected it to take float32, int32, int64 or bool");
    }
    if (PAIRS.containsKey(node.op())) {
      node.require(inputs.size() == 2, "expected two inputs");
      return paired(
          node.op(), inputs.get(0).tensor().orElseThrow(), inputs.get(1).tensor().orElseThrow());
    }
    return other(node, inputs);
  }

  private static OnnxTensor constant(OnnxNode node) {
    Map<String, OnnxAttribute> given = node.attributes();
    if (given.containsKey("value") && given.get("value").tensor().isPresent()) {
      return given.get("value").tensor().get();
    }
    if (given.containsKey("value_int")) {
      return tensor(OnnxTensor.INT64, new long[0], (double) node.whole("value_int", 0));
    }
    if (given.containsKey("value_ints")) {
      long[] all = given.get("value_ints").wholes().stream().mapToLong(Long::longValue).toArray();
      return OnnxTensor.wholes(all);
    }
    if (given.containsKey("value_float")) {
      return tensor(OnnxTensor.FLOAT, new long[0], node.real("value_float", 0));
    }
    if (given.containsKey("value_floats")) {
      double[] all =
          given.get("value_floats").reals().stream().mapToDouble(Float::doubleValue).toArray();
      return tensor(OnnxTensor.FLOAT, new long[] {all.length}, all);
    }
    throw node.refused("expected a constant of numbers");
  }

  private static OnnxTensor tensor(int type, long[] shape, double... values) {
    float[] all = new float[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) values[i];
    }
    return new OnnxTensor("", type, Optional.of(Array.of(shape, all)));
  }

  private static OnnxTensor sizes(OnnxNode node, int[] shape) {
    if (node.op().equals("Size")) {
      return tensor(OnnxTensor.INT64, new long[0], Grid.size(shape));
    }
    int rank = shape.length;
    int start = place(node.whole("start", 0), rank);
    int end = place(node.whole("end", rank), rank);
    long[] sizes = Arrays.stream(shape).asLongStream().toArray();
    return OnnxTensor.wholes(Arrays.copyOfRange(sizes, start, Math.max(start, end)));
  }

  private static int place(long axis, int rank) {
    return (int) Math.max(0, Math.min(axis < 0 ? axis + rank : axis, rank));
  }

  /** The shape that both have when repeated, and the numbers of both in it. */
  private static OnnxTensor paired(String op, OnnxTensor a, OnnxTensor b) {
    int[] shape = Grid.common(a.shape(), b.shape());
    float[] left = repeated(a, shape);
    float[] right = repeated(b, shape);
    boolean whole = a.whole() && b.whole();
    double[] result = new double[left.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = PAIRS.get(op).applyAsDouble(left[i], right[i]);
    }
    if (whole && op.equals("Div")) {
      result = DoubleStream.of(result).map(q -> q < 0 ? Math.ceil(q) : Math.floor(q)).toArray();
    }
    return tensor(TESTS.contains(op) ? OnnxTensor.BOOL : a.type(), longs(shape), result);
  }

  private static float[] repeated(OnnxTensor tensor, int[] shape) {
    float[] values = tensor.values().orElseThrow().values();
    Grid grid = Grid.counting(0, tensor.shape()).expanded(shape);
    float[] all = new float[grid.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[grid.cell(i)];
    }
    return all;
  }

  private static long[] longs(int[] shape) {
    return Arrays.stream(shape).asLongStream().toArray();
  }

  private static OnnxTensor other(OnnxNode node, List<OnnxValue> inputs) {
    OnnxTensor first = inputs.get(0).tensor().orElseThrow();
    float[] values = first.values().orElseThrow().values();
    DoubleStream all = floats(values);
    switch (node.op()) {
      case "ConstantOfShape" -> {
        return filled(node, inputs.get(0));
      }
      case "Cast" -> {
        int to = (int) node.whole("to", 0);
        node.require(
            OnnxTensor.known(to), "it changes numbers to another type than float32 and int64");
        boolean cut = OnnxTensor.isWhole(to) && !first.whole();
        double[] changed =
            all.map(v -> !cut ? v : v < 0 ? Math.ceil(v) : Math.floor(v))
                .map(v -> to == OnnxTensor.BOOL && v != 0 ? 1 : v)
                .toArray();
        return tensor(to, longs(first.shape()), changed);
      }
      case "Neg" -> {
        return tensor(first.type(), longs(first.shape()), all.map(v -> -v).toArray());
      }
      case "Sqrt" -> {
        return tensor(first.type(), longs(first.shape()), all.map(Math::sqrt).toArray());
      }
      case "Reciprocal" -> {
        return tensor(first.type(), longs(first.shape()), all.map(v -> 1 / v).toArray());
      }
      case "ReduceProd" -> {
        boolean kept = node.whole("keepdims", 1) != 0;
        node.require(first.shape().length <= 1, "expected it to take a list");
        long[] shape = kept && first.shape().length == 1 ? new long[] {1} : new long[0];
        return tensor(first.type(), shape, all.reduce(1, (a, b) -> a * b));
      }
      case "Range" -> {
        return range(node, inputs);
      }
      default -> {
        return chosen(node, inputs);
      }
    }
  }

  private static DoubleStream floats(float[] values) {
    double[] all = new double[values.length];
    Arrays.setAll(all, i -> values[i]);
    return DoubleStream.of(all);
  }

  private static OnnxTensor filled(OnnxNode node, OnnxValue shape) {
    long[] sizes = shape.wholes().orElseThrow(() -> node.refused("expected whole sizes"));
    int[] ints = Arrays.stream(sizes).mapToInt(Math::toIntExact).toArray();
    int size = Grid.size(ints);
    OnnxAttribute given = node.attributes().get("value");
    Optional<OnnxTensor> value = given == null ? Optional.empty() : given.tensor();
    double[] all = new double[size];
    value.ifPresent(
        v -> {
          boolean one = v.values().isPresent() && Grid.size(v.shape()) == 1;
          node.require(one, "expected one number to fill with");
          Arrays.fill(all, v.values().get().values()[0]);
        });
    return tensor(value.map(OnnxTensor::type).orElse(OnnxTensor.FLOAT), sizes, all);
  }

  private static OnnxTensor range(OnnxNode node, List<OnnxValue> inputs) {
    boolean three =
        inputs.size() == 3 && inputs.stream().allMatch(input -> Grid.size(input.shape()) == 1);
    node.require(three, "expected a start, an end and a step");
    double[] given =
        inputs.stream().mapToDouble(input -> input.numbers().orElseThrow().values()[0]).toArray();
    double count = Math.max(0, Math.ceil((given[1] - given[0]) / given[2]));
    node.require(count <= Short.MAX_VALUE, "it counts too far");
    double[] all = new double[(int) count];
    Arrays.setAll(all, i -> given[0] + i * given[2]);
    return tensor(inputs.get(0).tensor().orElseThrow().type(), new long[] {all.length}, all);
  }

  private static OnnxTensor chosen(OnnxNode node, List<OnnxValue> inputs) {
    node.require(inputs.size() == 3, "expected three inputs");
    OnnxTensor yes = inputs.get(1).tensor().orElseThrow();
    OnnxTensor no = inputs.get(2).tensor().orElseThrow();
    int[] shape = Grid.common(inputs.get(0).shape(), Grid.common(yes.shape(), no.shape()));
    float[] which = repeated(inputs.get(0).tensor().orElseThrow(), shape);
    float[] left = repeated(yes, shape);
    float[] right = repeated(no, shape);
    double[] all = new double[which.length];
    Arrays.setAll(all, i -> which[i] != 0 ? left[i] : right[i]);
    return tensor(yes.type(), longs(shape), all);
  }
}
