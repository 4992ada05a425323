package dev.unroll.augment;

import static dev.unroll.check.Check.fraction;

import java.util.Random;

/**
 * Lets time run faster and slower: where the clock shows t, the sequence shows what was at {@code t
 * + a T sin(pi t / T)}, so that both ends stay.
 *
 * @param strength most of a pi, either way, in [0, 1): how much faster or slower the ends run
 */
public record TimeWarp(double strength) implements Augmentation {

  public TimeWarp {
    fraction("time-warp: strength", strength);
  }

  @Override
  public void apply(float[] values, int features, Random random) {
    float[] before = values.clone();
    int last = values.length / features - 1;
    double a = strength * (2 * random.nextDouble() - 1) / Math.PI;
    for (int t = 0; t < last; t++) {
      double from = t + a * last * Math.sin(Math.PI * t / last);
      int left = Math.max(0, Math.min(last - 1, (int) from));
      float share = (float) (from - left);
      for (int k = 0; k < features; k++) {
        float l = before[left * features + k];
        float r = before[(left + 1) * features + k];
        values[t * features + k] = l + share * (r - l);
      }
    }
  }

  @Override
  public boolean movesTime() {
    return true;
  }
}
