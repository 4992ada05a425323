package dev.unroll.convert.onnx;

import dev.unroll.layer.Readout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Nodes of ONNX that take the mean or the maximum over all steps, or sum the directions. */
final class OnnxReduce {

  /** What it reads. */
  static final Set<String> OPS =
      Set.of("ReduceMean", "ReduceMax", "ReduceSum", "GlobalAveragePool", "GlobalMaxPool");

  private OnnxReduce() {}

  /** Adds the layer; what it gives. */
  static Grid add(OnnxChain chain, OnnxNode node, OnnxValues values) {
    Grid data = values.data(node, 0);
    boolean[] gone = axes(node, values, data.rank());
    boolean kept = node.op().startsWith("Global") || node.whole("keepdims", 1) != 0;
    List<Integer> left = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < gone.length; axis++) {
      if (!gone[axis]) {
        order.add(axis);
      }
      if (!gone[axis] || kept) {
        left.add(gone[axis] ? 1 : data.size(axis));
      }
    }
    IntStream.range(0, gone.length).filter(axis -> gone[axis]).forEach(order::add);
    Grid turned = data.transposed(order.stream().mapToInt(Integer::intValue).toArray());
    int[] shape = left.stream().mapToInt(Integer::intValue).toArray();
    int rest = Grid.size(shape);
    node.require(rest > 0 && data.size() > 0, "it takes nothing");
    Grid lines = turned.reshaped(rest, data.size() / rest);
    chain.requireLast(node, data);
    if (overSteps(lines, chain.last())) {
      return steps(chain, node, lines).reshaped(shape);
    }
    node.require(
        !node.op().endsWith("Max") && !node.op().startsWith("Global"),
        "it takes the maximum of something other than all steps; there is no counterpart");
    List<Grid> parts = new ArrayList<>();
    for (int i = 0; i < lines.size(1); i++) {
      parts.add(lines.range(1, i, i + 1).reshaped(shape));
    }
    Grid sum = OnnxPointwise.combined(chain, node, parts, 1);
    if (node.op().equals("ReduceMean")) {
      Tap before = chain.last();
      float[] scale = new float[before.features()];
      Arrays.fill(scale, 1f / parts.size());
      Tap after = chain.scaled(node, scale, new float[before.features()]);
      return sum.mapped(c -> c - before.first() + after.first());
    }
    return sum;
  }

  private static boolean[] axes(OnnxNode node, OnnxValues values, int rank) {
    boolean[] gone = new boolean[rank];
    if (node.op().startsWith("Global")) {
      for (int axis = 2; axis < rank; axis++) {
        gone[axis] = true;
      }
      return gone;
    }
    OnnxAttribute given = node.attributes().get("axes");
    long[] axes =
        given == null
            ? values
                .wholes(node, 1)
                .orElseThrow(() -> node.refused("it does not say over which axes it goes"))
            : given.wholes().stream().mapToLong(Long::longValue).toArray();
    for (long axis : axes) {
      node.require(axis >= -rank && axis < rank, "it has axis " + axis + " of " + rank);
      gone[(int) (axis < 0 ? axis + rank : axis)] = true;
    }
    return gone;
  }

  /** Whether each line has all steps of one feature of one sequence. */
  private static boolean overSteps(Grid lines, Tap tap) {
    if (tap.vector() || lines.size(1) != tap.steps()) {
      return false;
    }
    for (int i = 0; i < lines.size(0); i++) {
      boolean[] seen = new boolean[tap.steps()];
      int first = lines.cell(i * tap.steps());
      for (int k = 0; k < seen.length; k++) {
        int place = lines.cell(i * tap.steps() + k);
        boolean same =
            place != Grid.ZERO
                && first != Grid.ZERO
                && tap.row(place) == tap.row(first)
                && tap.feature(place) == tap.feature(first)
                && !seen[tap.step(place)];
        if (!same) {
          return false;
        }
        seen[tap.step(place)] = true;
      }
    }
    return true;
  }

  private static Grid steps(OnnxChain chain, OnnxNode node, Grid lines) {
    Tap before = chain.last();
    node.require(!node.op().equals("ReduceSum"), "a sum over all steps has no counterpart");
    boolean max = node.op().endsWith("Max") || node.op().equals("GlobalMaxPool");
    Tap vector = chain.readout(node, max ? Readout.Take.MAX : Readout.Take.MEAN);
    return Grid.of(
        i -> {
          int place = lines.cell(i * before.steps());
          return vector.place(0, before.row(place), before.feature(place));
        },
        lines.size(0));
  }
}
