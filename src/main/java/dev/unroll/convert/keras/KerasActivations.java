package dev.unroll.convert.keras;

import dev.unroll.layer.Activation;
import dev.unroll.layer.ActivationFunction;

/** Keras' layers that are functions of single numbers. */
final class KerasActivations {

  private KerasActivations() {}

  /**
   * The layer as ours.
   *
   * @throws dev.unroll.check.InputException where it has settings that ours have not
   */
  static Activation of(KerasLayer layer) {
    return switch (layer.type()) {
      case "LeakyReLU" -> leaky(layer.number("negative_slope", layer.number("alpha", 0.3)));
      case "ELU" -> {
        layer.require(layer.number("alpha", 1) == 1, "only alpha 1 has a counterpart");
        yield new Activation(ActivationFunction.ELU);
      }
      case "ReLU" -> relu(layer);
      default -> new Activation(layer.activation());
    };
  }

  private static Activation relu(KerasLayer layer) {
    double slope = layer.number("negative_slope", 0);
    double most = layer.number("max_value", Double.POSITIVE_INFINITY);
    boolean bounded = most != Double.POSITIVE_INFINITY;
    layer.require(
        layer.number("threshold", 0) == 0 && (!bounded || (most == 6 && slope == 0)),
        "only max(x, 0), min(max(x, 0), 6) and a negative_slope have counterparts");
    if (slope != 0) {
      return leaky(slope);
    }
    return new Activation(bounded ? ActivationFunction.RELU6 : ActivationFunction.RELU);
  }

  private static Activation leaky(double slope) {
    return new Activation(ActivationFunction.LEAKY_RELU, slope);
  }
}
