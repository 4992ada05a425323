package dev.unroll.convert.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Nodes of ONNX that take some of the numbers, or more than there are.
 *
 * @param places which
 */
record OnnxChoice(OnnxNode node, OnnxPlaces places) {

  /** Entries of an axis. */
  Grid gathered(Grid grid) {
    int axis = places.axis(node.whole("axis", 0), grid.rank());
    int size = grid.size(axis);
    int[] indexes =
        Arrays.stream(places.wholes(1))
            .mapToInt(index -> Math.toIntExact(index < 0 ? index + size : index))
            .toArray();
    int[] before = grid.shape();
    int[] found = places.inputs().get(1).shape();
    int[] shape = new int[before.length - 1 + found.length];
    System.arraycopy(before, 0, shape, 0, axis);
    System.arraycopy(found, 0, shape, axis, found.length);
    System.arraycopy(before, axis + 1, shape, axis + found.length, before.length - axis - 1);
    return grid.taken(axis, indexes).reshaped(shape);
  }

  /** The last axis of the indexes has one for each of the first axes. */
  Grid gatheredByIndexes(Grid grid) {
    node.require(node.whole("batch_dims", 0) == 0, "expected batch_dims 0");
    int[] indexes = OnnxPlaces.ints(places.wholes(1));
    int[] found = places.inputs().get(1).shape();
    int axes = found.length == 0 ? 0 : found[found.length - 1];
    node.require(axes > 0 && axes <= grid.rank(), "it has indexes for " + axes + " axes");
    int[] before = grid.shape();
    int[] flat = new int[indexes.length / axes];
    for (int i = 0; i < flat.length; i++) {
      for (int axis = 0; axis < axes; axis++) {
        int index = indexes[i * axes + axis];
        int from = index < 0 ? index + before[axis] : index;
        node.require(from >= 0 && from < before[axis], "index " + index + " lies outside");
        flat[i] = flat[i] * before[axis] + from;
      }
    }
    int[] rest = Arrays.copyOfRange(before, axes, before.length);
    int[] shape = Arrays.copyOf(found, found.length - 1 + rest.length);
    System.arraycopy(rest, 0, shape, found.length - 1, rest.length);
    int[] lines =
        Arrays.copyOf(new int[] {Grid.size(Arrays.copyOf(before, axes))}, 1 + rest.length);
    System.arraycopy(rest, 0, lines, 1, rest.length);
    return grid.reshaped(lines).taken(0, flat).reshaped(shape);
  }

  /** Ranges of axes. */
  Grid sliced(Grid grid) {
    long[] starts = places.given("starts", 1).orElse(new long[0]);
    long[] ends = places.given("ends", 2).orElse(new long[0]);
    long[] axes =
        places
            .given("axes", 3)
            .orElseGet(() -> IntStream.range(0, starts.length).asLongStream().toArray());
    long[] steps = places.given("steps", 4).orElseGet(() -> filled(starts.length));
    node.require(
        starts.length > 0
            && ends.length == starts.length
            && axes.length == starts.length
            && steps.length == starts.length,
        "expected as many ends, axes and steps as starts");
    Grid some = grid;
    for (int i = 0; i < starts.length; i++) {
      int axis = places.axis(axes[i], grid.rank());
      int size = some.size(axis);
      long step = steps[i];
      node.require(step != 0, "it has a step of 0");
      long most = step > 0 ? size : size - 1L;
      long from = bound(starts[i] < 0 ? starts[i] + size : starts[i], 0, most);
      long to = bound(ends[i] < 0 ? ends[i] + size : ends[i], step > 0 ? 0 : -1, most);
      some = some.taken(axis, between(from, to, step));
    }
    return some;
  }

  private static long[] filled(int size) {
    long[] ones = new long[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static long bound(long value, long least, long most) {
    return Math.max(least, Math.min(value, most));
  }

  private static int[] between(long from, long to, long step) {
    return IntStream.iterate(
            (int) from,
            i -> step > 0 ? i < to : i > to,
            i -> (int) bound(i + step, -1, Integer.MAX_VALUE))
        .toArray();
  }

  /** Parts of an axis. */
  List<Grid> split(Grid grid) {
    int axis = places.axis(node.whole("axis", 0), grid.rank());
    int size = grid.size(axis);
    int count = Math.toIntExact(node.whole("num_outputs", node.outputs().size()));
    node.require(count > 0, "it splits into nothing");
    int each = (size + count - 1) / count;
    long[] sizes =
        places
            .given("split", 1)
            .orElseGet(
                () ->
                    IntStream.range(0, count)
                        .mapToLong(i -> bound(size - (long) i * each, 0, each))
                        .toArray());
    List<Grid> parts = new ArrayList<>();
    int from = 0;
    for (long part : sizes) {
      node.require(
          part >= 0 && from + part <= size, "it takes more than the " + size + " there are");
      parts.add(grid.range(axis, from, from + (int) part));
      from += (int) part;
    }
    node.require(from == size, "it leaves some of the " + size + " out");
    return parts;
  }

  /** With zeros around it. */
  Grid padded(Grid grid) {
    node.require(
        node.text("mode", "constant").equals("constant")
            && node.real("value", 0) == 0
            && (places.inputs().size() < 3
                || places.inputs().get(2) == null
                || places.inputs().get(2).isZero()),
        "expected padding with zeros");
    long[] pads = places.given("pads", 1).orElse(new long[0]);
    long[] axes =
        places
            .given("axes", 3)
            .orElseGet(() -> IntStream.range(0, grid.rank()).asLongStream().toArray());
    node.require(pads.length == 2 * axes.length, "expected two paddings for each axis");
    Grid more = grid;
    for (int i = 0; i < axes.length; i++) {
      int axis = places.axis(axes[i], grid.rank());
      List<Grid> parts = new ArrayList<>();
      parts.add(zeros(more, axis, pads[i]));
      parts.add(more);
      parts.add(zeros(more, axis, pads[i + axes.length]));
      more = Grid.joined(axis, parts);
    }
    return more;
  }

  private Grid zeros(Grid grid, int axis, long size) {
    node.require(size >= 0 && size <= Short.MAX_VALUE, "it has a padding of " + size);
    int[] shape = grid.shape();
    shape[axis] = (int) size;
    return Grid.of(i -> Grid.ZERO, shape);
  }
}
