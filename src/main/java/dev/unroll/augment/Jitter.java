package dev.unroll.augment;

import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.that;

import java.util.List;
import java.util.Random;

/**
 * Adds noise to every value.
 *
 * @param stddev standard deviation of each feature's noise, in its unit; one for all, or one each
 */
public record Jitter(List<Double> stddev) implements Augmentation {

  public Jitter {
    stddev = listOf("jitter: stddev", stddev);
    that(!stddev.isEmpty(), "jitter: stddev: expected one number or more, got none");
    stddev.forEach(s -> notNegative("jitter: stddev", s.doubleValue()));
  }

  @Override
  public void apply(float[] values, int features, Random random) {
    that(
        stddev.size() == 1 || stddev.size() == features,
        "jitter: expected one deviation for all or for each of %d features, got %d",
        features,
        stddev.size());
    for (int i = 0; i < values.length; i++) {
      double scale = stddev.get(stddev.size() == 1 ? 0 : i % features);
      values[i] += (float) (scale * random.nextGaussian());
    }
  }
}
