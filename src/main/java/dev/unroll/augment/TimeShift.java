package dev.unroll.augment;

import static dev.unroll.check.Check.fraction;

import java.util.Random;

/**
 * Crops a sequence at one end and holds the value at the other, as if it had been cut a little
 * earlier or later.
 *
 * @param share most of the steps that are cropped, in [0, 1)
 */
public record TimeShift(double share) implements Augmentation {

  public TimeShift {
    fraction("time-shift: share", share);
  }

  @Override
  public void apply(float[] values, int features, Random random) {
    float[] before = values.clone();
    int steps = values.length / features;
    int most = (int) (share * steps);
    int shift = random.nextInt(2 * most + 1) - most;
    for (int t = 0; t < steps; t++) {
      int from = Math.max(0, Math.min(steps - 1, t + shift));
      System.arraycopy(before, from * features, values, t * features, features);
    }
  }

  @Override
  public boolean movesTime() {
    return true;
  }
}
