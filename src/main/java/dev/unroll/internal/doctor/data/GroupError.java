package dev.unroll.internal.doctor.data;

import dev.unroll.evaluate.ClusteredMean;
import java.util.Arrays;

/**
 * The standard error of a mean over sequences that come in groups: those of a group are alike, so
 * that many sequences of few subjects tell less than as many of many.
 *
 * <p>Where there are few groups it is not less than that by stretches of neighbours, since windows
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
    double byGroup = distinct < 2 ? 0 : ClusteredMean.of(values, groups).standardError();
    if (distinct >= MANY_GROUPS) {
      return byGroup;
    }
    int[] stretches = new int[values.length];
    Arrays.setAll(
        stretches, i -> (int) ((long) i * Math.min(STRETCHES, values.length) / values.length));
    return Math.max(byGroup, ClusteredMean.of(values, stretches).standardError());
  }
}
