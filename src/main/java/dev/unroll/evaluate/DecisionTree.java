package dev.unroll.evaluate;

/** A tree of questions whether a feature is at most a threshold. */
sealed interface DecisionTree {

  /** The value of the leaf that a row comes to. */
  double value(float[] row);

  /** An answer. */
  record Leaf(double value) implements DecisionTree {
    @Override
    public double value(float[] row) {
      return value;
    }
  }

  /**
   * A question.
   *
   * @param low where the feature is at most the threshold
   * @param high where it is more
   */
  record Fork(int feature, float threshold, DecisionTree low, DecisionTree high)
      implements DecisionTree {
    @Override
    public double value(float[] row) {
      return (row[feature] <= threshold ? low : high).value(row);
    }
  }
}
