package dev.unroll.layer;

/** What a window over time sees before the first and after the last step. */
public enum Padding {
  /** Nothing: windows lie inside the sequence, which gets shorter. */
  VALID,
  /**
   * Zeros on both sides, so that a stride of 1 keeps the number of steps: half of what a window
   * reaches, less one, before the first step, however many steps there are.
   */
  SAME,
  /**
   * As {@link #SAME}, but with a stride, TensorFlow's alignment: what is missing is shared out
   * between both ends, which depends on the number of steps. For sequences of one length.
   */
  SAME_TENSORFLOW,
  /** Zeros before the first step, so that no window sees a later step than its own. */
  CAUSAL
}
