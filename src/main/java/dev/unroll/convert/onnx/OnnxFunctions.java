package dev.unroll.convert.onnx;

import dev.unroll.layer.Activation;
import dev.unroll.layer.ActivationFunction;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** ONNX's functions of single numbers as ours. */
final class OnnxFunctions {

  /** Those without a setting, and those whose settings are ours by default. */
  private static final Map<String, ActivationFunction> PLAIN = new HashMap<>();

  static {
    PLAIN.put("Relu", ActivationFunction.RELU);
    PLAIN.put("Tanh", ActivationFunction.TANH);
    PLAIN.put("Sigmoid", ActivationFunction.SIGMOID);
    PLAIN.put("Softplus", ActivationFunction.SOFTPLUS);
    PLAIN.put("Softsign", ActivationFunction.SOFTSIGN);
    PLAIN.put("Elu", ActivationFunction.ELU);
    PLAIN.put("Selu", ActivationFunction.SELU);
    PLAIN.put("Swish", ActivationFunction.SWISH);
    PLAIN.put("Mish", ActivationFunction.MISH);
    PLAIN.put("HardSwish", ActivationFunction.HARD_SWISH);
    PLAIN.put("Gelu", ActivationFunction.GELU);
    PLAIN.put("Exp", ActivationFunction.EXPONENTIAL);
  }

  private static final Set<String> SET = Set.of("LeakyRelu", "HardSigmoid", "Clip");

  private static final float SELU_ALPHA = 1.67326f;
  private static final float SELU_GAMMA = 1.0507f;
  private static final float NEAR = 1e-6f;

  private OnnxFunctions() {}

  static boolean has(String op) {
    return PLAIN.containsKey(op) || SET.contains(op);
  }

  /** What a node computes. */
  static Activation of(OnnxNode node, OnnxValues values) {
    float alpha = node.real("alpha", 1);
    switch (node.op()) {
      case "LeakyRelu" -> {
        float slope = node.real("alpha", 0.01f);
        node.require(slope >= 0 && Float.isFinite(slope), "it has a slope of " + slope);
        return new Activation(ActivationFunction.LEAKY_RELU, slope);
      }
      case "HardSigmoid" -> {
        return new Activation(
            hardSigmoid(node.real("alpha", 0.2f), node.real("beta", 0.5f))
                .orElseThrow(() -> node.refused("expected alpha 0.2 or 1/6, and beta 0.5")));
      }
      case "Clip" -> {
        return new Activation(clip(node, values));
      }
      case "Selu" ->
          node.require(
              near(node.real("alpha", SELU_ALPHA), SELU_ALPHA)
                  && near(node.real("gamma", SELU_GAMMA), SELU_GAMMA),
              "expected Selu's own alpha and gamma");
      case "Gelu" ->
          node.require(
              node.text("approximate", "none").equals("none"), "expected it without approximation");
      default -> node.require(alpha == 1, "expected alpha 1");
    }
    return new Activation(PLAIN.get(node.op()));
  }

  private static Optional<ActivationFunction> hardSigmoid(float alpha, float beta) {
    return !near(beta, 0.5f)
        ? Optional.empty()
        : near(alpha, 0.2f)
            ? Optional.of(ActivationFunction.HARD_SIGMOID_KERAS2)
            : near(alpha, 1 / 6f) ? Optional.of(ActivationFunction.HARD_SIGMOID) : Optional.empty();
  }

  private static boolean near(float a, float b) {
    return Math.abs(a - b) <= NEAR * b;
  }

  private static ActivationFunction clip(OnnxNode node, OnnxValues values) {
    float least = bound(node, values, "min", 1);
    float most = bound(node, values, "max", 2);
    if (least == 0 && most == 6) {
      return ActivationFunction.RELU6;
    }
    if (least == -1 && most == 1) {
      return ActivationFunction.HARD_TANH;
    }
    node.require(
        least == 0 && most >= Float.MAX_VALUE,
        "expected bounds of 0 and 6, of -1 and 1, or of 0 alone, found " + least + " and " + most);
    return ActivationFunction.RELU;
  }

  private static float bound(OnnxNode node, OnnxValues values, String key, int input) {
    float none = key.equals("min") ? -Float.MAX_VALUE : Float.MAX_VALUE;
    return values
        .optional(node, input)
        .map(array -> array.values().length == 1 ? array.values()[0] : Float.NaN)
        .orElseGet(() -> node.real(key, none));
  }

  /**
   * The functions of a recurrent node's cell: of the gates, of the candidate and of what is given.
   *
   * @param usual those that it has by default
   * @param directions of the node, which must have the same ones
   */
  static List<ActivationFunction> ofCell(OnnxNode node, List<String> usual, int directions) {
    OnnxAttribute given = node.attributes().get("activations");
    List<String> found =
        given == null || given.texts().isEmpty()
            ? usual
            : given.texts().stream().map(OnnxFunctions::named).toList();
    boolean settings =
        node.attributes().containsKey("activation_alpha")
            || node.attributes().containsKey("activation_beta");
    int each = usual.size();
    boolean fits =
        (found.size() == each || found.size() == each * directions)
            && found.subList(0, each).equals(found.subList(found.size() - each, found.size()))
            && (each < 3 || found.get(1).equals(found.get(2)));
    Map<String, ActivationFunction> known = new HashMap<>(PLAIN);
    known.put("HardSigmoid", ActivationFunction.HARD_SIGMOID_KERAS2);
    List<ActivationFunction> ours =
        found.stream().limit(each).filter(known::containsKey).map(known::get).toList();
    node.require(
        fits && ours.size() == each && (!settings || found.subList(0, each).equals(usual)),
        "activations "
            + found
            + (settings ? " with settings of their own" : "")
            + " have no counterpart; ours are the same in both directions, and an LSTM's are one for"
            + " its gates and one for all else");
    return ours;
  }

  /** Names of functions are in any case. */
  private static String named(String text) {
    return PLAIN.keySet().stream()
        .filter(name -> name.equalsIgnoreCase(text))
        .findFirst()
        .orElse(text.toLowerCase(Locale.ROOT).equals("hardsigmoid") ? "HardSigmoid" : text);
  }
}
