package dev.unroll.model;

import static dev.unroll.check.Check.fraction;

import java.util.List;

/**
 * What the loss of a classifier may take into account.
 *
 * @param labelSmoothing share of each target that is spread over all classes, in [0, 1)
 * @param classWeights what the loss of each class is multiplied by; empty for 1
 * @see <a href="https://arxiv.org/abs/1512.00567">Szegedy et al. 2016, for label smoothing</a>
 */
public record LossOptions(double labelSmoothing, List<Double> classWeights) {

  /** Plain loss. */
  public static final LossOptions NONE = new LossOptions(0, List.of());

  public LossOptions {
    fraction("labelSmoothing", labelSmoothing);
    classWeights = List.copyOf(classWeights);
  }
}
