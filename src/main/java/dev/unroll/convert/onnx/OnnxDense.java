package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.network.Module;
import dev.unroll.convert.network.Module.Kind;
import dev.unroll.layer.ActivationFunction;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * ONNX's Gemm, or MatMul and what follows it.
 *
 * @param kernel [features, units]
 * @param bias [units], where it has one
 * @param end name of the tensor that it gives
 */
record OnnxDense(
    String name, Array kernel, Optional<Array> bias, ActivationFunction activation, String end) {

  private static final Map<String, ActivationFunction> ACTIVATIONS =
      Map.of(
          "Relu", ActivationFunction.RELU,
          "Tanh", ActivationFunction.TANH,
          "Sigmoid", ActivationFunction.SIGMOID);

  /** Whether a node begins one. */
  static boolean begins(String op) {
    return op.equals("Gemm") || op.equals("MatMul");
  }

  /** Whether a node goes on with one. */
  static boolean goesOn(String op) {
    return op.equals("Add") || ACTIVATIONS.containsKey(op);
  }

  /**
   * Reads a node.
   *
   * @param matrix its second input
   * @param bias its third, where it has it
   */
  static OnnxDense of(OnnxNode node, Array matrix, Optional<Array> bias) {
    boolean gemm = node.op().equals("Gemm");
    node.require(
        !gemm || (node.real("alpha", 1) == 1 && (bias.isEmpty() || node.real("beta", 1) == 1)),
        "expected alpha and beta 1");
    node.require(!gemm || node.whole("transA", 0) == 0, "expected transA 0");
    node.require(
        matrix.rank() == 2 && matrix.size(0) > 0 && matrix.size(1) > 0,
        "expected weights of two dimensions, found " + matrix.shapeText());
    boolean turned = gemm && node.whole("transB", 0) != 0;
    OnnxDense plain =
        new OnnxDense(
            node.name(),
            turned ? matrix.transposed() : matrix,
            Optional.empty(),
            ActivationFunction.LINEAR,
            node.outputs().get(0));
    return bias.isPresent() ? plain.plus(node, bias.get()) : plain;
  }

  /** With the bias of a node. */
  OnnxDense plus(OnnxNode node, Array more) {
    node.require(
        bias.isEmpty() && activation == ActivationFunction.LINEAR,
        "there is a bias or an activation already");
    node.require(
        more.is(units()) || more.is(1, units()),
        "expected a bias [" + units() + "], found " + more.shapeText());
    return new OnnxDense(
        name, kernel, Optional.of(more.reshaped(units())), activation, node.outputs().get(0));
  }

  /** With the activation of a node. */
  OnnxDense then(OnnxNode node) {
    node.require(activation == ActivationFunction.LINEAR, "there is an activation already");
    return new OnnxDense(name, kernel, bias, ACTIVATIONS.get(node.op()), node.outputs().get(0));
  }

  /** Numbers that it gives. */
  int units() {
    return kernel.size(1);
  }

  /** With weights as ours. */
  Module module() {
    Array zeros = Array.filled(0, units());
    return Module.of(name, Kind.DENSE, Map.of("kernel", kernel, "bias", bias.orElse(zeros)));
  }

  /** For tables. */
  String line() {
    return String.format(
        Locale.ROOT,
        "'%s': dense %s %s",
        name,
        kernel.shapeText(),
        activation.name().toLowerCase(Locale.ROOT));
  }
}
