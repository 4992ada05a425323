package dev.unroll.internal.doctor.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which features are looked at where there are too many for simple methods. */
final class TellingFeatures {

  private TellingFeatures() {}

  /**
   * All of them, or those whose mean or newest value goes with an answer most closely.
   *
   * @param answers [examples, outputs]
   * @param most so many at most
   * @return ascending
   */
  static int[] of(List<Example> examples, double[][] answers, int most) {
    int features = examples.get(0).from().features();
    if (features <= most) {
      return IntStream.range(0, features).toArray();
    }
    double[][] means = new double[features][examples.size()];
    double[][] newest = new double[features][examples.size()];
    for (int i = 0; i < examples.size(); i++) {
      Example example = examples.get(i);
      float[] values = example.newest(example.steps());
      for (int at = 0; at < values.length; at++) {
        means[at % features][i] += values[at] / (double) example.steps();
      }
      for (int f = 0; f < features; f++) {
        newest[f][i] = values[values.length - features + f];
      }
    }
    double[] told = new double[features];
    for (int k = 0; k < answers[0].length; k++) {
      int output = k;
      double[] answer = Arrays.stream(answers).mapToDouble(row -> row[output]).toArray();
      for (int f = 0; f < features; f++) {
        double here =
            Math.max(
                Math.abs(Statistics.correlation(means[f], answer)),
                Math.abs(Statistics.correlation(newest[f], answer)));
        told[f] = Math.max(told[f], here);
      }
    }
    return IntStream.range(0, features)
        .boxed()
        .sorted(Comparator.comparingDouble(f -> -told[f]))
        .limit(most)
        .sorted()
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
