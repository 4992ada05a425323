package dev.unroll.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * One step of a cell whose variables exist in a graph.
 *
 * @param <S> what the cell carries from step to step
 */
public interface CellFunction<S extends CellState<S>> {

  /**
   * A function whose state is plain tensors.
   *
   * @param stateSizes features of each, the hidden state the last
   */
  static CellFunction<CellState.Tensors> of(List<Integer> stateSizes, StepOfTensors step) {
    List<Integer> sizes = List.copyOf(stateSizes);
    return new CellFunction<>() {
      @Override
      public List<Integer> stateSizes() {
        return sizes;
      }

      @Override
      public CellState.Tensors state(List<Operand<TFloat32>> tensors) {
        return new CellState.Tensors(tensors);
      }

      @Override
      public Step<CellState.Tensors> step(
          Operand<TFloat32> input,
          CellState.Tensors state,
          UnaryOperator<Operand<TFloat32>> recurrent) {
        List<Operand<TFloat32>> after = step.after(input, state.tensors(), recurrent);
        return new Step<>(after.get(sizes.size() - 1), new CellState.Tensors(after));
      }
    };
  }

  /** A step from tensors to tensors, the hidden state the last; it is the output too. */
  @FunctionalInterface
  interface StepOfTensors {

    /**
     * Adds the operations.
     *
     * @param input [batch, features]
     * @param state before the step
     * @param recurrent applied to the hidden state before it is multiplied by weights
     * @return the state after the step
     */
    List<Operand<TFloat32>> after(
        Operand<TFloat32> input,
        List<Operand<TFloat32>> state,
        UnaryOperator<Operand<TFloat32>> recurrent);
  }

  /** Features of each tensor of the state; the hidden state, which dropout meets, is the last. */
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
