package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.network.Module;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.ActivationFunction;
import dev.unroll.layer.Conv1D;
import dev.unroll.layer.Padding;
import dev.unroll.layer.Pool1D;
import dev.unroll.layer.PoolKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** ONNX's convolutions and pooling over one axis, that of the steps. */
final class OnnxWindows {

  /** What it reads. */
  static final Set<String> OPS = Set.of("Conv", "MaxPool", "AveragePool");

  private final OnnxChain chain;
  private final OnnxNode node;
  private final OnnxValues values;

  private OnnxWindows(OnnxChain chain, OnnxNode node, OnnxValues values) {
    this.chain = chain;
    this.node = node;
    this.values = values;
  }

  /** Adds the layer; what it gives. */
  static Grid add(OnnxChain chain, OnnxNode node, OnnxValues values) {
    return new OnnxWindows(chain, node, values).add();
  }

  private Grid add() {
    Grid all = values.data(node, 0);
    node.require(
        all.rank() == 3 || all.rank() == 4, "expected one axis of steps, found " + all.shapeText());
    int axis = all.rank() == 4 && all.size(2) == 1 ? 3 : 2;
    for (int other = 2; other < all.rank(); other++) {
      node.require(
          other == axis || (all.size(other) == 1 && at("kernel_shape", other, 1) == 1),
          "it goes over more axes than that of the steps: " + all.shapeText());
    }
    int before = zeros(all, axis, true);
    int after = zeros(all, axis, false);
    Grid data = all.range(axis, before, all.size(axis) - after);
    OnnxRows rows = chain.rows(node, data, 1);
    Tap tap = chain.last();
    int steps = tap.steps();
    boolean order = !tap.vector() && data.size(axis) == steps;
    for (int row = 0; order && row < rows.steps().length; row++) {
      order = rows.steps()[row] == row % steps && rows.batch()[row] == row / steps;
    }
    node.require(
        order, "expected [batch, features, steps], the steps in their order; found other data");
    Span span = span(axis, before, after, steps);
    return node.op().equals("Conv")
        ? convolution(all, axis, rows, span)
        : pool(all, axis, rows, span);
  }

  /** Zeros before the first or after the last step. */
  private static int zeros(Grid all, int axis, boolean first) {
    int size = all.size(axis);
    int count = 0;
    while (count < size) {
      int at = first ? count : size - 1 - count;
      if (all.range(axis, at, at + 1).cells().anyMatch(c -> c != Grid.ZERO)) {
        return count;
      }
      count++;
    }
    return 0;
  }

  /** An attribute that has one number for each axis after the second. */
  private int at(String key, int axis, int otherwise) {
    OnnxAttribute given = node.attributes().get(key);
    List<Long> all = given == null ? List.of() : given.wholes();
    return axis - 2 < all.size() ? Math.toIntExact(all.get(axis - 2)) : otherwise;
  }

  /** Where windows lie. */
  private record Span(int size, int stride, int dilation, Padding padding, int count) {}

  private Span span(int axis, int zerosBefore, int zerosAfter, int steps) {
    int size =
        node.op().equals("Conv") ? values.weight(node, 1).size(axis) : at("kernel_shape", axis, 1);
    int stride = at("strides", axis, 1);
    int dilation = at("dilations", axis, 1);
    node.require(
        size > 0 && stride > 0 && dilation > 0 && size < 65_536 && dilation < 65_536,
        "expected windows, strides and dilations of 1 or more");
    int reach = (size - 1) * dilation + 1;
    int axes = node.op().equals("Conv") ? values.weight(node, 1).rank() - 2 : 0;
    int pads =
        node.attributes().containsKey("pads") ? node.attributes().get("pads").wholes().size() : 0;
    int before = at("pads", axis, 0);
    int after = at("pads", axis + (axes > 0 ? axes : pads / 2), 0);
    String auto = node.text("auto_pad", "NOTSET");
    if (auto.startsWith("SAME")) {
      int total = Math.max(0, ((steps + stride - 1) / stride - 1) * stride + reach - steps);
      before = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
      after = total - before;
    }
    node.require(node.whole("ceil_mode", 0) == 0, "ceil_mode has no counterpart");
    boolean average = node.op().equals("AveragePool");
    boolean counted =
        zerosBefore + zerosAfter > 0
            || (before + after > 0 && node.whole("count_include_pad", 0) != 0);
    node.require(!average || !counted, "it averages over padding; there is no counterpart");
    node.require(
        node.op().equals("Conv") || zerosBefore + zerosAfter == 0,
        "it takes padding; there is no counterpart");
    before += zerosBefore;
    after += zerosAfter;
    int room = steps + before + after - reach;
    node.require(
        room >= 0, "a window of " + reach + " steps is longer than its " + steps + " steps");
    int count = room / stride + 1;
    return new Span(
        size, stride, dilation, padding(steps, before, count, reach, stride, dilation), count);
  }

  /** The padding of ours that gives the same windows. */
  private Padding padding(int steps, int before, int count, int reach, int stride, int dilation) {
    if (before == 0 && steps >= reach && count == (steps - reach) / stride + 1) {
      return Padding.VALID;
    }
    int same = (steps + stride - 1) / stride;
    if (count == same && before == (reach - 1) / 2) {
      return Padding.SAME;
    }
    if (count == same && before == reach - 1) {
      return Padding.CAUSAL;
    }
    int tensorflow = Math.max((same - 1) * stride + reach - steps, 0) / 2;
    node.require(
        count == same && before == tensorflow && dilation == 1,
        "its padding of "
            + before
            + " steps before the first, which gives "
            + count
            + " windows over "
            + steps
            + " steps, has no counterpart");
    return Padding.SAME_TENSORFLOW;
  }

  /** [batch, features, windows], with other axes as before. */
  private static Grid given(Grid all, int axis, Tap tap, int[] features) {
    int[] shape = all.shape();
    shape[1] = features.length;
    shape[axis] = tap.steps();
    int width = features.length * tap.steps();
    return Grid.of(
        i -> tap.place(i % tap.steps(), i / width, features[i / tap.steps() % features.length]),
        shape);
  }

  private Grid convolution(Grid all, int axis, OnnxRows rows, Span span) {
    Array weights = values.weight(node, 1);
    int channels = rows.sources().length;
    int filters = weights.size(0);
    int groups = Math.toIntExact(node.whole("group", 1));
    node.require(
        groups > 0
            && channels % groups == 0
            && filters % groups == 0
            && weights.rank() == all.rank()
            && weights.values().length == (long) filters * (channels / groups) * span.size,
        "expected weights [filters, "
            + channels
            + " / groups, steps of a window], found "
            + weights.shapeText());
    Array kernel = apart(weights, filters, channels, groups, span.size).transposed();
    Array ours = Scatter.over(kernel, 1, rows.sources(), chain.last().features());
    Optional<Array> bias = values.optional(node, 2);
    node.require(bias.isEmpty() || bias.get().is(filters), "expected a bias [" + filters + "]");
    Conv1D layer =
        new Conv1D(
            filters,
            span.size,
            span.stride,
            span.dilation,
            span.padding,
            ActivationFunction.LINEAR,
            new Initializer.GlorotUniform());
    OnnxLayer made =
        OnnxLayer.of(
            node,
            layer,
            Module.Kind.CONV1D,
            Map.of("kernel", ours, "bias", bias.orElseGet(() -> Array.filled(0, filters))),
            "conv1d of " + filters + " filters, " + span.size + " steps each");
    Tap tap = chain.addSteps(made, span.count, filters, 0);
    return given(all, axis, tap, java.util.stream.IntStream.range(0, filters).toArray());
  }

  /** [filters, channels, size], with zeros where a filter's group has no channel. */
  private static Array apart(Array weights, int filters, int channels, int groups, int size) {
    float[] from = weights.values();
    float[] to = new float[Math.multiplyExact(Math.multiplyExact(filters, channels), size)];
    int some = channels / groups;
    for (int filter = 0; filter < filters; filter++) {
      int first = filter / (filters / groups) * some;
      System.arraycopy(
          from, filter * some * size, to, (filter * channels + first) * size, some * size);
    }
    return Array.of(new long[] {filters, channels, size}, to);
  }

  private Grid pool(Grid all, int axis, OnnxRows rows, Span span) {
    Tap tap = chain.last();
    node.require(rows.whole(tap.features()), "it takes some of the features only");
    node.require(span.dilation == 1, "dilation of pooling has no counterpart");
    PoolKind kind = node.op().equals("MaxPool") ? PoolKind.MAX : PoolKind.AVERAGE;
    Pool1D layer = new Pool1D(kind, span.size, span.stride, span.padding);
    OnnxLayer made = OnnxLayer.plain(node, layer, layer.label() + " of " + span.size + " steps");
    Tap pooled = chain.addSteps(made, span.count, tap.features(), 0);
    return given(all, axis, pooled, rows.sources());
  }
}
