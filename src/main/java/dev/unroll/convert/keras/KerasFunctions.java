package dev.unroll.convert.keras;

import dev.unroll.layer.ActivationFunction;
import java.util.Locale;
import java.util.Map;

/** Keras' functions of single numbers as ours. */
final class KerasFunctions {

  private static final Map<String, ActivationFunction> FUNCTIONS =
      Map.ofEntries(
          Map.entry("linear", ActivationFunction.LINEAR),
          Map.entry("relu", ActivationFunction.RELU),
          Map.entry("relu6", ActivationFunction.RELU6),
          Map.entry("leaky_relu", ActivationFunction.LEAKY_RELU),
          Map.entry("elu", ActivationFunction.ELU),
          Map.entry("selu", ActivationFunction.SELU),
          Map.entry("gelu", ActivationFunction.GELU),
          Map.entry("silu", ActivationFunction.SWISH),
          Map.entry("swish", ActivationFunction.SWISH),
          Map.entry("hard_silu", ActivationFunction.HARD_SWISH),
          Map.entry("hard_swish", ActivationFunction.HARD_SWISH),
          Map.entry("mish", ActivationFunction.MISH),
          Map.entry("tanh", ActivationFunction.TANH),
          Map.entry("hard_tanh", ActivationFunction.HARD_TANH),
          Map.entry("softsign", ActivationFunction.SOFTSIGN),
          Map.entry("sigmoid", ActivationFunction.SIGMOID),
          Map.entry("hard_sigmoid", ActivationFunction.HARD_SIGMOID),
          Map.entry("log_sigmoid", ActivationFunction.LOG_SIGMOID),
          Map.entry("softplus", ActivationFunction.SOFTPLUS),
          Map.entry("exponential", ActivationFunction.EXPONENTIAL));

  private KerasFunctions() {}

  /**
   * The function that a setting names; linear where it names none.
   *
   * @throws dev.unroll.check.InputException where ours has none like it
   */
  static ActivationFunction of(KerasLayer layer, String key) {
    String name = layer.function(key);
    ActivationFunction ours = FUNCTIONS.get(name);
    if (ours == null) {
      throw layer.refused(
          String.format(
              Locale.ROOT,
              "%s '%s' has no counterpart; there are %s",
              key,
              name,
              FUNCTIONS.keySet().stream().sorted().toList()));
    }
    return ours == ActivationFunction.HARD_SIGMOID && layer.home().old()
        ? ActivationFunction.HARD_SIGMOID_KERAS2
        : ours;
  }
}
