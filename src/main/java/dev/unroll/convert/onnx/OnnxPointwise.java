package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import dev.unroll.layer.ActivationFunction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Nodes of ONNX that compute number by number: activations, and sums and products. */
final class OnnxPointwise {

  private static final Map<String, ActivationFunction> FUNCTIONS =
      Map.of(
          "Relu", ActivationFunction.RELU,
          "Tanh", ActivationFunction.TANH,
          "Sigmoid", ActivationFunction.SIGMOID,
          "Softplus", ActivationFunction.SOFTPLUS,
          "Elu", ActivationFunction.ELU,
          "Swish", ActivationFunction.SWISH);

  private static final Set<String> PAIRS = Set.of("Add", "Sub", "Mul", "Div", "Sum");

  private OnnxPointwise() {}

  /** Whether it reads a node. */
  static boolean has(String op) {
    return FUNCTIONS.containsKey(op) || PAIRS.contains(op);
  }

  /** Adds the layer; what it gives. */
  static Grid add(OnnxChain chain, OnnxNode node, OnnxValues values) {
    ActivationFunction function = FUNCTIONS.get(node.op());
    if (function != null) {
      node.require(node.real("alpha", 1) == 1, "expected alpha 1");
      return chain.then(node, values.data(node, 0), function);
    }
    node.require(node.inputs().size() == 2, "expected two inputs");
    OnnxValue a = values.value(node, 0);
    OnnxValue b = values.value(node, 1);
    if (a.isData() && b.isData()) {
      return together(chain, node, values.data(node, 0), values.data(node, 1));
    }
    return a.isData()
        ? scaled(chain, node, values.data(node, 0), values.weight(node, 1), false)
        : scaled(chain, node, values.data(node, 1), values.weight(node, 0), true);
  }

  /** The data with known numbers, one for each feature. */
  private static Grid scaled(
      OnnxChain chain, OnnxNode node, Grid data, Array numbers, boolean turned) {
    int[] other = Arrays.stream(numbers.shape()).mapToInt(Math::toIntExact).toArray();
    int[] shape = Grid.common(data.shape(), other);
    node.require(
        Grid.size(shape) == data.size(), "it repeats the data; there is no layer that does so");
    Grid settled = chain.settled(node, data.reshaped(shape));
    Grid places = Grid.counting(0, other).expanded(shape);
    float[] values = numbers.values();
    Tap before = chain.last();
    float[] scale = new float[before.features()];
    float[] shift = new float[before.features()];
    boolean[] given = new boolean[before.features()];
    Arrays.fill(scale, 1);
    for (int i = 0; i < settled.size(); i++) {
      float number = values[places.cell(i)];
      float factor = factor(node, number, turned);
      float summand = summand(node, number, turned);
      node.require(
          settled.cell(i) != Grid.ZERO || summand == 0,
          "it adds to padding; there is no counterpart");
      if (settled.cell(i) != Grid.ZERO) {
        int feature = before.feature(settled.cell(i));
        boolean same = !given[feature] || (scale[feature] == factor && shift[feature] == summand);
        node.require(same, "its numbers differ from step to step; there is no counterpart");
        given[feature] = true;
        scale[feature] = factor;
        shift[feature] = summand;
      }
    }
    boolean nothing = allAre(scale, 1) && allAre(shift, 0);
    if (nothing) {
      return settled;
    }
    Tap after = chain.scaled(node, scale, shift);
    return settled.mapped(c -> c - before.first() + after.first());
  }

  private static boolean allAre(float[] values, float number) {
    for (float value : values) {
      if (value != number) {
        return false;
      }
    }
    return true;
  }

  private static float factor(OnnxNode node, float number, boolean turned) {
    node.require(
        !turned || !node.op().equals("Div"), "it divides by the data; there is no counterpart");
    return switch (node.op()) {
      case "Mul" -> number;
      case "Div" -> 1 / number;
      case "Sub" -> turned ? -1 : 1;
      default -> 1;
    };
  }

  private static float summand(OnnxNode node, float number, boolean turned) {
    return switch (node.op()) {
      case "Add", "Sum" -> number;
      case "Sub" -> turned ? number : -number;
      default -> 0;
    };
  }

  private static Grid together(OnnxChain chain, OnnxNode node, Grid a, Grid b) {
    if (node.op().equals("Mul")) {
      return chain
          .gated(node, a, b)
          .orElseThrow(
              () -> node.refused("it multiplies the data by data; there is no counterpart"));
    }
    node.require(!node.op().equals("Div"), "it divides the data by data; there is no counterpart");
    return combined(chain, node, List.of(a, b), node.op().equals("Sub") ? -1 : 1);
  }

  /**
   * The sum of data, number by number, as a product with a matrix of ones.
   *
   * @param sign of all but the first
   */
  static Grid combined(OnnxChain chain, OnnxNode node, List<Grid> parts, float sign) {
    Grid first = parts.get(0);
    boolean fits = first.rank() > 0;
    for (Grid part : parts) {
      fits &= Arrays.equals(part.shape(), first.shape());
    }
    node.require(fits, "it repeats some of the data; there is no layer that does so");
    int axis = first.rank() - 1;
    OnnxRows all = chain.rows(node, Grid.joined(axis, parts), axis);
    int width = first.size(axis);
    float[] kernel = new float[chain.last().features() * width];
    for (int i = 0; i < all.sources().length; i++) {
      if (all.sources()[i] != Grid.ZERO) {
        kernel[all.sources()[i] * width + i % width] += i < width ? 1 : sign;
      }
    }
    Array matrix = Array.of(new long[] {chain.last().features(), width}, kernel);
    return all.of(chain.product(node, matrix));
  }
}
