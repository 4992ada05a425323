package dev.unroll.evaluate;

import static dev.unroll.check.Check.that;

import java.util.HashMap;
import java.util.Map;

/**
 * A mean over rows that come in groups, such as windows of subjects, and how sure it is for new
 * groups.
 *
 * @param mean over the rows
 * @param standardError of the mean, by the spread of the groups' sums about it (K. Liang, S. Zeger,
 *     "Longitudinal data analysis using generalized linear models", Biometrika 1986); not a number
 *     where there is one group only
 * @param groups that there are
 */
public record ClusteredMean(double mean, double standardError, int groups) {

  /**
   * Of values.
   *
   * @param values one a row, one or more
   * @param groups of each row
   */
  public static ClusteredMean of(double[] values, int[] groups) {
    that(
        values.length > 0 && values.length == groups.length,
        "mean: expected a group for each of one value or more, got %d values and %d groups",
        values.length,
        groups.length);
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    Map<Integer, Double> residuals = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      residuals.merge(groups[i], values[i] - mean, Double::sum);
    }
    int count = residuals.size();
    double squares = 0;
    for (double residual : residuals.values()) {
      squares += residual * residual;
    }
    double error =
        count < 2 ? Double.NaN : Math.sqrt(squares * count / (count - 1.0)) / values.length;
    return new ClusteredMean(mean, error, count);
  }
}
