package dev.unroll.model;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Dataset;
import dev.unroll.data.FrameSize;
import java.util.Optional;

/**
 * What a model takes: [batch, steps, features].
 *
 * @param steps of every sequence, or of the longest where lengths differ
 * @param features numbers of a step
 * @param variableLength whether sequences may be shorter than {@code steps}; the graph then also
 *     takes their lengths
 * @param frame the size of a step's image, where steps are images; its pixels and their channels
 *     are the features
 */
public record InputSpec(
    int steps, int features, boolean variableLength, Optional<FrameSize> frame) {

  public InputSpec {
    positive("input: steps", steps);
    positive("input: features", features);
    present("input: frame", frame);
    int pixels = frame.map(FrameSize::pixels).orElse(1);
    that(
        features % pixels == 0,
        "input: %d features are no channels of %d pixels",
        features,
        pixels);
  }

  /** Steps that are no images. */
  public InputSpec(int steps, int features, boolean variableLength) {
    this(steps, features, variableLength, Optional.empty());
  }

  /** What {@code dataset} gives. */
  public static InputSpec of(Dataset dataset) {
    return new InputSpec(
        dataset.maxSteps(),
        dataset.schema().features(),
        !dataset.sameLength(),
        dataset.schema().frame());
  }

  /** Numbers of a step, or of a pixel. */
  public int channels() {
    return features / frame.map(FrameSize::pixels).orElse(1);
  }

  /** This with another number of steps. */
  public InputSpec withSteps(int otherSteps) {
    return new InputSpec(otherSteps, features, variableLength, frame);
  }
}
