package dev.unroll.source.numpy;

/** What an axis of an array of inputs counts. */
public enum Axis {
  SEQUENCES,
  STEPS,
  FEATURES
}
