package dev.unroll.augment;

import static dev.unroll.check.Check.notNegative;

import java.util.List;
import java.util.Random;

/**
 * Turns all vectors of a sequence about a random axis, as if the sensor sat a little askew.
 *
 * @param triads first feature of each x, y, z
 * @param stddev standard deviation of the angle in rad
 */
public record Tilt(List<Integer> triads, double stddev) implements Augmentation {

  public Tilt {
    triads = Triads.checked("tilt: triads", triads);
    notNegative("tilt: stddev", stddev);
  }

  @Override
  public void apply(float[] values, int features, Random random) {
    double[] axis = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
    Triads.turn(values, features, triads, axis, stddev * random.nextGaussian());
  }
}
