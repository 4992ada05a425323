package dev.unroll.internal.numpy;

import java.util.List;

/** Values with a shape, in memory; counted row by row, the last axis the fastest. */
public interface Cells {

  /** Sizes of the axes; none for a single value. */
  List<Integer> shape();

  /** Whether each value is a number, true and false included. */
  boolean areNumbers();

  /** Whether each value is a text. */
  boolean areTexts();

  /** A number, where values are numbers. */
  double number(int index);

  /** A text, or a number as classes are called by it: {@code 3} for 3.0, {@code True}. */
  String text(int index);

  /** How many values there are. */
  default int size() {
    return shape().stream().reduce(1, Math::multiplyExact);
  }
}
