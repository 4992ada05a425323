package dev.unroll.train;

import dev.unroll.graph.Variable;

/** Which variables the L2 penalty is taken over. */
public enum L2 {
  /** Every trainable variable, biases too. */
  ALL,
  /** Matrices only: biases and peepholes are free. */
  KERNELS;

  boolean covers(Variable variable) {
    return covers(variable.shape().numDimensions());
  }

  /** Whether a variable of so many dimensions is in it. */
  public boolean covers(int dimensions) {
    return this == ALL || dimensions > 1;
  }
}
