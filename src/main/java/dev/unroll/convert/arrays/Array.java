package dev.unroll.convert.arrays;

import static dev.unroll.check.Check.that;

import java.util.Arrays;
import java.util.List;

/** Numbers with a shape, row by row: what a weight is in a file. Never changes. */
public final class Array {

  private final long[] shape;
  private final float[] values;

  private Array(long[] shape, float[] values) {
    this.shape = shape;
    this.values = values;
  }

  /**
   * An array of its own.
   *
   * @param values as many as the shape asks for
   */
  public static Array of(long[] shape, float[] values) {
    long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    that(
        size == values.length,
        "array: shape %s asks for %d values, got %d",
        Arrays.toString(shape),
        size,
        values.length);
    return new Array(shape.clone(), values.clone());
  }

  /** An array of one number everywhere. */
  public static Array filled(float value, long... shape) {
    float[] values =
        new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    Arrays.fill(values, value);
    return new Array(shape.clone(), values);
  }

  /** Sizes of the dimensions. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of dimensions. */
  public int rank() {
    return shape.length;
  }

  /** Size of a dimension. */
  public int size(int axis) {
    return Math.toIntExact(shape[axis]);
  }

  /** The numbers, row by row. */
  public float[] values() {
    return values.clone();
  }

  /** The largest magnitude; 0 where there is no number. */
  public float largest() {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** The same numbers in another shape. */
  public Array reshaped(long... other) {
    return of(other, values);
  }

  /** Some entries of the first axis. */
  public Array rows(int from, int to) {
    int row = shape[0] == 0 ? 0 : values.length / size(0);
    long[] some = shape.clone();
    some[0] = (long) to - from;
    return new Array(some, Arrays.copyOfRange(values, from * row, to * row));
  }

  /** A block of the last axis, which has {@code count} blocks of one size. */
  public Array block(int index, int count) {
    int width = size(rank() - 1);
    int part = width / count;
    int lines = width == 0 ? 0 : values.length / width;
    float[] some = new float[lines * part];
    for (int line = 0; line < lines; line++) {
      System.arraycopy(values, line * width + index * part, some, line * part, part);
    }
    long[] narrow = shape.clone();
    narrow[rank() - 1] = part;
    return new Array(narrow, some);
  }

  /** Blocks of the last axis in another order. */
  public Array blocks(int count, int... order) {
    Array all = block(order[0], count);
    for (int i = 1; i < order.length; i++) {
      all = beside(all, block(order[i], count));
    }
    return all;
  }

  /** Both beside each other along the last axis. */
  private static Array beside(Array a, Array b) {
    int left = a.size(a.rank() - 1);
    int right = b.size(b.rank() - 1);
    int lines = a.values.length / left;
    float[] all = new float[a.values.length + b.values.length];
    for (int line = 0; line < lines; line++) {
      int at = line * (left + right);
      System.arraycopy(a.values, line * left, all, at, left);
      System.arraycopy(b.values, line * right, all, at + left, right);
    }
    long[] wide = a.shape.clone();
    wide[a.rank() - 1] = (long) left + right;
    return new Array(wide, all);
  }

  /** All below each other along the first axis. */
  public static Array below(Array above, Array under) {
    float[] all = Arrays.copyOf(above.values, above.values.length + under.values.length);
    System.arraycopy(under.values, 0, all, above.values.length, under.values.length);
    long[] tall = above.shape.clone();
    tall[0] += under.shape[0];
    return new Array(tall, all);
  }

  /** The axes in reverse order. */
  public Array transposed() {
    int rank = rank();
    long[] turned = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      turned[axis] = shape[rank - 1 - axis];
    }
    float[] all = new float[values.length];
    int[] index = new int[rank];
    for (float value : values) {
      int at = 0;
      for (int axis = rank - 1; axis >= 0; axis--) {
        at = at * size(axis) + index[axis];
      }
      all[at] = value;
      for (int axis = rank - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
        index[axis] = 0;
      }
    }
    return new Array(turned, all);
  }

  /** The sum, number by number. */
  public Array plus(Array other) {
    float[] sum = values.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.values[i];
    }
    return new Array(shape, sum);
  }

  /** With {@code amount} taken off a block of the last axis. */
  public Array lessInBlock(int index, int count, double amount) {
    int width = size(rank() - 1);
    int part = width / count;
    float[] less = values.clone();
    for (int i = 0; i < less.length; i++) {
      if (i % width / part == index) {
        less[i] = (float) (less[i] - amount);
      }
    }
    return new Array(shape, less);
  }

  /** Whether the shape is this one. */
  public boolean is(long... expected) {
    return Arrays.equals(shape, expected);
  }

  /** As {@code [3, 8]}. */
  public String shapeText() {
    return Arrays.toString(shape);
  }

  /** Names and shapes, as in messages. */
  public static String list(List<String> names) {
    int most = 8;
    String some = String.join(", ", names.subList(0, Math.min(most, names.size())));
    return names.size() > most ? some + " and " + (names.size() - most) + " more" : some;
  }
}
