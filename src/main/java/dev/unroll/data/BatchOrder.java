package dev.unroll.data;

/** In which order training batches are drawn. */
public enum BatchOrder {
  /** Every sequence once an epoch, in a new order each epoch; the last batch may be smaller. */
  SHUFFLED,
  /**
   * One shuffle at the start, then windows of the batch's size at {@code offset = (step * batch) %
   * (n - batch)}.
   */
  SEQUENTIAL
}
