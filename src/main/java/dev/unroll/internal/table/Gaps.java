package dev.unroll.internal.table;

/** Fills what is missing of a channel by straight lines between its neighbours in time. */
public final class Gaps {

  private Gaps() {}

  /**
   * Replaces every NaN of a channel: between two values by the line that joins them, before the
   * first and after the last by that value.
   *
   * @param values [steps, features], flat
   * @return the values that were missing; where that is all of them, they are left as they are
   */
  public static int fill(float[] values, int feature, int features) {
    int steps = values.length / features;
    int missing = 0;
    int last = -1;
    for (int step = 0; step < steps; step++) {
      float value = values[step * features + feature];
      if (Float.isNaN(value)) {
        missing++;
        continue;
      }
      if (step - last > 1) {
        float before = last < 0 ? value : values[last * features + feature];
        for (int gap = last + 1; gap < step; gap++) {
          double share = (double) (gap - last) / (step - last);
          values[gap * features + feature] = (float) (before + share * ((double) value - before));
        }
      }
      last = step;
    }
    if (missing < steps) {
      for (int gap = last + 1; gap < steps; gap++) {
        values[gap * features + feature] = values[last * features + feature];
      }
    }
    return missing;
  }
}
