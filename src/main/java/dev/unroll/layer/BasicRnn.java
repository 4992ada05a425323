package dev.unroll.layer;

import static dev.unroll.check.Check.present;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.settings.Default;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The basic recurrent cell, TensorFlow 1's {@code BasicRNNCell}:
 *
 * <pre>
 * h' = f([x, h] K + b)          f = tanh
 * </pre>
 *
 * <p>Variables: {@code basic_rnn_cell/kernel} [features + units, units], {@code
 * basic_rnn_cell/bias} [units].
 *
 * @param units of the state, 1 to 65,536
 * @param kernel how the kernel begins
 * @param activation f; a cell of another one than tanh runs unrolled
 * @see <a href="https://doi.org/10.1207/s15516709cog1402_1">Elman 1990, Finding structure in
 *     time</a>
 */
public record BasicRnn(
    int units,
    @Default("{type: glorot-uniform}") Initializer kernel,
    @Default("tanh") ActivationFunction activation)
    implements Cell {

  public BasicRnn {
    Cell.checkUnits("basic-rnn: units", units);
    present("basic-rnn: kernel", kernel);
    present("basic-rnn: activation", activation);
  }

  /** With tanh. */
  public BasicRnn(int units, Initializer kernel) {
    this(units, kernel, ActivationFunction.TANH);
  }

  public BasicRnn(int units) {
    this(units, new Initializer.GlorotUniform());
  }

  @Override
  public boolean hasFusedKernel() {
    return activation == ActivationFunction.TANH;
  }

  @Override
  public CellFunction<CellState.Hidden> build(GraphScope scope, int inputSize) {
    GraphScope names = scope.child("basic_rnn_cell");
    Operand<TFloat32> k = names.variable("kernel", Shape.of(inputSize + units, units), kernel);
    Operand<TFloat32> b = names.variable("bias", Shape.of(units), new Initializer.Zeros());
    Ops tf = scope.tf();
    int size = units;
    return new CellFunction<>() {
      @Override
      public List<Integer> stateSizes() {
        return List.of(size);
      }

      @Override
      public CellState.Hidden state(List<Operand<TFloat32>> tensors) {
        return new CellState.Hidden(tensors.get(0));
      }

      @Override
      public Step<CellState.Hidden> step(
          Operand<TFloat32> x, CellState.Hidden state, UnaryOperator<Operand<TFloat32>> recurrent) {
        Operand<TFloat32> h =
            activation.apply(tf, Cell.affine(tf, x, recurrent.apply(state.h()), k, b));
        return new Step<>(h, new CellState.Hidden(h));
      }

      @Override
      public Optional<FusedKernel> fused() {
        return hasFusedKernel()
            ? Optional.of(new BasicRnnKernel(inputSize, size, k, b))
            : Optional.empty();
      }
    };
  }
}
