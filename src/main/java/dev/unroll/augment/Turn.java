package dev.unroll.augment;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.that;

import java.util.List;
import java.util.Random;

/**
 * Turns all vectors of a sequence about its mean gravity, as if the sensor faced another way.
 *
 * @param triads first feature of each x, y, z
 * @param gravity first feature of the triad whose mean is gravity
 * @param angle most, either way, in rad
 */
public record Turn(List<Integer> triads, int gravity, double angle) implements Augmentation {

  public Turn {
    triads = Triads.checked("turn: triads", triads);
    notNegative("turn: gravity", gravity);
    notNegative("turn: angle", angle);
  }

  @Override
  public void apply(float[] values, int features, Random random) {
    that(
        gravity + 3 <= features,
        "turn: gravity begins at feature %d, but there are %d features",
        gravity,
        features);
    double[] axis = new double[3];
    for (int at = gravity; at < values.length; at += features) {
      for (int i = 0; i < 3; i++) {
        axis[i] += values[at + i];
      }
    }
    Triads.turn(values, features, triads, axis, angle * (2 * random.nextDouble() - 1));
  }
}
