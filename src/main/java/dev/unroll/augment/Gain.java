package dev.unroll.augment;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import dev.unroll.settings.Default;
import java.util.Random;

/**
 * Scales features of a sequence by one factor near 1.
 *
 * @param first of the features
 * @param size how many
 * @param stddev standard deviation of the factor, whose mean is 1
 * @param total first of as many features that hold the sum of these and something else, and change
 *     by as much; -1 for none
 */
public record Gain(int first, @Default("3") int size, double stddev, @Default("-1") int total)
    implements Augmentation {

  public Gain {
    notNegative("gain: first", first);
    positive("gain: size", size);
    notNegative("gain: stddev", stddev);
    that(total >= -1, "gain: total: expected a feature from 0, or -1 for none, got %d", total);
  }

  @Override
  public void apply(float[] values, int features, Random random) {
    that(
        Math.max(first, total) + size <= features,
        "gain: it scales features up to %d, but there are %d features",
        Math.max(first, total) + size - 1,
        features);
    float factor = (float) (1 + stddev * random.nextGaussian());
    for (int at = 0; at < values.length; at += features) {
      for (int i = 0; i < size; i++) {
        float change = (factor - 1) * values[at + first + i];
        values[at + first + i] += change;
        if (total >= 0) {
          values[at + total + i] += change;
        }
      }
    }
  }
}
