package dev.unroll.internal.doctor.data;

import java.util.List;

/**
 * A few numbers that tell of the steps of an example: of each feature its mean, deviation, least,
 * most, last value, slope, and the mean and deviation of its change from step to step.
 */
final class Summaries {

  /** Numbers of a feature. */
  static final int WIDTH = 8;

  /** The newest steps are enough to tell what one is about. */
  private static final int MOST_STEPS = 512;

  private Summaries() {}

  /**
   * The summaries.
   *
   * @param features that are looked at
   * @return [examples, features * {@link #WIDTH}]
   */
  static float[][] of(List<Example> examples, int[] features) {
    float[][] rows = new float[examples.size()][];
    for (int i = 0; i < rows.length; i++) {
      Example example = examples.get(i);
      int steps = Math.min(MOST_STEPS, example.steps());
      float[] values = example.newest(steps);
      int width = example.from().features();
      rows[i] = new float[features.length * WIDTH];
      for (int f = 0; f < features.length; f++) {
        summarise(values, steps, width, features[f], rows[i], f * WIDTH);
      }
    }
    return rows;
  }

  private static void summarise(
      float[] values, int steps, int width, int feature, float[] row, int at) {
    double sum = 0;
    double tilted = 0;
    double middle = (steps - 1) / 2.0;
    double times = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double changes = 0;
    double squaredChanges = 0;
    for (int t = 0; t < steps; t++) {
      double value = values[t * width + feature];
      sum += value;
      tilted += (t - middle) * value;
      times += (t - middle) * (t - middle);
      least = Math.min(least, value);
      most = Math.max(most, value);
      if (t > 0) {
        double change = value - values[(t - 1) * width + feature];
        changes += Math.abs(change);
        squaredChanges += change * change;
      }
    }
    double mean = sum / steps;
    double squares = 0;
    for (int t = 0; t < steps; t++) {
      double difference = values[t * width + feature] - mean;
      squares += difference * difference;
    }
    int differences = Math.max(1, steps - 1);
    row[at] = (float) mean;
    row[at + 1] = (float) Math.sqrt(squares / steps);
    row[at + 2] = (float) least;
    row[at + 3] = (float) most;
    row[at + 4] = values[(steps - 1) * width + feature];
    row[at + 5] = (float) (times > 0 ? tilted / times : 0);
    row[at + 6] = (float) (changes / differences);
    row[at + 7] = (float) Math.sqrt(squaredChanges / differences);
  }
}
