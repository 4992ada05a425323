package dev.unroll.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the errors of a predicted number are spread: predicted less true, in its unit.
 *
 * @param histogram of the errors, in bins of equal width; errors far out are in the first and last
 * @param bySize errors by the size of what was predicted, in bins of equal numbers of sequences
 */
public record Residuals(List<Bin> histogram, List<SizeBin> bySize) {

  private static final int BINS = 31;
  private static final int SIZES = 10;

  /** Where the histogram ends, in standard deviations from 0. */
  private static final double REACH = 4;

  /** How many errors are in [low, high). */
  public record Bin(double low, double high, int count) {}

  /**
   * Sequences by what was predicted of them.
   *
   * @param low least that was predicted
   * @param high most that was predicted
   * @param count of sequences
   * @param mae their mean absolute error
   * @param bias their mean error
   */
  public record SizeBin(double low, double high, int count, double mae, double bias) {}

  public Residuals {
    histogram = List.copyOf(histogram);
    bySize = List.copyOf(bySize);
  }

  /** Of a predicted number, of which one or more are finite. */
  public static Residuals of(Outcomes outcomes, int number) {
    int[] rows =
        IntStream.range(0, outcomes.rows())
            .filter(outcomes::isFinite)
            .boxed()
            .sorted((a, b) -> Float.compare(outcomes.value(a, number), outcomes.value(b, number)))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] errors =
        Arrays.stream(rows)
            .mapToDouble(row -> (double) outcomes.value(row, number) - outcomes.number(row, number))
            .toArray();
    return new Residuals(histogram(errors), bySize(outcomes, number, rows, errors));
  }

  private static List<Bin> histogram(double[] errors) {
    double spread = Math.sqrt(Arrays.stream(errors).map(e -> e * e).average().orElse(0));
    double most = Arrays.stream(errors).map(Math::abs).max().orElse(0);
    double end = Math.min(REACH * spread, most);
    double width = 2 * (end > 0 ? end : 1) / BINS;
    int[] counts = new int[BINS];
    for (double error : errors) {
      int bin = (int) Math.floor(error / width + BINS / 2.0);
      counts[Math.max(0, Math.min(BINS - 1, bin))]++;
    }
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      bins.add(new Bin((b - BINS / 2.0) * width, (b + 1 - BINS / 2.0) * width, counts[b]));
    }
    return bins;
  }

  private static List<SizeBin> bySize(Outcomes outcomes, int number, int[] rows, double[] errors) {
    int count = Math.min(SIZES, rows.length);
    List<SizeBin> bins = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      int from = (int) ((long) rows.length * b / count);
      int to = (int) ((long) rows.length * (b + 1) / count);
      double[] some = Arrays.copyOfRange(errors, from, to);
      bins.add(
          new SizeBin(
              outcomes.value(rows[from], number),
              outcomes.value(rows[to - 1], number),
              to - from,
              Arrays.stream(some).map(Math::abs).average().orElseThrow(),
              Arrays.stream(some).average().orElseThrow()));
    }
    return bins;
  }
}
