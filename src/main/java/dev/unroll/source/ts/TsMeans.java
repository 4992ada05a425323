package dev.unroll.source.ts;

/** The mean of each dimension over all cases of a file. */
final class TsMeans {

  private final double[] sums;
  private final long[] counts;

  TsMeans(int dimensions) {
    sums = new double[dimensions];
    counts = new long[dimensions];
  }

  /** Adds a value, or nothing where it is NaN. */
  void add(int dimension, float value) {
    if (!Float.isNaN(value)) {
      sums[dimension] += value;
      counts[dimension]++;
    }
  }

  /** The mean of a dimension; NaN where no case has a value of it. */
  float of(int dimension) {
    return (float) (sums[dimension] / counts[dimension]);
  }
}
