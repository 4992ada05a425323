package dev.unroll.layer;

/** What a pool takes of a window. */
public enum PoolKind {
  /** The largest value. */
  MAX,
  /** The mean; padding does not count. */
  AVERAGE
}
