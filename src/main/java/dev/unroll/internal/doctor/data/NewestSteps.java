package dev.unroll.internal.doctor.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The steps of an example from the newest backwards, as columns of a regression: of each feature
 * its mean and its mean square about the usual level, over stretches that begin with single steps
 * and grow with their distance where there are many. What a short sequence lacks is at the level.
 */
final class NewestSteps {

  /** Columns that a regression takes. */
  private static final int MOST_COLUMNS = 400;

  /** Numbers of a feature and stretch. */
  private static final int WIDTH = 2;

  private final int[] features;
  private final int[] reaches;

  /**
   * Stretches for sequences of so many steps.
   *
   * @param features that are looked at
   */
  NewestSteps(int steps, int[] features) {
    this.features = features;
    int left = Math.max(1, MOST_COLUMNS / (WIDTH * features.length));
    List<Integer> ends = new ArrayList<>();
    int reach = 0;
    while (reach < steps) {
      int rest = steps - reach;
      int even = (rest + left - 1) / left;
      // 1, 1, 2, 4, ... until the rest fits evenly into what is left.
      int width = left == 1 ? rest : Math.min(even, Math.max(1, reach));
      reach += width;
      left--;
      ends.add(reach);
    }
    reaches = ends.stream().mapToInt(Integer::intValue).toArray();
  }

  /** How many of the newest steps each stretch and those before it are, ascending. */
  int[] reaches() {
    return reaches.clone();
  }

  /** Columns of the first so many stretches. */
  int columns(int stretches) {
    return stretches * features.length * WIDTH;
  }

  /** [examples, columns], the newest stretch first. */
  float[][] of(List<Example> examples) {
    double[] level = level(examples);
    float[][] rows = new float[examples.size()][columns(reaches.length)];
    for (int i = 0; i < rows.length; i++) {
      Example example = examples.get(i);
      int width = example.from().features();
      int steps = Math.min(example.steps(), reaches[reaches.length - 1]);
      float[] values = example.newest(steps);
      int column = 0;
      int from = 0;
      for (int reach : reaches) {
        int first = Math.max(0, steps - reach);
        int last = steps - from;
        for (int f = 0; f < features.length; f++) {
          double sum = 0;
          double squares = 0;
          for (int t = first; t < last; t++) {
            double value = values[t * width + features[f]] - level[f];
            sum += value;
            squares += value * value;
          }
          int count = Math.max(1, last - first);
          rows[i][column++] = (float) (sum / count);
          rows[i][column++] = (float) (squares / count);
        }
        from = reach;
      }
    }
    return rows;
  }

  private double[] level(List<Example> examples) {
    double[] level = new double[features.length];
    for (Example example : examples) {
      float[] newest = example.newest(1);
      for (int f = 0; f < level.length; f++) {
        level[f] += newest[features[f]] / (double) examples.size();
      }
    }
    return level;
  }
}
