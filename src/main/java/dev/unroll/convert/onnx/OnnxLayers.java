package dev.unroll.convert.onnx;

import java.util.List;

/**
 * The layers of an ONNX graph, in their order.
 *
 * @param recurrents one or more
 * @param denses after them, one or more; the last one is the output layer
 * @param softmax whether at the end
 * @param perStep whether an output is given at every step
 */
record OnnxLayers(
    List<OnnxRecurrent> recurrents, List<OnnxDense> denses, boolean softmax, boolean perStep) {

  OnnxLayers {
    recurrents = List.copyOf(recurrents);
    denses = List.copyOf(denses);
  }
}
