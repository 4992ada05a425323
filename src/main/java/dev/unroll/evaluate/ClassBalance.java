package dev.unroll.evaluate;

import static dev.unroll.check.Check.that;

/** Weights of rows by which each class that occurs weighs the same. */
final class ClassBalance {

  private ClassBalance() {}

  /** A weight for each row; their mean is 1. */
  static double[] weights(int[] labels, int classes) {
    that(labels.length > 0, "baseline: expected rows to fit on, got none");
    int[] counts = new int[classes];
    int present = 0;
    for (int label : labels) {
      that(
          label >= 0 && label < classes,
          "baseline: expected labels 0 to %d, got %d",
          classes - 1,
          label);
      present += counts[label]++ == 0 ? 1 : 0;
    }
    double[] weights = new double[labels.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (double) labels.length / ((double) present * counts[labels[i]]);
    }
    return weights;
  }
}
