package dev.unroll.data;

import static dev.unroll.check.Check.that;

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

  /**
   * Fits to all steps of {@code sequences}; a channel that never changes gets deviation 1.
   *
   * @param channels of a step, or of a pixel where steps are images
   */
  public static Normalizer fit(Sequences sequences, int channels) {
    that(!sequences.isEmpty(), "normalizer: there are no sequences to fit to");
    Moments moments = new Moments(channels);
    for (int i = 0; i < sequences.size(); i++) {
      sequences.copyTo(i, moments::add);
    }
    return moments.normalizer();
  }

  /** Fits to every feature of all steps of {@code sequences}. */
  public static Normalizer fit(Sequences sequences) {
    return fit(sequences, sequences.features());
  }

  /** Features that it is made for. */
  public int features() {
    return mean.size();
  }
}
