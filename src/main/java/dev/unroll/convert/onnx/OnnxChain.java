package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import dev.unroll.data.Normalizer;
import dev.unroll.layer.Activation;
import dev.unroll.layer.ActivationFunction;
import dev.unroll.layer.Flatten;
import dev.unroll.layer.Readout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Our layers that the nodes of a graph have made so far, one after the other, and the numbers that
 * the last one gives.
 */
final class OnnxChain {

  private final List<OnnxLayer> layers = new ArrayList<>();

  /** What gave the numbers from a place on. */
  private final TreeMap<Integer, String> givers = new TreeMap<>();

  private Tap last;
  private Optional<Normalizer> normalizer = Optional.empty();
  private int next;

  /** What an activation was put on, until a layer follows. */
  private Optional<Gate> gate = Optional.empty();

  private record Gate(
      Tap before, Tap after, ActivationFunction function, Optional<OnnxLayer> linear) {}

  /** Inputs of a shape. */
  OnnxChain(int steps, int batch, int features) {
    last = new Tap(0, false, steps, batch, features, 0);
    next = last.end();
    givers.put(0, "the inputs give");
  }

  List<OnnxLayer> layers() {
    return layers;
  }

  Tap last() {
    return last;
  }

  Optional<Normalizer> normalizer() {
    return normalizer;
  }

  /** The last layer, where there is one. */
  Optional<OnnxLayer> top() {
    return layers.isEmpty() ? Optional.empty() : Optional.of(layers.get(layers.size() - 1));
  }

  /** Adds a layer that gives numbers at every step. */
  Tap addSteps(OnnxLayer layer, int steps, int features, int half) {
    layers.add(layer);
    return given(layer.name(), false, steps, features, half);
  }

  /** Adds a layer that gives one vector a sequence. */
  Tap addVector(OnnxLayer layer, int features) {
    layers.add(layer);
    return given(layer.name(), true, 1, features, 0);
  }

  /** Adds a layer that gives a value of the form that it takes. */
  Tap add(OnnxLayer layer, int features) {
    return last.vector() ? addVector(layer, features) : addSteps(layer, last.steps(), features, 0);
  }

  /** Puts another layer, which gives as many features, in the place of the last one. */
  Tap replace(OnnxLayer layer) {
    layers.set(layers.size() - 1, layer);
    return given(layer.name(), last.vector(), last.steps(), last.features(), 0);
  }

  private Tap given(String name, boolean vector, int steps, int features, int half) {
    last = new Tap(next, vector, steps, last.batch(), features, half);
    givers.put(next, "'" + name + "' gives");
    next = Math.addExact(next, last.end() - last.first());
    return last;
  }

  /** Places for numbers that nothing can be computed with. */
  Grid barred(String what, int... shape) {
    Grid grid = Grid.counting(next, shape);
    givers.put(next, what);
    next = Math.addExact(next, grid.size());
    return grid;
  }

  /** Refuses data that are not what the last layer gives. */
  void requireLast(OnnxNode node, Grid data) {
    int stranger = data.cells().filter(c -> c != Grid.ZERO && !last.has(c)).findFirst().orElse(-1);
    node.require(
        stranger < 0,
        "it takes what "
            + givers.floorEntry(Math.max(stranger, 0)).getValue()
            + ", but "
            + givers.get(last.first())
            + " what follows; layers that branch or join have no counterpart here");
    node.require(data.cells().anyMatch(c -> c != Grid.ZERO), "it takes zeros only");
  }

  /**
   * The data, of a vector a sequence where they are of one step only: then a readout is added that
   * takes it.
   */
  Grid settled(OnnxNode node, Grid data) {
    requireLast(node, data);
    if (last.vector() || last.steps() == 1) {
      return data;
    }
    Tap before = last;
    boolean[] taken = new boolean[before.steps()];
    boolean[] ends = {before.half() > 0};
    data.cells()
        .filter(c -> c != Grid.ZERO)
        .forEach(
            c -> {
              int step = before.step(c);
              taken[step] = true;
              boolean forward = before.feature(c) < before.half();
              ends[0] &= step == (forward ? before.steps() - 1 : 0);
            });
    List<Integer> steps = new ArrayList<>();
    for (int step = 0; step < taken.length; step++) {
      if (taken[step]) {
        steps.add(step);
      }
    }
    if (steps.size() == taken.length && !ends[0]) {
      return data;
    }
    Readout.Take take;
    if (steps.equals(List.of(before.steps() - 1))) {
      take = Readout.Take.LAST;
    } else if (steps.equals(List.of(0))) {
      take = Readout.Take.FIRST;
    } else {
      node.require(
          ends[0],
          "it takes "
              + (steps.size() == 1 ? "step " + steps.get(0) : steps.size() + " of the steps")
              + " (of "
              + taken.length
              + ", counted from 0); expected all of them, the last, the first, or the last of the"
              + " forward and the first of the backward direction");
      take = Readout.Take.BOTH_ENDS;
    }
    Tap vector = readout(node, take);
    return data.mapped(c -> vector.place(0, before.row(c), before.feature(c)));
  }

  /** Adds a readout. */
  Tap readout(OnnxNode node, Readout.Take take) {
    return addVector(
        OnnxLayer.plain(node, new Readout(take), "readout " + Words.of(take)), last.features());
  }

  /** The data as rows of channels; a readout or flattening that gives them is added. */
  OnnxRows rows(OnnxNode node, Grid data, int axis) {
    Grid settled = settled(node, data).endingIn(axis);
    Optional<OnnxRows> rows = RowsOf.tap(settled, axis, last);
    if (rows.isPresent() && !(last.steps() == 1 && !last.vector() && data.rank() < 3)) {
      return rows.get();
    }
    node.require(
        !last.vector(),
        "its data "
            + data.shapeText()
            + " are not one row a sequence: they mix sequences or repeat them");
    Tap before = last;
    int width = before.steps() * before.features();
    Tap flat = new Tap(before.first(), true, 1, before.batch(), width, 0);
    OnnxRows all =
        RowsOf.tap(settled, axis, flat)
            .orElseThrow(
                () ->
                    node.refused(
                        "its data "
                            + data.shapeText()
                            + " mix steps, features or sequences of the batch; there is no"
                            + " counterpart"));
    addVector(OnnxLayer.plain(node, new Flatten(), "flatten"), width);
    return all;
  }

  /** Adds a function of single numbers to what the last layer gives. */
  Grid then(OnnxNode node, Grid data, ActivationFunction function) {
    Grid settled = settled(node, data);
    node.require(
        settled.cells().noneMatch(c -> c == Grid.ZERO),
        "it takes padding; there is no counterpart");
    Tap before = last;
    Optional<OnnxLayer> linear = top().filter(OnnxLayer::linear);
    Tap after =
        linear.isPresent()
            ? replace(linear.get().then(function))
            : add(activation(node, function), before.features());
    gate = Optional.of(new Gate(before, after, function, linear));
    return settled.mapped(c -> c - before.first() + after.first());
  }

  private static OnnxLayer activation(OnnxNode node, ActivationFunction function) {
    return OnnxLayer.plain(node, new Activation(function), Words.of(function));
  }

  /** The product of data with their own sigmoid; empty where it is another product. */
  Optional<Grid> gated(OnnxNode node, Grid a, Grid b) {
    Optional<Gate> sigmoid =
        gate.filter(g -> g.after.equals(last) && g.function == ActivationFunction.SIGMOID);
    if (sigmoid.isEmpty() || !Arrays.equals(a.shape(), b.shape())) {
      return Optional.empty();
    }
    Gate by = sigmoid.get();
    boolean turned = a.cells().allMatch(last::has);
    Grid plain = turned ? b : a;
    Grid weighted = turned ? a : b;
    for (int i = 0; i < plain.size(); i++) {
      if (!last.has(weighted.cell(i))
          || plain.cell(i) - by.before.first() != weighted.cell(i) - last.first()) {
        return Optional.empty();
      }
    }
    Tap before = last;
    Tap after =
        replace(
            by.linear
                .map(linear -> linear.then(ActivationFunction.SWISH))
                .orElseGet(() -> activation(node, ActivationFunction.SWISH)));
    return Optional.of(weighted.mapped(c -> c - before.first() + after.first()));
  }

  /** Multiplies the features of what the last layer gives and adds to them. */
  Tap scaled(OnnxNode node, float[] scale, float[] shift) {
    if (layers.isEmpty()) {
      Optional<Normalizer> scaled = Scaling.of(normalizer, scale, shift);
      if (scaled.isPresent()) {
        normalizer = scaled;
        return given(node.name(), false, last.steps(), last.features(), 0);
      }
    }
    Optional<OnnxLayer> linear = top().filter(OnnxLayer::linear);
    return linear.isPresent()
        ? replace(Scaling.of(linear.get(), scale, shift))
        : add(Scaling.layer(node, scale, shift), last.features());
  }

  /** Adds a product of the last layer's features with a matrix. */
  Tap product(OnnxNode node, Array kernel) {
    Array zeros = Array.filled(0, kernel.size(1));
    return add(OnnxLayer.dense(node, kernel, zeros), kernel.size(1));
  }
}
