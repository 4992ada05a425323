package dev.unroll.source.csv;

import dev.unroll.check.Check;
import java.util.Arrays;

/** Rows of numbers, as many as come. */
final class FloatRows {

  private final int width;
  private float[] numbers;
  private int rows;

  /**
   * @param width numbers of a row
   */
  FloatRows(int width) {
    this.width = width;
    this.numbers = new float[16 * width];
  }

  void add(float[] row) {
    if ((rows + 1L) * width > numbers.length) {
      long wanted = Math.min(2L * numbers.length, Integer.MAX_VALUE - 8L);
      Check.that((rows + 1L) * width <= wanted, "a sequence is too long: more than %d steps", rows);
      numbers = Arrays.copyOf(numbers, (int) wanted);
    }
    System.arraycopy(row, 0, numbers, rows * width, width);
    rows++;
  }

  int rows() {
    return rows;
  }

  float get(int row, int column) {
    return numbers[row * width + column];
  }

  /** Whether {@code row} equals the last one. */
  boolean lastEquals(float[] row) {
    int from = (rows - 1) * width;
    return Arrays.equals(numbers, from, from + width, row, 0, width);
  }

  /** Puts the rows into the order that {@code order} has their indices in. */
  void reorder(int[] order) {
    float[] sorted = new float[numbers.length];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(numbers, order[row] * width, sorted, row * width, width);
    }
    numbers = sorted;
  }

  /** All numbers, row by row. */
  float[] flat() {
    return Arrays.copyOf(numbers, rows * width);
  }
}
