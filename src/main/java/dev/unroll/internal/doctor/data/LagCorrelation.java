package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;

/** How alike neighbours are, in time and among features. */
final class LagCorrelation {

  private static final int MOST_SEQUENCES = 300;
  private static final int MOST_STEPS = 512;

  private LagCorrelation() {}

  /**
   * Correlation of a feature with itself a step later, over all sequences; 0 where it is constant.
   */
  static double alongSteps(Sequences sequences, int feature) {
    Pairs pairs = new Pairs();
    int features = sequences.features();
    each(
        sequences,
        values -> {
          int steps = values.length / features;
          for (int t = 0; t + 1 < steps; t++) {
            pairs.add(values[t * features + feature], values[(t + 1) * features + feature]);
          }
        });
    return pairs.correlation();
  }

  /** Correlation of a feature with the next one at the same step, over all sequences. */
  static double alongFeatures(Sequences sequences, int feature) {
    Pairs pairs = new Pairs();
    int features = sequences.features();
    each(
        sequences,
        values -> {
          for (int at = feature; at < values.length; at += features) {
            pairs.add(values[at], values[at + 1]);
          }
        });
    return pairs.correlation();
  }

  private interface Use {
    void of(float[] values);
  }

  private static void each(Sequences sequences, Use use) {
    int count = Math.min(MOST_SEQUENCES, sequences.size());
    for (int i = 0; i < count; i++) {
      int index = (int) ((long) i * sequences.size() / count);
      use.of(sequences.values(index, 0, Math.min(MOST_STEPS, sequences.length(index))));
    }
  }

  /** Sums over pairs of numbers. */
  private static final class Pairs {
    private long count;
    private double a;
    private double b;
    private double aa;
    private double bb;
    private double ab;
    private double shift;

    void add(double one, double other) {
      if (count == 0) {
        shift = one; // so that squares of a large level do not drown the rest
      }
      double x = one - shift;
      double y = other - shift;
      count++;
      a += x;
      b += y;
      aa += x * x;
      bb += y * y;
      ab += x * y;
    }

    double correlation() {
      double varianceA = aa / count - (a / count) * (a / count);
      double varianceB = bb / count - (b / count) * (b / count);
      double shared = ab / count - (a / count) * (b / count);
      return varianceA > 1e-12 * aa / Math.max(1, count)
              && varianceB > 1e-12 * bb / Math.max(1, count)
          ? shared / Math.sqrt(varianceA * varianceB)
          : 0;
    }
  }
}
