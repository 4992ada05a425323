package dev.unroll.augment;

import static dev.unroll.check.Check.fraction;

import java.util.Random;

/**
 * Puts features at their mean over the sequence, as if a sensor had failed.
 *
 * @param rate probability of each feature, in [0, 1)
 */
public record ChannelMask(double rate) implements Augmentation {

  public ChannelMask {
    fraction("channel-mask: rate", rate);
  }

  @Override
  public void apply(float[] values, int features, Random random) {
    int steps = values.length / features;
    for (int k = 0; k < features; k++) {
      if (random.nextDouble() < rate) {
        double sum = 0;
        for (int at = k; at < values.length; at += features) {
          sum += values[at];
        }
        for (int at = k; at < values.length; at += features) {
          values[at] = (float) (sum / steps);
        }
      }
    }
  }
}
