package dev.unroll.evaluate;

import java.util.List;

/** Sums of the errors of each number in each unit. */
final class NumberTally implements Tally {

  private final int width;
  private final boolean naive;
  private final int[] counts;

  /** [units, numbers], flat. */
  private final double[] absolute;

  private final double[] squared;

  /** [units]; of all numbers together. */
  private final double[] naiveAbsolute;

  NumberTally(Outcomes outcomes) {
    this.width = outcomes.target().names().size();
    this.naive = outcomes.hasNaive();
    int units = outcomes.units().count();
    this.counts = new int[units];
    this.absolute = new double[units * width];
    this.squared = new double[units * width];
    this.naiveAbsolute = new double[units];
    for (int i = 0; i < outcomes.size(); i++) {
      int unit = outcomes.units().of(i);
      if (outcomes.isFinite(i)) {
        counts[unit]++;
        for (int k = 0; k < width; k++) {
          double error = (double) outcomes.value(i, k) - outcomes.number(i, k);
          absolute[unit * width + k] += Math.abs(error);
          squared[unit * width + k] += error * error;
          naiveAbsolute[unit] +=
              naive ? Math.abs((double) outcomes.naive(i) - outcomes.number(i, k)) : 0;
        }
      }
    }
  }

  @Override
  public List<ScoreKind> kinds() {
    return naive
        ? List.of(ScoreKind.MAE, ScoreKind.RMSE, ScoreKind.SKILL)
        : List.of(ScoreKind.MAE, ScoreKind.RMSE);
  }

  @Override
  public double[] apply(int[] times) {
    long count = 0;
    double[] error = new double[width];
    double[] square = new double[width];
    double ofNaive = 0;
    for (int unit = 0; unit < counts.length; unit++) {
      count += (long) times[unit] * counts[unit];
      ofNaive += times[unit] * naiveAbsolute[unit];
      for (int k = 0; k < width; k++) {
        error[k] += times[unit] * absolute[unit * width + k];
        square[k] += times[unit] * squared[unit * width + k];
      }
    }
    double mae = 0;
    double rmse = 0;
    for (int k = 0; k < width; k++) {
      mae += error[k] / count / width;
      rmse += Math.sqrt(square[k] / count) / width;
    }
    return naive
        ? new double[] {mae, rmse, 1 - mae / (ofNaive / count / width)}
        : new double[] {mae, rmse};
  }
}
