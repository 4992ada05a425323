package dev.unroll.evaluate;

/**
 * Where a score would lie in 95 of 100 parts like the one that it was measured on.
 *
 * @param low in the score's unit
 * @param high in the score's unit
 */
public record ConfidenceInterval(double low, double high) {

  /** Whether {@code value} is in it, its ends included. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
