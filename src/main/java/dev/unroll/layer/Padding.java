package dev.unroll.layer;

/** What a window over time sees before the first and after the last step. */
public enum Padding {
  /** Nothing: windows lie inside the sequence, which gets shorter. */
  VALID,
  /** Zeros on both sides, so that a stride of 1 keeps the number of steps. */
  SAME,
  /** Zeros before the first step, so that no window sees a later step than its own. */
  CAUSAL
}
