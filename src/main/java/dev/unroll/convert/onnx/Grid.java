package dev.unroll.convert.onnx;

import static dev.unroll.check.Check.that;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Where each number of a tensor comes from, row by row: its place in another one. What only moves
 * numbers moves these places. Never changes.
 */
final class Grid {

  /** A place of what is zero. */
  static final int ZERO = -1;

  /** The most numbers that a tensor may have. */
  private static final long MOST_CELLS = 1 << 24;

  private static final int MOST_AXES = 8;

  private final int[] shape;
  private final int[] cells;

  private Grid(int[] shape, int[] cells) {
    this.shape = shape;
    this.cells = cells;
  }

  /** Places {@code first}, {@code first + 1}, ... in their order. */
  static Grid counting(int first, int... shape) {
    return of(index -> first + index, shape);
  }

  /** A place for each index of the flattened tensor. */
  static Grid of(IntUnaryOperator place, int... shape) {
    int[] cells = new int[size(shape)];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = place.applyAsInt(i);
    }
    return new Grid(shape.clone(), cells);
  }

  /**
   * How many numbers a shape asks for.
   *
   * @throws dev.unroll.check.InputException where they are too many
   */
  static int size(int... shape) {
    long size = 1;
    for (int axis : shape) {
      that(axis >= 0, "a size of %d is none", axis);
      size *= axis;
      that(
          size <= MOST_CELLS && shape.length <= MOST_AXES,
          "a tensor %s is too large to follow: at most %d numbers and %d axes",
          Arrays.toString(shape),
          MOST_CELLS,
          MOST_AXES);
    }
    return (int) size;
  }

  int[] shape() {
    return shape.clone();
  }

  int rank() {
    return shape.length;
  }

  int size(int axis) {
    return shape[axis];
  }

  int size() {
    return cells.length;
  }

  /** A place, by the index of the flattened tensor. */
  int cell(int index) {
    return cells[index];
  }

  /** All places. */
  IntStream cells() {
    return Arrays.stream(cells);
  }

  String shapeText() {
    return Arrays.toString(shape);
  }

  /** Other places, one for each; zero stays zero. */
  Grid mapped(IntUnaryOperator place) {
    return of(i -> cells[i] == ZERO ? ZERO : place.applyAsInt(cells[i]), shape);
  }

  /** The same numbers in another shape. */
  Grid reshaped(int... other) {
    that(
        size(other) == cells.length,
        "%s cannot have the shape %s",
        shapeText(),
        Arrays.toString(other));
    return new Grid(other.clone(), cells);
  }

  /** With axes in another order. */
  Grid transposed(int... order) {
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    that(
        Arrays.equals(sorted, IntStream.range(0, shape.length).toArray()),
        "%s is no order of the axes of %s",
        Arrays.toString(order),
        shapeText());
    int[] turned = new int[shape.length];
    int[] strides = new int[shape.length];
    int[] own = strides();
    for (int axis = 0; axis < order.length; axis++) {
      turned[axis] = shape[order[axis]];
      strides[axis] = own[order[axis]];
    }
    return strided(turned, strides);
  }

  /** With an axis last. */
  Grid endingIn(int axis) {
    int last = shape.length - 1;
    return transposed(
        IntStream.range(0, shape.length)
            .map(i -> i == last ? axis : i < axis ? i : i + 1)
            .toArray());
  }

  private int[] strides() {
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape[axis];
    }
    return strides;
  }

  private Grid strided(int[] other, int[] strides) {
    int[] moved = new int[size(other)];
    int[] index = new int[other.length];
    int from = 0;
    for (int i = 0; i < moved.length; i++) {
      moved[i] = cells[from];
      for (int axis = other.length - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++index[axis] < other[axis]) {
          break;
        }
        from -= strides[axis] * other[axis];
        index[axis] = 0;
      }
    }
    return new Grid(other, moved);
  }

  /** Some entries of an axis, in the order of {@code indexes}. */
  Grid taken(int axis, int[] indexes) {
    int inner = 1;
    for (int i = axis + 1; i < shape.length; i++) {
      inner *= shape[i];
    }
    int[] other = shape.clone();
    other[axis] = indexes.length;
    int[] moved = new int[size(other)];
    int width = shape[axis] * inner;
    int outer = width == 0 ? 0 : cells.length / width;
    int to = 0;
    for (int i = 0; i < outer; i++) {
      for (int index : indexes) {
        that(
            index >= 0 && index < shape[axis],
            "index %d lies outside of axis %d of %s",
            index,
            axis,
            shapeText());
        System.arraycopy(cells, i * width + index * inner, moved, to, inner);
        to += inner;
      }
    }
    return new Grid(other, moved);
  }

  /** Entries {@code from} to {@code to} of an axis. */
  Grid range(int axis, int from, int to) {
    return taken(axis, IntStream.range(from, to).toArray());
  }

  /** All beside each other along an axis. */
  static Grid joined(int axis, List<Grid> all) {
    int[] shape = all.get(0).shape();
    shape[axis] = 0;
    for (Grid grid : all) {
      boolean fits = grid.rank() == shape.length;
      for (int i = 0; fits && i < shape.length; i++) {
        fits = i == axis || grid.shape[i] == shape[i];
      }
      that(
          fits,
          "%s and %s cannot be joined on axis %d",
          all.get(0).shapeText(),
          grid.shapeText(),
          axis);
      shape[axis] += grid.shape[axis];
    }
    int[] moved = new int[size(shape)];
    int outer = 1;
    for (int i = 0; i < axis; i++) {
      outer *= shape[i];
    }
    int to = 0;
    for (int i = 0; i < outer; i++) {
      for (Grid grid : all) {
        int width = grid.cells.length / outer;
        System.arraycopy(grid.cells, i * width, moved, to, width);
        to += width;
      }
    }
    return new Grid(shape, moved);
  }

  /** Repeated along axes of size 1, and new ones before the first, to a larger shape. */
  Grid expanded(int... other) {
    int[] strides = new int[other.length];
    int[] own = strides();
    int offset = other.length - shape.length;
    boolean fits = offset >= 0;
    for (int axis = shape.length - 1; fits && axis >= 0; axis--) {
      fits = shape[axis] == other[axis + offset] || shape[axis] == 1;
      strides[axis + offset] = shape[axis] == 1 ? 0 : own[axis];
    }
    that(fits, "%s cannot be repeated to %s", shapeText(), Arrays.toString(other));
    return strided(other.clone(), strides);
  }

  /** The shape that two have when each is repeated along axes of size 1. */
  static int[] common(int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] shape = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int left = i <= a.length ? a[a.length - i] : 1;
      int right = i <= b.length ? b[b.length - i] : 1;
      that(
          left == right || left == 1 || right == 1,
          "%s and %s do not fit together",
          Arrays.toString(a),
          Arrays.toString(b));
      shape[rank - i] = left == 1 ? right : left;
    }
    return shape;
  }
}
