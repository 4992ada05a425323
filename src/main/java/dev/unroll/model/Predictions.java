package dev.unroll.model;

import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import dev.unroll.data.Target;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a model says of some sequences: one row a sequence, or one a step where steps are
 * classified. A row has a probability for each class, or the numbers predicted.
 */
public final class Predictions {

  private final Target target;
  private final float[] values;
  private final int[] firstRows;

  /**
   * @param target what is predicted
   * @param values [rows, outputs], flat; not copied
   * @param firstRows row of each sequence's beginning, and the number of rows at the end; not
   *     copied
   */
  Predictions(Target target, float[] values, int[] firstRows) {
    this.target = target;
    this.values = values;
    this.firstRows = firstRows;
  }

  /** One row a sequence. */
  public static Predictions ofSequences(Target target, float[] values) {
    int rows = values.length / target.names().size();
    return new Predictions(target, values, IntStream.rangeClosed(0, rows).toArray());
  }

  /**
   * The rows of sequence after sequence.
   *
   * @param sequences [rows, outputs] each, flat
   */
  public static Predictions of(Target target, List<float[]> sequences) {
    int[] firstRows = new int[sequences.size() + 1];
    for (int i = 0; i < sequences.size(); i++) {
      firstRows[i + 1] = firstRows[i] + sequences.get(i).length / target.names().size();
    }
    return new Predictions(target, Floats.concat(sequences.toArray(float[][]::new)), firstRows);
  }

  /** Number of sequences. */
  public int size() {
    return firstRows.length - 1;
  }

  /** What is said of a sequence. */
  public Prediction get(int index) {
    that(
        index >= 0 && index < size(),
        "predictions: expected a sequence from 0 to %d, got %d",
        size() - 1,
        index);
    return new Prediction(this, index);
  }

  /** Number of rows of all sequences. */
  public int rows() {
    return firstRows[size()];
  }

  /** The first row of a sequence; the row after the last where {@code index} is the size. */
  public int firstRow(int index) {
    return firstRows[index];
  }

  /** What is predicted. */
  public Target target() {
    return target;
  }

  /** Names of the classes, or of the numbers. */
  public List<String> classNames() {
    return target.names();
  }

  /** An output of a row: a probability in [0, 1], or a number in its unit. */
  public float value(int row, int output) {
    return values[row * target.names().size() + output];
  }

  /** The probability, in [0, 1], that {@code row} is of class {@code classIndex}. */
  public float probability(int row, int classIndex) {
    return value(row, classIndex);
  }

  /** Whether the outputs of a row are all finite; else nothing can be said of it. */
  public boolean isFinite(int row) {
    for (int k = 0; k < target.names().size(); k++) {
      if (!Float.isFinite(value(row, k))) {
        return false;
      }
    }
    return true;
  }

  /** Rows with an output that is NaN or infinite. */
  public int notFinite() {
    return (int) IntStream.range(0, rows()).filter(row -> !isFinite(row)).count();
  }

  /**
   * The most probable class of a row, from 0.
   *
   * @throws dev.unroll.check.InputException where an output of the row is NaN or infinite
   */
  public int classIndex(int row) {
    that(
        isFinite(row),
        "predictions: row %d is not of finite numbers: it has no most probable class",
        row);
    int best = 0;
    for (int k = 1; k < target.names().size(); k++) {
      if (value(row, k) > value(row, best)) {
        best = k;
      }
    }
    return best;
  }

  /** The name of the most probable class of a row, as {@link #classIndex} tells it. */
  public String className(int row) {
    return target.names().get(classIndex(row));
  }

  /** The most probable class of every row, as {@link #classIndex} tells it. */
  public int[] classIndices() {
    return IntStream.range(0, rows()).map(this::classIndex).toArray();
  }
}
