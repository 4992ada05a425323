package dev.unroll.internal.numpy;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.internal.pickle.PickleValue;
import dev.unroll.internal.pickle.PickleValue.Items;
import dev.unroll.internal.pickle.PickleValue.Real;
import dev.unroll.internal.pickle.PickleValue.Text;
import dev.unroll.internal.pickle.PickleValue.Truth;
import dev.unroll.internal.pickle.PickleValue.Whole;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An array in a pickle, which gets its state after it was made. */
final class PickledArray implements PickleValue {

  /** Lists in lists. */
  private static final int DEEPEST = 8;

  /** Values in all lists together. */
  private static final int MOST_VISITED = 100_000_000;

  private final String who;
  private List<Integer> shape = List.of();

  /** Of numbers or texts; null where there are objects, or no state yet. */
  private Cells values;

  private List<PickleValue> objects = List.of();
  private int visited;

  PickledArray(String who) {
    this.who = who;
  }

  /**
   * Gives it bytes as values.
   *
   * @param columnMajor whether the first axis is the fastest
   */
  void fill(List<Integer> sizes, NpyType type, boolean columnMajor, ByteBuffer bytes) {
    long size = (long) type.width() * size(sizes);
    that(
        size == bytes.remaining(),
        "%s: an array of the shape %s has %d bytes, expected %d; the pickle is damaged",
        who,
        sizes,
        bytes.remaining(),
        size);
    int[] strides = new int[sizes.size()];
    int stride = 1;
    for (int i = 0; i < strides.length; i++) {
      int axis = columnMajor ? i : strides.length - 1 - i;
      strides[axis] = stride;
      stride *= sizes.get(axis);
    }
    shape = sizes;
    values = new NpyBlock(type, bytes.order(type.order()), 0, sizes, strides);
  }

  /** Gives it objects. */
  void fill(List<Integer> sizes, List<PickleValue> items) {
    that(
        items.size() == size(sizes),
        "%s: an array of the shape %s has %d objects; the pickle is damaged",
        who,
        sizes,
        items.size());
    shape = sizes;
    objects = items;
    values = null;
  }

  private long size(List<Integer> sizes) {
    long size = 1;
    for (int axis : sizes) {
      size *= axis;
      that(size <= Integer.MAX_VALUE, "%s: an array of the shape %s is too large", who, sizes);
    }
    return size;
  }

  List<Integer> shape() {
    return shape;
  }

  boolean isOfObjects() {
    return values == null;
  }

  /** Whether there are arrays or lists in it, one a place. */
  boolean holdsArrays() {
    return !objects.isEmpty() && objects.stream().allMatch(PickledArray::isArray);
  }

  private static boolean isArray(PickleValue value) {
    return value instanceof Items
        || (value instanceof PickledArray array && !array.shape.isEmpty());
  }

  /** Its arrays. */
  List<Cells> arrays() {
    List<Cells> arrays = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      PickleValue object = objects.get(i);
      String name = who + ": entry " + i;
      arrays.add(
          object instanceof PickledArray array && !array.isOfObjects()
              ? array.values
              : listed(name, object));
    }
    return arrays;
  }

  /** Its single values. */
  Cells cells(String name) {
    List<Object> plain = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      plain.add(single(name + ": entry " + i, objects.get(i)));
    }
    return CellList.of(name, shape, plain);
  }

  private static Object single(String name, PickleValue value) {
    if (value instanceof Whole whole) {
      return whole.number();
    } else if (value instanceof Real real) {
      return real.number();
    } else if (value instanceof Truth truth) {
      return truth.holds();
    } else if (value instanceof Text text) {
      return text.text();
    } else if (value instanceof PickledArray array && array.values != null && array.size() == 1) {
      return array.values.areTexts() || !Double.isNaN(array.values.number(0))
          ? exact(array.values)
          : Double.NaN;
    }
    throw other(name, value);
  }

  private static Object exact(Cells one) {
    return one.areTexts() ? one.text(0) : one.number(0);
  }

  private int size() {
    return values.size();
  }

  private static InputException other(String name, PickleValue value) {
    return failure(
        "%s is %s; expected a number, a text, or an array of them. Save ragged sequences as an array"
            + " of arrays, or as one padded array with an array 'lengths'",
        name,
        isArray(value) ? "an array or a list beside single values" : "None or another object");
  }

  /** A list, or lists of lists that agree in their lengths. */
  private Cells listed(String name, PickleValue value) {
    List<Integer> sizes = new ArrayList<>();
    List<Object> plain = new ArrayList<>();
    flatten(name, value, 0, sizes, plain);
    return CellList.of(name, List.copyOf(sizes), plain);
  }

  private void flatten(
      String name, PickleValue value, int depth, List<Integer> sizes, List<Object> plain) {
    // Lists may hold each other in circles.
    that(
        depth < DEEPEST && ++visited <= MOST_VISITED,
        "%s: lists in too many lists; expected numbers, or lists of numbers",
        name);
    if (value instanceof PickledArray array && !array.isOfObjects() && !array.shape.isEmpty()) {
      axes(name, depth, array.shape, sizes);
      for (int i = 0; i < array.size(); i++) {
        plain.add(array.values.areTexts() ? array.values.text(i) : array.values.number(i));
      }
      return;
    }
    if (!isArray(value)) {
      axes(name, depth, List.of(), sizes);
      plain.add(single(name, value));
      return;
    }
    List<PickleValue> items =
        value instanceof Items list ? list.items() : ((PickledArray) value).objects;
    if (depth == sizes.size() && plain.isEmpty()) {
      sizes.add(items.size());
    }
    that(
        depth < sizes.size() && sizes.get(depth) == items.size(),
        "%s: its lists differ in their lengths; expected one axis of steps and one of features",
        name);
    for (PickleValue item : items) {
      flatten(name, item, depth + 1, sizes, plain);
    }
  }

  /** Sees that what is that deep has these axes, as what came before it has. */
  private static void axes(String name, int depth, List<Integer> axes, List<Integer> sizes) {
    if (sizes.size() == depth) {
      sizes.addAll(axes);
    }
    that(
        sizes.subList(Math.min(depth, sizes.size()), sizes.size()).equals(axes),
        "%s: its lists differ in their lengths; expected one axis of steps and one of features",
        name);
  }
}
