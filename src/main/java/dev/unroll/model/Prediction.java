package dev.unroll.model;

import static dev.unroll.check.Check.failure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What a model says of one sequence. A plain value, for any number of threads. */
public final class Prediction {

  private final Predictions all;
  private final int index;

  Prediction(Predictions all, int index) {
    this.all = all;
    this.index = index;
  }

  /** Rows: 1, or the steps of the sequence where a class is predicted at every step. */
  public int rows() {
    return all.firstRow(index + 1) - all.firstRow(index);
  }

  /** Names of the classes, or of the numbers. */
  public List<String> names() {
    return all.classNames();
  }

  /** The outputs of the last row: a probability for each class, or the numbers in their units. */
  public float[] values() {
    return values(rows() - 1);
  }

  /** The outputs of a row. */
  public float[] values(int row) {
    float[] values = new float[names().size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = all.value(row(row), k);
    }
    return values;
  }

  /**
   * The output of this name in the last row: the probability of a class in [0, 1], or a number.
   *
   * @throws dev.unroll.check.InputException where there is none of that name
   */
  public float value(String name) {
    int k = names().indexOf(name);
    if (k < 0) {
      throw failure("prediction: there is no output '%s'; there are %s", name, names());
    }
    return all.value(row(rows() - 1), k);
  }

  /** Whether the outputs of all rows are finite; a row of others has no class. */
  public boolean isFinite() {
    return IntStream.range(all.firstRow(index), all.firstRow(index + 1)).allMatch(all::isFinite);
  }

  /** The most probable class of the last row. */
  public String className() {
    return className(rows() - 1);
  }

  /** The most probable class of a row. */
  public String className(int row) {
    return all.className(row(row));
  }

  /** The most probable class of the last row, from 0. */
  public int classIndex() {
    return classIndex(rows() - 1);
  }

  /** The most probable class of a row, from 0. */
  public int classIndex(int row) {
    return all.classIndex(row(row));
  }

  private int row(int row) {
    if (row < 0 || row >= rows()) {
      throw failure("prediction: expected a row from 0 to %d, got %d", rows() - 1, row);
    }
    return all.firstRow(index) + row;
  }

  /** As {@code WALKING [0.91, 0.05, 0.04]}, or the numbers alone. */
  @Override
  public String toString() {
    String values = Arrays.toString(values());
    boolean named = all.target().isClasses() && all.isFinite(row(rows() - 1));
    return (named ? className() : names()) + " " + values;
  }
}
