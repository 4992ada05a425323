package dev.unroll.augment;

import static dev.unroll.check.Check.fraction;

import java.util.Random;

/**
 * Holds the value of a step for a while, as if some steps had been lost.
 *
 * @param share most of the steps that are lost, in [0, 1)
 * @see <a href="https://arxiv.org/abs/1904.08779">Park et al. 2019</a>
 */
public record TimeMask(double share) implements Augmentation {

  public TimeMask {
    fraction("time-mask: share", share);
  }

  @Override
  public void apply(float[] values, int features, Random random) {
    int steps = values.length / features;
    int lost = random.nextInt((int) (share * steps) + 1);
    int first = random.nextInt(steps - lost);
    for (int t = first + 1; t <= first + lost; t++) {
      System.arraycopy(values, first * features, values, t * features, features);
    }
  }
}
