package dev.unroll.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** One step of a cell whose variables exist in a graph. */
public interface CellFunction<S extends CellState<S>> {

  /** Features of each tensor of the state. */
  List<Integer> stateSizes();

  /**
   * The state of these tensors.
   *
   * @param tensors [batch, size] each, in the order of {@link #stateSizes}
   */
  S state(List<Operand<TFloat32>> tensors);

  /**
   * The state before the first step: zeros.
   *
   * @param batch number of rows, a vector of that one number
   */
  default S zeroState(Ops tf, Operand<TInt32> batch) {
    List<Operand<TFloat32>> zeros = new ArrayList<>();
    stateSizes().forEach(size -> zeros.add(Cell.zeros(tf, batch, size)));
    return state(zeros);
  }

  /**
   * Adds the operations of one step.
   *
   * @param input [batch, features]
   * @param recurrent applied to the hidden state before it is multiplied by weights: dropout, or
   *     nothing
   * @return output [batch, output size] and the new state
   */
  Step<S> step(Operand<TFloat32> input, S state, UnaryOperator<Operand<TFloat32>> recurrent);

  /** The same cell over all steps at once; empty where it has no such form. */
  default Optional<FusedKernel> fused() {
    return Optional.empty();
  }

  /**
   * Result of one step.
   *
   * @param output [batch, output size]
   * @param state after the step
   */
  record Step<S>(Operand<TFloat32> output, S state) {}
}
