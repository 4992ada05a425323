package dev.unroll.load;

/**
 * Tells probabilities from logits, and makes the first of the second. A row that is not finite is
 * neither, and stays what it is.
 *
 * @param values [rows, width], flat
 * @param width numbers of a row
 * @param tolerance of their sum
 * @param used whether a row says anything
 */
@SuppressWarnings("ArrayRecordComponent") // looked at, not kept
record Probabilities(float[] values, int width, float tolerance, boolean[] used) {

  /** By how much the sum of probabilities of a type may differ from 1. */
  static float tolerance(String type) {
    return type.equals("half") || type.equals("bfloat16") ? 2e-2f : 1e-3f;
  }

  /** Whether the numbers of every row are from 0 to 1 and sum to 1. */
  boolean areDistributions() {
    return all(true);
  }

  /** Whether all numbers are from 0 to 1. */
  boolean areShares() {
    return all(false);
  }

  private boolean all(boolean summing) {
    for (int row = 0; row < used.length; row++) {
      double sum = 0;
      boolean within = true;
      for (int k = row * width; k < (row + 1) * width; k++) {
        within &= values[k] >= -tolerance && values[k] <= 1 + tolerance;
        sum += values[k];
      }
      boolean fits = within && (!summing || Math.abs(sum - 1) <= tolerance);
      if (used[row] && !fits && Double.isFinite(sum)) {
        return false;
      }
    }
    return true;
  }

  /** {@code exp(x_k) / sum_j exp(x_j)} of every row. */
  float[] ofLogits() {
    float[] made = new float[values.length];
    for (int from = 0; from < values.length; from += width) {
      double most = Double.NEGATIVE_INFINITY;
      for (int k = from; k < from + width; k++) {
        most = Math.max(most, values[k]);
      }
      double sum = 0;
      for (int k = from; k < from + width; k++) {
        sum += Math.exp(values[k] - most);
      }
      for (int k = from; k < from + width; k++) {
        made[k] = (float) (Math.exp(values[k] - most) / sum);
      }
    }
    return made;
  }

  /** {@code 1 - s, s} of every number x, by its sigmoid {@code s = 1 / (1 + exp(-x))}. */
  float[] ofLogit() {
    float[] made = new float[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      double logit = Float.isFinite(values[i]) ? values[i] : Double.NaN;
      made[2 * i] = (float) (1 / (1 + Math.exp(logit)));
      made[2 * i + 1] = (float) (1 / (1 + Math.exp(-logit)));
    }
    return made;
  }

  /** {@code 1 - p, p} of every number p. */
  float[] ofShare() {
    float[] made = new float[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      made[2 * i] = 1 - values[i];
      made[2 * i + 1] = values[i];
    }
    return made;
  }
}
