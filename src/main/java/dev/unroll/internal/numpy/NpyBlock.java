package dev.unroll.internal.numpy;

import java.nio.ByteBuffer;
import java.util.List;

/** Values of an array in the bytes of a file. */
final class NpyBlock implements Cells {

  private final NpyType type;
  private final ByteBuffer bytes;
  private final int first;
  private final List<Integer> shape;
  private final int[] sizes;
  private final int[] strides;

  /**
   * @param first place of the first value
   * @param shape sizes of the axes
   * @param strides places from one entry of each axis to the next
   */
  NpyBlock(NpyType type, ByteBuffer bytes, int first, List<Integer> shape, int[] strides) {
    this.type = type;
    this.bytes = bytes;
    this.first = first;
    this.shape = shape;
    this.sizes = shape.stream().mapToInt(Integer::intValue).toArray();
    this.strides = strides;
  }

  @Override
  public List<Integer> shape() {
    return shape;
  }

  @Override
  public boolean areNumbers() {
    return type.isNumber();
  }

  @Override
  public boolean areTexts() {
    return type.isText();
  }

  @Override
  public double number(int index) {
    return type.number(bytes, place(index) * type.width());
  }

  @Override
  public String text(int index) {
    return type.text(bytes, place(index) * type.width());
  }

  private int place(int index) {
    int place = first;
    int rest = index;
    for (int axis = sizes.length - 1; axis > 0; axis--) {
      place += rest % sizes[axis] * strides[axis];
      rest /= sizes[axis];
    }
    return sizes.length == 0 ? place : place + rest * strides[0];
  }
}
