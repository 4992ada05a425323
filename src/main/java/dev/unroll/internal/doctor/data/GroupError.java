package dev.unroll.internal.doctor.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The standard error of a mean over sequences that come in groups: those of a group are alike, so
 * that many sequences of few subjects tell less than as many of many.
 *
 * <p>The linearised estimate for cluster samples: W. Cochran, "Sampling Techniques", 1977, chapter
 * 9A. Where there are few groups it is not less than that by stretches of neighbours, since windows
 * of a series come one after the other.
 */
public final class GroupError {

  /** Groups that tell by themselves how much they differ. */
  private static final int MANY_GROUPS = 8;

  /** Stretches that a series is cut into. */
  private static final int STRETCHES = 20;

  private GroupError() {}

  /**
   * The standard error of the mean.
   *
   * @param values one a row
   * @param groups that of each row
   * @return not a number where there are fewer than two rows
   */
  public static double of(double[] values, int[] groups) {
    if (values.length < 2) {
      return Double.NaN;
    }
    long distinct = Arrays.stream(groups).distinct().count();
    double byGroup = distinct < 2 ? 0 : clustered(values, groups);
    if (distinct >= MANY_GROUPS) {
      return byGroup;
    }
    int[] stretches = new int[values.length];
    Arrays.setAll(
        stretches, i -> (int) ((long) i * Math.min(STRETCHES, values.length) / values.length));
    return Math.max(byGroup, clustered(values, stretches));
  }

  private static double clustered(double[] values, int[] groups) {
    double mean = Arrays.stream(values).average().orElse(0);
    Map<Integer, Double> sums = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      sums.merge(groups[i], values[i] - mean, Double::sum);
    }
    double squares = sums.values().stream().mapToDouble(sum -> sum * sum).sum();
    double count = sums.size();
    return Math.sqrt(squares * count / (count - 1)) / values.length;
  }
}
