package dev.unroll.evaluate;

import static dev.unroll.check.Check.that;

import java.util.ArrayList;
import java.util.List;

/**
 * How predicted numbers compare with the true ones.
 *
 * @param count sequences
 * @param numbers scores of each number
 */
public record RegressionReport(int count, List<NumberScore> numbers) implements Report {

  /**
   * Scores of one number, in its unit.
   *
   * @param name of the number
   * @param unit such as {@code degC}
   * @param mae mean absolute error
   * @param rmse root of the mean squared error
   * @param bias mean of predicted less true
   */
  public record NumberScore(String name, String unit, double mae, double rmse, double bias) {}

  public RegressionReport {
    numbers = List.copyOf(numbers);
  }

  /**
   * Compares.
   *
   * @param names of the numbers
   * @param units of the numbers
   * @param actual [sequences, numbers], flat
   * @param predicted [sequences, numbers], flat
   */
  public static RegressionReport of(
      List<String> names, List<String> units, float[] actual, float[] predicted) {
    int width = names.size();
    int count = actual.length / width;
    that(count > 0, "evaluation: there are no sequences to score");
    that(
        actual.length == predicted.length,
        "evaluation: expected as many predictions as true numbers, got %d and %d",
        predicted.length,
        actual.length);
    List<NumberScore> scores = new ArrayList<>();
    for (int k = 0; k < width; k++) {
      double absolute = 0;
      double squared = 0;
      double sum = 0;
      for (int i = 0; i < count; i++) {
        double error = (double) predicted[i * width + k] - actual[i * width + k];
        absolute += Math.abs(error);
        squared += error * error;
        sum += error;
      }
      scores.add(
          new NumberScore(
              names.get(k),
              units.get(k),
              absolute / count,
              Math.sqrt(squared / count),
              sum / count));
    }
    return new RegressionReport(count, scores);
  }

  /** Mean absolute error over all numbers. */
  public double mae() {
    return numbers.stream().mapToDouble(NumberScore::mae).average().orElseThrow();
  }

  /** Root of the mean squared error; the mean of that of each number. */
  public double rmse() {
    return numbers.stream().mapToDouble(NumberScore::rmse).average().orElseThrow();
  }

  @Override
  public double headline() {
    return mae();
  }
}
