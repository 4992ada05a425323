package dev.unroll.load;

/** Tells probabilities from logits, and makes the first of the second. */
final class Softmax {

  private static final float TOLERANCE = 1e-3f;

  private Softmax() {}

  /**
   * Whether all rows are probabilities.
   *
   * @param values [rows, width], flat
   */
  static boolean areProbabilities(float[] values, int width) {
    for (int from = 0; from < values.length; from += width) {
      double sum = 0;
      for (int k = from; k < from + width; k++) {
        if (values[k] < -TOLERANCE) {
          return false;
        }
        sum += values[k];
      }
      if (Math.abs(sum - 1) > TOLERANCE) {
        return false;
      }
    }
    return true;
  }

  /** {@code exp(x_k) / sum_j exp(x_j)} of every row. */
  static float[] of(float[] logits, int width) {
    float[] made = new float[logits.length];
    for (int from = 0; from < logits.length; from += width) {
      double most = Double.NEGATIVE_INFINITY;
      for (int k = from; k < from + width; k++) {
        most = Math.max(most, logits[k]);
      }
      double sum = 0;
      for (int k = from; k < from + width; k++) {
        sum += Math.exp(logits[k] - most);
      }
      for (int k = from; k < from + width; k++) {
        made[k] = (float) (Math.exp(logits[k] - most) / sum);
      }
    }
    return made;
  }
}
