package dev.unroll.internal.numpy;

import static dev.unroll.check.Check.that;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Entries of an array in a file, some of which are read at a time. */
final class NpyEntries implements Entries {

  /** That are read at a time, where one entry is no larger. */
  private static final int BYTES = 1 << 24;

  private final NpyArray array;
  private final int axis;
  private final int[] others;
  private final int size;

  /** Values of an entry. */
  private final long values;

  private int from;
  private int to;
  private ByteBuffer bytes = ByteBuffer.allocate(0);

  /**
   * @param axis whose entries are wanted
   * @param others the axes of an entry, in the order that it is to have them
   */
  NpyEntries(NpyArray array, int axis, int... others) {
    this.array = array;
    this.axis = axis;
    this.others = others.clone();
    that(
        Arrays.stream(others).allMatch(other -> array.size(other) <= Integer.MAX_VALUE)
            && array.size(axis) <= Integer.MAX_VALUE,
        "%s: an axis of its shape %s has more than 2^31 entries; save it in smaller pieces",
        array.who(),
        array.shapeText());
    this.size = (int) array.size(axis);
    this.values = size == 0 ? 0 : array.size() / size;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Cells get(int index) throws IOException {
    if (index < from || index >= to) {
      long most = BYTES / Math.max(1, values * Math.max(1, array.type().width()));
      from = index;
      to = (int) Math.min(size, index + Math.max(1, most));
      bytes = array.bytes(axis, from, to);
    }
    int[] strides = array.strides(axis, to - from);
    List<Integer> shape = Arrays.stream(others).mapToObj(o -> (int) array.size(o)).toList();
    int first = (index - from) * strides[axis];
    return new NpyBlock(
        array.type(), bytes, first, shape, Arrays.stream(others).map(o -> strides[o]).toArray());
  }
}
