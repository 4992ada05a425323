package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Basic recurrent layers that a graph has step by step, as PyTorch's exporter writes them, as one
 * node each: {@code h = f(x W + b + h R + c)} at each step.
 */
final class OnnxUnrolled {

  private static final Set<String> FUNCTIONS = Set.of("Tanh", "Relu");

  private final OnnxFile file;
  private final Map<String, OnnxNode> givers = new HashMap<>();
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Map<String, OnnxTensor> weights;

  private OnnxUnrolled(OnnxFile file) {
    this.file = file;
    weights = new HashMap<>(file.weights());
    for (OnnxNode node : file.nodes()) {
      node.outputs().forEach(output -> givers.put(output, node));
    }
  }

  /** The same graph with such layers as nodes. */
  static OnnxFile folded(OnnxFile file) {
    OnnxUnrolled unrolled = new OnnxUnrolled(file);
    List<UnrolledLayer> layers = new ArrayList<>(unrolled.layers());
    if (layers.isEmpty()) {
      return file;
    }
    Set<OnnxNode> gone = new HashSet<>();
    layers.forEach(layer -> gone.addAll(layer.steps()));
    file.nodes().stream().filter(node -> !gone.contains(node)).forEach(unrolled.nodes::add);
    while (!layers.isEmpty()) {
      UnrolledLayer layer = layers.remove(0);
      Optional<UnrolledLayer> other =
          layers.stream()
              .filter(l -> l.input().equals(layer.input()) && l.reverse() != layer.reverse())
              .findFirst();
      other.ifPresent(layers::remove);
      boolean turned = layer.reverse() && other.isPresent();
      unrolled.add(
          turned
              ? List.of(other.get(), layer)
              : other.map(o -> List.of(layer, o)).orElse(List.of(layer)));
    }
    return new OnnxFile(
        file.name(),
        file.opset(),
        OnnxOrder.sorted(unrolled.nodes),
        unrolled.weights,
        file.inputs(),
        file.outputs());
  }

  /**
   * A step.
   *
   * @param before the state that it takes; empty where that is known to be zero
   * @param kernel of the state; empty at a first step whose product is known
   * @param shift added to the state's product
   * @param inputs what is added, of all steps
   * @param index which step of them
   */
  private record Step(
      OnnxNode node,
      Optional<String> before,
      Optional<String> kernel,
      Optional<String> shift,
      String inputs,
      int index) {}

  /** A product with a matrix of the file, and what is added to it. */
  private record Product(String data, String kernel, Optional<String> shift) {}

  private List<UnrolledLayer> layers() {
    Map<String, Step> steps = new LinkedHashMap<>();
    for (OnnxNode node : file.nodes()) {
      step(node).ifPresent(step -> steps.put(node.outputs().get(0), step));
    }
    Map<String, Step> after = new HashMap<>();
    List<Step> firsts = new ArrayList<>();
    for (Step step : steps.values()) {
      if (step.before.isPresent() && steps.containsKey(step.before.get())) {
        after.put(step.before.get(), step);
      } else {
        firsts.add(step);
      }
    }
    List<UnrolledLayer> layers = new ArrayList<>();
    for (Step first : firsts) {
      List<Step> chain = new ArrayList<>();
      for (Step step = first;
          step != null && step.index == chain.size() && step.inputs.equals(first.inputs);
          step = after.get(step.node.outputs().get(0))) {
        chain.add(step);
      }
      layer(chain).ifPresent(layers::add);
    }
    return layers;
  }

  private Optional<Step> step(OnnxNode node) {
    OnnxNode sum = FUNCTIONS.contains(node.op()) ? givers.get(node.input(0)) : null;
    if (sum == null || !sum.op().equals("Add")) {
      return Optional.empty();
    }
    for (int side = 0; side < 2; side++) {
      String state = sum.input(side);
      OnnxNode squeezed = givers.get(sum.input(1 - side));
      OnnxNode slice =
          squeezed != null && squeezed.op().equals("Squeeze")
              ? givers.get(squeezed.input(0))
              : null;
      Optional<float[]> start = slice == null ? Optional.empty() : number(slice, 1);
      boolean one =
          start.isPresent()
              && slice.op().equals("Slice")
              && is(slice, 2, start.get()[0] + 1)
              && is(slice, 3, 0)
              && slice.inputs().size() == 4
              && is(squeezed, 1, 0);
      if (one) {
        int index = (int) start.get()[0];
        if (weights.containsKey(state)) {
          return Optional.of(
              new Step(
                  node,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of(state),
                  slice.input(0),
                  index));
        }
        return product(state)
            .map(
                p ->
                    new Step(
                        node,
                        Optional.of(p.data),
                        Optional.of(p.kernel),
                        p.shift,
                        slice.input(0),
                        index));
      }
    }
    return Optional.empty();
  }

  /** One known number. */
  private Optional<float[]> number(OnnxNode node, int input) {
    return Optional.ofNullable(weights.get(node.input(input)))
        .flatMap(OnnxTensor::values)
        .map(Array::values)
        .filter(values -> values.length == 1);
  }

  private boolean is(OnnxNode node, int input, float expected) {
    return number(node, input).filter(values -> values[0] == expected).isPresent();
  }

  private Optional<Product> product(String name) {
    OnnxNode node = givers.get(name);
    Optional<String> shift = Optional.empty();
    if (node != null && node.op().equals("Add")) {
      int known = weights.containsKey(node.input(1)) ? 1 : 0;
      shift = Optional.of(node.input(known));
      node = givers.get(node.input(1 - known));
    }
    boolean fits =
        node != null
            && node.op().equals("MatMul")
            && array(node.input(1)).filter(a -> a.rank() == 2).isPresent()
            && (shift.isEmpty() || array(shift.get()).filter(a -> a.rank() == 1).isPresent());
    return fits ? Optional.of(new Product(node.input(0), node.input(1), shift)) : Optional.empty();
  }

  private Optional<Array> array(String name) {
    return Optional.ofNullable(weights.get(name))
        .filter(tensor -> tensor.type() == OnnxTensor.FLOAT)
        .flatMap(OnnxTensor::values);
  }

  private Optional<UnrolledLayer> layer(List<Step> chain) {
    if (chain.size() < 2) {
      return Optional.empty();
    }
    Step first = chain.get(0);
    Step second = chain.get(1);
    OnnxNode flip = givers.get(first.inputs);
    boolean reverse =
        flip != null
            && flip.op().equals("Slice")
            && is(flip, 1, -1)
            && is(flip, 3, 0)
            && is(flip, 4, -1)
            && number(flip, 2).filter(end -> end[0] < Integer.MIN_VALUE).isPresent();
    Optional<Product> inputs = product(reverse ? flip.input(0) : first.inputs);
    boolean same =
        chain.stream()
            .skip(1)
            .allMatch(
                step ->
                    step.kernel.equals(second.kernel)
                        && step.shift.equals(second.shift)
                        && step.node.op().equals(first.node.op()));
    boolean begins =
        first.kernel.isPresent()
            ? first.kernel.equals(second.kernel) && first.shift.equals(second.shift)
            : repeats(first.shift.orElseThrow(), second.shift);
    if (inputs.isEmpty() || !same || !begins) {
      return Optional.empty();
    }
    Array kernel = array(inputs.get().kernel).orElseThrow();
    Array state = array(second.kernel.orElseThrow()).orElseThrow();
    int units = state.size(1);
    Array bias = bias(inputs.get().shift, units);
    Array shift = bias(second.shift, units);
    boolean fits =
        state.is(units, units) && kernel.size(1) == units && bias.is(units) && shift.is(units);
    return fits
        ? Optional.of(
            new UnrolledLayer(
                chain.stream().map(Step::node).toList(),
                inputs.get().data,
                reverse,
                first.before,
                kernel.transposed(),
                state.transposed(),
                Array.below(bias, shift)))
        : Optional.empty();
  }

  private Array bias(Optional<String> name, int units) {
    return name.flatMap(this::array).orElseGet(() -> Array.filled(0, units));
  }

  /** Whether a known first product of a state of zeros is what is added, for each sequence. */
  private boolean repeats(String known, Optional<String> shift) {
    Optional<Array> all = array(known);
    float[] values = all.map(Array::values).orElse(new float[0]);
    float[] one = shift.flatMap(this::array).map(Array::values).orElse(new float[] {0});
    boolean same = values.length > 0 && one.length > 0 && values.length % one.length == 0;
    for (int i = 0; same && i < values.length; i++) {
      same = values[i] == one[i % one.length];
    }
    return same;
  }

  private void add(List<UnrolledLayer> directions) {
    new UnrolledNodes(file.name(), nodes, weights).add(directions);
  }
}
