package dev.unroll.data;

import static dev.unroll.check.Check.that;

import java.util.Arrays;
import java.util.List;

/**
 * Centres and scales each feature: {@code (x - mean) / deviation}.
 *
 * @param mean of each feature, in its unit
 * @param deviation standard deviation of each feature, in its unit, greater than 0
 */
public record Normalizer(List<Double> mean, List<Double> deviation) {

  public Normalizer {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    that(
        mean.size() == deviation.size(),
        "normalizer: expected as many deviations as means, got %d and %d",
        deviation.size(),
        mean.size());
    that(
        deviation.stream().allMatch(d -> Double.isFinite(d) && d > 0),
        "normalizer: every deviation must be greater than 0, got %s",
        deviation);
  }

  /** Fits to all steps of {@code sequences}; a feature that never changes gets deviation 1. */
  public static Normalizer fit(Sequences sequences) {
    int features = sequences.features();
    that(!sequences.isEmpty(), "normalizer: there are no sequences to fit to");
    long count = 0;
    double[] sum = new double[features];
    for (int i = 0; i < sequences.size(); i++) {
      count += sequences.length(i);
      for (int step = 0; step < sequences.length(i); step++) {
        for (int feature = 0; feature < features; feature++) {
          sum[feature] += sequences.value(i, step, feature);
        }
      }
    }
    double[] mean = new double[features];
    for (int feature = 0; feature < features; feature++) {
      mean[feature] = sum[feature] / count;
    }
    double[] squares = new double[features];
    for (int i = 0; i < sequences.size(); i++) {
      for (int step = 0; step < sequences.length(i); step++) {
        for (int feature = 0; feature < features; feature++) {
          double centred = sequences.value(i, step, feature) - mean[feature];
          squares[feature] += centred * centred;
        }
      }
    }
    double steps = count;
    return new Normalizer(
        Arrays.stream(mean).boxed().toList(),
        Arrays.stream(squares)
            .map(square -> Math.sqrt(square / steps))
            .map(deviation -> deviation > 0 ? deviation : 1)
            .boxed()
            .toList());
  }

  /** Features that it is made for. */
  public int features() {
    return mean.size();
  }
}
