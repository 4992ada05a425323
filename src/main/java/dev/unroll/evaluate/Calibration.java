package dev.unroll.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether probabilities are what they say: of predictions made with 80 % confidence, 80 % should be
 * right.
 *
 * @param bins of the confidence, the probability of the most probable class, of equal width
 * @param expectedError mean distance of confidence and accuracy of the bins, by their rows, in [0,
 *     1]: the expected calibration error (C. Guo et al., <a
 *     href="https://arxiv.org/abs/1706.04599">On Calibration of Modern Neural Networks</a>, 2017)
 * @param brier mean squared distance of the probabilities from the truth, summed over the classes,
 *     in [0, 2] (G. Brier, 1950)
 * @param logLoss mean of the negative natural logarithm of the true class's probability; those
 *     below 1e-15 are taken as that
 */
public record Calibration(List<Bin> bins, double expectedError, double brier, double logLoss) {

  private static final int BINS = 15;

  private static final double LEAST = 1e-15;

  /**
   * The rows whose confidence is in (low, high].
   *
   * @param count of rows
   * @param confidence mean of theirs; 0 where there are none
   * @param accuracy share of those that are right; 0 where there are none
   */
  public record Bin(double low, double high, int count, double confidence, double accuracy) {}

  public Calibration {
    bins = List.copyOf(bins);
  }

  /** Of predicted classes, of which one or more are finite. */
  public static Calibration of(Outcomes outcomes) {
    int classes = outcomes.target().names().size();
    int[] counts = new int[BINS];
    double[] confidence = new double[BINS];
    int[] right = new int[BINS];
    int rows = 0;
    double brier = 0;
    double loss = 0;
    for (int row = 0; row < outcomes.rows(); row++) {
      if (outcomes.isFinite(row)) {
        int actual = outcomes.label(row);
        int predicted = outcomes.predicted(row);
        double probability = outcomes.value(row, predicted);
        int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(probability * BINS) - 1));
        counts[bin]++;
        confidence[bin] += probability;
        right[bin] += actual == predicted ? 1 : 0;
        for (int k = 0; k < classes; k++) {
          double off = outcomes.value(row, k) - (k == actual ? 1 : 0);
          brier += off * off;
        }
        loss -= logarithm(outcomes.value(row, actual));
        rows++;
      }
    }
    List<Bin> bins = new ArrayList<>();
    double error = 0;
    for (int b = 0; b < BINS; b++) {
      int most = Math.max(1, counts[b]);
      Bin bin =
          new Bin(
              (double) b / BINS,
              (b + 1.0) / BINS,
              counts[b],
              confidence[b] / most,
              (double) right[b] / most);
      error += counts[b] * Math.abs(bin.accuracy - bin.confidence);
      bins.add(bin);
    }
    return new Calibration(bins, error / rows, brier / rows, loss / rows);
  }

  /** The natural logarithm of a probability, as the log loss takes it. */
  static double logarithm(double probability) {
    return Math.log(Math.max(LEAST, probability));
  }
}
