package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import java.util.List;
import java.util.Optional;

/**
 * One direction of a basic recurrent layer that a graph has step by step.
 *
 * @param steps the nodes that give the state, in the order of the recurrence
 * @param input name of the data [steps, batch, features]
 * @param reverse whether it begins with the last step
 * @param start name of the state before the first step; empty where that is known to be zero
 * @param kernel of the inputs [units, features]
 * @param state kernel of the state [units, units]
 * @param bias of the inputs and of the state [2 units]
 */
record UnrolledLayer(
    List<OnnxNode> steps,
    String input,
    boolean reverse,
    Optional<String> start,
    Array kernel,
    Array state,
    Array bias) {

  UnrolledLayer {
    steps = List.copyOf(steps);
  }
}
