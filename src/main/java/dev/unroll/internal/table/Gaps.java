package dev.unroll.internal.table;

/** Fills what is missing of a channel by straight lines between its neighbours in time. */
public final class Gaps {

  /** Steps in a row that may be filled, where that is any number. */
  public static final int ANY = Integer.MAX_VALUE;

  private Gaps() {}

  /**
   * What was missing of a channel.
   *
   * @param missing values
   * @param filled of them
   * @param longest steps in a row that were missing
   */
  public record Found(int missing, int filled, int longest) {}

  /**
   * Replaces the NaN of a channel: between two values by the line that joins them, before the first
   * and after the last by that value.
   *
   * @param values [steps, features], flat
   * @param most steps in a row that are filled; longer gaps are left as they are
   * @return what was missing; where that is all values, none is filled
   */
  public static Found fill(float[] values, int feature, int features, int most) {
    int steps = values.length / features;
    int missing = 0;
    int filled = 0;
    int longest = 0;
    int last = -1;
    for (int step = 0; step <= steps; step++) {
      boolean end = step == steps;
      if (!end && Float.isNaN(values[step * features + feature])) {
        missing++;
        continue;
      }
      int gap = step - last - 1;
      longest = Math.max(longest, gap);
      if (gap > 0 && gap <= most && !(end && last < 0)) {
        filled += gap;
        line(values, feature, features, last, step);
      }
      last = step;
    }
    return new Found(missing, filled, longest);
  }

  /** Fills the steps between two, one of which may be beyond the sequence. */
  private static void line(float[] values, int feature, int features, int last, int next) {
    boolean end = next * features >= values.length;
    float after = values[(end ? last : next) * features + feature];
    float before = last < 0 ? after : values[last * features + feature];
    for (int gap = last + 1; gap < next; gap++) {
      double share = (double) (gap - last) / (next - last);
      values[gap * features + feature] = (float) (before + share * ((double) after - before));
    }
  }
}
