package dev.unroll.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A sequence of which something was predicted wrong.
 *
 * @param sequence its place in the part
 * @param loss of classes the mean over its rows of the negative logarithm of the true class's
 *     probability; of numbers the mean absolute error of each over its root mean squared error in
 *     the part
 */
public record Mistake(int sequence, double loss) {

  /**
   * Those of the greatest loss first: of classes sequences with a wrong row, of numbers all.
   *
   * @param most how many at the most
   */
  public static List<Mistake> worst(Outcomes outcomes, int most) {
    List<Mistake> all = new ArrayList<>();
    double[] scale = outcomes.target().isClasses() ? new double[0] : rmse(outcomes);
    for (int i = 0; i < outcomes.size(); i++) {
      double loss =
          outcomes.target().isClasses() ? ofClasses(outcomes, i) : ofNumbers(outcomes, i, scale);
      if (loss > 0) {
        all.add(new Mistake(i, loss));
      }
    }
    return all.stream()
        .sorted(Comparator.comparingDouble(Mistake::loss).reversed())
        .limit(most)
        .toList();
  }

  /** 0 where every row is right. */
  private static double ofClasses(Outcomes outcomes, int sequence) {
    double loss = 0;
    int rows = 0;
    boolean wrong = false;
    for (int row = outcomes.firstRow(sequence); row < outcomes.firstRow(sequence + 1); row++) {
      if (outcomes.isFinite(row)) {
        wrong |= outcomes.label(row) != outcomes.predicted(row);
        loss -= Calibration.logarithm(outcomes.value(row, outcomes.label(row)));
        rows++;
      }
    }
    return wrong ? loss / rows : 0;
  }

  private static double ofNumbers(Outcomes outcomes, int row, double[] scale) {
    double loss = 0;
    for (int k = 0; k < scale.length && outcomes.isFinite(row); k++) {
      double error = Math.abs((double) outcomes.value(row, k) - outcomes.number(row, k));
      loss += scale[k] > 0 ? error / scale[k] / scale.length : 0;
    }
    return loss;
  }

  private static double[] rmse(Outcomes outcomes) {
    double[] sums = new double[outcomes.target().names().size()];
    int rows = 0;
    for (int row = 0; row < outcomes.rows(); row++) {
      if (outcomes.isFinite(row)) {
        rows++;
        for (int k = 0; k < sums.length; k++) {
          double error = (double) outcomes.value(row, k) - outcomes.number(row, k);
          sums[k] += error * error;
        }
      }
    }
    for (int k = 0; k < sums.length; k++) {
      sums[k] = Math.sqrt(sums[k] / rows);
    }
    return sums;
  }
}
