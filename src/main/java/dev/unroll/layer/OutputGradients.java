package dev.unroll.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TFloat32;

/**
 * The gradients that reach a fused kernel from outside: of its outputs at all steps, of the output
 * at its last step, or both.
 *
 * @param steps [batch, units] a step; empty where only the last step is used
 * @param last [batch, units]; empty where only all steps are used
 */
public record OutputGradients(List<Operand<TFloat32>> steps, Optional<Operand<TFloat32>> last) {

  public OutputGradients {
    steps = List.copyOf(steps);
  }

  /**
   * What a kernel with the outputs {@code [packed, last]} is given.
   *
   * @param outputs of {@code packed} [steps, batch, units] and {@code last} [batch, units]
   */
  static OutputGradients of(Ops tf, List<Optional<Operand<TFloat32>>> outputs, int steps) {
    List<Operand<TFloat32>> list = new ArrayList<>();
    outputs
        .get(0)
        .ifPresent(
            packed ->
                list.addAll(tf.<TFloat32>unstack(packed, (long) steps, Unstack.axis(0L)).output()));
    return new OutputGradients(list, outputs.get(1));
  }

  /**
   * The gradient of the output at {@code step}.
   *
   * @param later what the step after it passes back; empty at the last step
   * @param zeros where nothing does
   */
  public Operand<TFloat32> at(
      Ops tf, int step, Optional<Operand<TFloat32>> later, Operand<TFloat32> zeros) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    later.ifPresent(parts::add);
    if (!steps.isEmpty()) {
      parts.add(steps.get(step));
    }
    if (later.isEmpty()) {
      last.ifPresent(parts::add);
    }
    return switch (parts.size()) {
      case 0 -> zeros;
      case 1 -> parts.get(0);
      default -> tf.math.addN(parts);
    };
  }
}
