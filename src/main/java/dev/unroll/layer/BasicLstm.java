package dev.unroll.layer;

import static dev.unroll.check.Check.finite;
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
 * The long short-term memory without peepholes, TensorFlow 1's {@code BasicLSTMCell}:
 *
 * <pre>
 * [i, j, f, o] = [x, h] K + b
 * c' = c s(f + forgetBias) + s(i) a(j)
 * h' = a(c') s(o)                          a = tanh, s = sigmoid
 * </pre>
 *
 * <p>Variables: {@code basic_lstm_cell/kernel} [features + units, 4 units], {@code
 * basic_lstm_cell/bias} [4 units].
 *
 * @param units of the state, 1 to 65,536
 * @param forgetBias added to the forget gate before its sigmoid, so that memory lasts from the
 *     start
 * @param kernel how the kernel begins
 * @param activation a; a cell of other functions than tanh and sigmoid runs unrolled
 * @param recurrentActivation s, of the gates
 * @see <a href="https://arxiv.org/abs/1409.2329">Zaremba et al. 2014</a>
 */
public record BasicLstm(
    int units,
    @Default("1") double forgetBias,
    @Default("{type: glorot-uniform}") Initializer kernel,
    @Default("tanh") ActivationFunction activation,
    @Default("sigmoid") ActivationFunction recurrentActivation)
    implements Cell {

  public BasicLstm {
    Cell.checkUnits("basic-lstm: units", units);
    finite("basic-lstm: forgetBias", forgetBias);
    present("basic-lstm: kernel", kernel);
    present("basic-lstm: activation", activation);
    present("basic-lstm: recurrentActivation", recurrentActivation);
  }

  /** With tanh and sigmoid. */
  public BasicLstm(int units, double forgetBias, Initializer kernel) {
    this(units, forgetBias, kernel, ActivationFunction.TANH, ActivationFunction.SIGMOID);
  }

  public BasicLstm(int units) {
    this(units, 1, new Initializer.GlorotUniform());
  }

  @Override
  public boolean hasFusedKernel() {
    return Cell.areUsual(activation, recurrentActivation);
  }

  @Override
  public CellFunction<CellState.LongShort> build(GraphScope scope, int inputSize) {
    GraphScope names = scope.child("basic_lstm_cell");
    Operand<TFloat32> k = names.variable("kernel", Shape.of(inputSize + units, 4L * units), kernel);
    Operand<TFloat32> b = names.variable("bias", Shape.of(4L * units), new Initializer.Zeros());
    Ops tf = scope.tf();
    int size = units;
    Operand<TFloat32> bias = tf.constant((float) forgetBias);
    return new CellFunction<>() {
      @Override
      public List<Integer> stateSizes() {
        return List.of(size, size);
      }

      @Override
      public CellState.LongShort state(List<Operand<TFloat32>> tensors) {
        return new CellState.LongShort(tensors.get(0), tensors.get(1));
      }

      @Override
      public Step<CellState.LongShort> step(
          Operand<TFloat32> x,
          CellState.LongShort state,
          UnaryOperator<Operand<TFloat32>> recurrent) {
        Operand<TFloat32> all = Cell.affine(tf, x, recurrent.apply(state.h()), k, b);
        List<? extends Operand<TFloat32>> gates = tf.split(tf.constant(1), all, 4L).output();
        Operand<TFloat32> i = recurrentActivation.apply(tf, gates.get(0));
        Operand<TFloat32> j = activation.apply(tf, gates.get(1));
        Operand<TFloat32> f = recurrentActivation.apply(tf, tf.math.add(gates.get(2), bias));
        Operand<TFloat32> o = recurrentActivation.apply(tf, gates.get(3));
        Operand<TFloat32> c = tf.math.add(tf.math.mul(state.c(), f), tf.math.mul(i, j));
        Operand<TFloat32> h = tf.math.mul(activation.apply(tf, c), o);
        return new Step<>(h, new CellState.LongShort(c, h));
      }

      @Override
      public Optional<FusedKernel> fused() {
        return hasFusedKernel()
            ? Optional.of(new LstmKernel(inputSize, size, forgetBias, 0, k, b, List.of()))
            : Optional.empty();
      }
    };
  }
}
