package dev.unroll.source.csv;

import dev.unroll.data.Split;
import dev.unroll.internal.table.FileLine;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** The rows of one sequence, as they come. */
final class CsvSeries {

  private final CsvKey key;
  private final FileLine first;
  private final Optional<Split> split;
  private final FloatRows values;
  private final FloatRows truth;
  private double[] times = new double[16];
  private boolean inOrder = true;

  /**
   * @param key tells it from others
   * @param first line
   * @param split that a column gives it to
   * @param features values of a step
   * @param truthWidth numbers of a step that tell what is to be predicted
   */
  CsvSeries(CsvKey key, FileLine first, Optional<Split> split, int features, int truthWidth) {
    this.key = key;
    this.first = first;
    this.split = split;
    this.values = new FloatRows(features);
    this.truth = new FloatRows(truthWidth);
  }

  /** Adds a step that comes after the last one. */
  void add(float[] step, float[] stepTruth) {
    values.add(step);
    truth.add(stepTruth);
  }

  /** Adds a step whose place {@code time} tells. */
  void add(float[] step, float[] stepTruth, double time) {
    int steps = steps();
    if (steps == times.length) {
      times = Arrays.copyOf(times, 2 * steps);
    }
    times[steps] = time;
    inOrder &= steps == 0 || times[steps - 1] < time;
    add(step, stepTruth);
  }

  /** Puts the steps into the order of their times, which must differ. */
  void sort() {
    if (inOrder) {
      return;
    }
    int[] order =
        IntStream.range(0, steps())
            .boxed()
            .sorted(Comparator.comparingDouble(row -> times[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int step = 1; step < order.length; step++) {
      first.that(
          times[order[step - 1]] < times[order[step]],
          "%s begins here and has two rows of the same time: rows %d and %d of it",
          key,
          order[step - 1] + 1,
          order[step] + 1);
    }
    values.reorder(order);
    truth.reorder(order);
  }

  CsvKey key() {
    return key;
  }

  FileLine first() {
    return first;
  }

  Optional<Split> split() {
    return split;
  }

  int steps() {
    return values.rows();
  }

  /** [steps, features], flat; NaN where missing. */
  float[] values() {
    return values.flat();
  }

  /** [steps, width]: numbers to predict, or the class. */
  FloatRows truth() {
    return truth;
  }
}
