package dev.unroll.evaluate;

/** A classifier of a few numbers a sequence, that a network must beat to be worth its while. */
public sealed interface Baseline permits BoostedTrees, LogisticRegression {

  /**
   * Fits it, with each class weighing the same however often it occurs.
   *
   * @param features [rows, features], finite
   * @param labels class of each row, from 0
   * @param classes how many there are; one may be missing in the rows
   */
  Fitted fit(float[][] features, int[] labels, int classes);

  /** A fitted classifier. */
  interface Fitted {
    /** The probability of each class. */
    double[] probabilities(float[] features);
  }
}
