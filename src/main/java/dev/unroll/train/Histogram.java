package dev.unroll.train;

import java.util.ArrayList;
import java.util.List;

/**
 * How values are spread: counts in bins of equal width.
 *
 * @param least value
 * @param most value
 * @param count of values
 * @param sum of values
 * @param sumOfSquares of values
 * @param limits upper end of each bin, ascending
 * @param counts of each bin
 */
public record Histogram(
    double least,
    double most,
    long count,
    double sum,
    double sumOfSquares,
    List<Double> limits,
    List<Long> counts) {

  private static final int BINS = 30;

  public Histogram {
    limits = List.copyOf(limits);
    counts = List.copyOf(counts);
  }

  /** The histogram of the finite ones of {@code values}. */
  static Histogram of(float[] values) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
        sum += value;
        squares += (double) value * value;
        count++;
      }
    }
    if (count == 0) {
      return new Histogram(0, 0, 0, 0, 0, List.of(0.0), List.of(0L));
    }
    double width = (most - least) / BINS;
    long[] bins = new long[width > 0 ? BINS : 1];
    for (float value : values) {
      if (Float.isFinite(value)) {
        bins[width > 0 ? Math.min(BINS - 1, (int) ((value - least) / width)) : 0]++;
      }
    }
    List<Double> limits = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (int bin = 0; bin < bins.length; bin++) {
      limits.add(bin == bins.length - 1 ? most : least + (bin + 1) * width);
      counts.add(bins[bin]);
    }
    return new Histogram(least, most, count, sum, squares, limits, counts);
  }
}
