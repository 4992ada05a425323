package dev.unroll.evaluate;

import java.util.Arrays;

/** Features of rows cut into bins that hold about the same number of rows each. */
final class FeatureBins {

  private static final int MOST = 64;

  private final float[][] thresholds;
  private final int[][] bins;
  private final int rows;

  private FeatureBins(float[][] thresholds, int[][] bins, int rows) {
    this.thresholds = thresholds;
    this.bins = bins;
    this.rows = rows;
  }

  static FeatureBins of(float[][] rows) {
    int width = rows[0].length;
    float[][] thresholds = new float[width][];
    int[][] bins = new int[width][rows.length];
    for (int f = 0; f < width; f++) {
      float[] sorted = new float[rows.length];
      for (int i = 0; i < rows.length; i++) {
        sorted[i] = rows[i][f];
      }
      Arrays.sort(sorted);
      thresholds[f] = thresholds(sorted);
      for (int i = 0; i < rows.length; i++) {
        int found = Arrays.binarySearch(thresholds[f], rows[i][f]);
        bins[f][i] = found >= 0 ? found : -found - 1;
      }
    }
    return new FeatureBins(thresholds, bins, rows.length);
  }

  /** Values between which rows differ, ascending. */
  private static float[] thresholds(float[] sorted) {
    float[] found = new float[MOST - 1];
    int count = 0;
    float last = sorted[sorted.length - 1];
    for (int cut = 1; cut < MOST; cut++) {
      float value = sorted[(int) ((long) cut * sorted.length / MOST)];
      if (value < last && (count == 0 || value > found[count - 1])) {
        found[count++] = value;
      }
    }
    return Arrays.copyOf(found, count);
  }

  int rows() {
    return rows;
  }

  int features() {
    return thresholds.length;
  }

  /** Bins of a feature: one more than its thresholds. */
  int bins(int feature) {
    return thresholds[feature].length + 1;
  }

  /** Which bin a row is in: those up to {@code b} are at most threshold {@code b}. */
  int bin(int feature, int row) {
    return bins[feature][row];
  }

  float threshold(int feature, int bin) {
    return thresholds[feature][bin];
  }
}
