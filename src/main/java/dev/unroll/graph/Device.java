package dev.unroll.graph;

/** Where a graph is computed. */
public enum Device {
  /** On a GPU where TensorFlow has one, else on processors. */
  AUTO,
  /** On processors, even where there is a GPU. */
  CPU,
  /** On a GPU, or not at all. */
  GPU
}
