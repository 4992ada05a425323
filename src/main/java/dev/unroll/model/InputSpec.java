package dev.unroll.model;

import static dev.unroll.check.Check.positive;

import dev.unroll.data.Dataset;

/**
 * What a model takes: [batch, steps, features].
 *
 * @param steps of every sequence, or of the longest where lengths differ
 * @param features channels of a step
 * @param variableLength whether sequences may be shorter than {@code steps}; the graph then also
 *     takes their lengths
 */
public record InputSpec(int steps, int features, boolean variableLength) {

  public InputSpec {
    positive("input: steps", steps);
    positive("input: features", features);
  }

  /** What {@code dataset} gives. */
  public static InputSpec of(Dataset dataset) {
    return new InputSpec(dataset.maxSteps(), dataset.signals().size(), !dataset.sameLength());
  }
}
