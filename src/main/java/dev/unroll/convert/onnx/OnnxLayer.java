package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.network.Module;
import dev.unroll.layer.ActivationFunction;
import dev.unroll.layer.Conv1D;
import dev.unroll.layer.Dense;
import dev.unroll.layer.Layer;
import java.util.Map;
import java.util.Optional;

/**
 * A layer of ours that nodes of an ONNX graph are.
 *
 * @param name of the node that it began with
 * @param module its weights, where it has some
 * @param line for tables
 */
record OnnxLayer(String name, Layer layer, Optional<Module> module, String line) {

  /** A layer without weights. */
  static OnnxLayer plain(OnnxNode node, Layer layer, String line) {
    return new OnnxLayer(node.name(), layer, Optional.empty(), node.listed(line));
  }

  /** A layer with weights. */
  static OnnxLayer of(
      OnnxNode node, Layer layer, Module.Kind kind, Map<String, Array> weights, String line) {
    Module module = Module.of(node.name(), kind, weights);
    return new OnnxLayer(node.name(), layer, Optional.of(module), node.listed(line));
  }

  /** A dense layer. */
  static OnnxLayer dense(OnnxNode node, Array kernel, Array bias) {
    return of(
        node,
        new Dense(kernel.size(1), ActivationFunction.LINEAR),
        Module.Kind.DENSE,
        Map.of("kernel", kernel, "bias", bias),
        "dense " + kernel.shapeText());
  }

  /** Whether it is a matrix product or a convolution without an activation. */
  boolean linear() {
    return activation().filter(ActivationFunction.LINEAR::equals).isPresent();
  }

  /** Whether it is a dense layer. */
  boolean dense() {
    return layer instanceof Dense;
  }

  /** The function that a product or convolution ends with. */
  Optional<ActivationFunction> activation() {
    return layer instanceof Dense dense
        ? Optional.of(dense.activation())
        : layer instanceof Conv1D conv ? Optional.of(conv.activation()) : Optional.empty();
  }

  /** With an activation at its end; it has none yet. */
  OnnxLayer then(ActivationFunction function) {
    Layer activated =
        layer instanceof Conv1D conv
            ? new Conv1D(
                conv.filters(),
                conv.kernelSize(),
                conv.stride(),
                conv.dilation(),
                conv.padding(),
                function,
                conv.kernel())
            : new Dense(((Dense) layer).units(), function);
    return new OnnxLayer(name, activated, module, line + ", " + Words.of(function));
  }

  /** Its weight of this name. */
  Array weight(String key) {
    return module.orElseThrow().units().get(0).get(key);
  }

  /** With other weights of the same shapes. */
  OnnxLayer with(Map<String, Array> weights) {
    Module given = module.orElseThrow();
    return new OnnxLayer(
        name, layer, Optional.of(Module.of(given.name(), given.kind(), weights)), line);
  }
}
