package dev.unroll.convert.keras;

/** What goes from one layer of a Keras model to the next. */
enum KerasValue {
  /** [batch, steps, height, width, channels]. */
  FRAMES(5),
  /** [batch, steps, features]. */
  STEPS(3),
  /** [batch, features]. */
  VECTOR(2);

  private final int rank;

  KerasValue(int rank) {
    this.rank = rank;
  }

  /** Dimensions, or those that a layer inside TimeDistributed sees. */
  int rank(boolean inside) {
    return inside ? rank - 1 : rank;
  }
}
