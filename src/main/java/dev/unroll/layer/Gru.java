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
 * The gated recurrent unit, TensorFlow 1's {@code GRUCell}:
 *
 * <pre>
 * [r, u] = s([x, h] Kg + bg)               s = sigmoid
 * g      = a([x, r h] Kc + bc)             a = tanh
 * h'     = u h + (1 - u) g
 * </pre>
 *
 * <p>Variables: {@code gru_cell/gates/kernel} [features + units, 2 units], {@code
 * gru_cell/gates/bias} [2 units] (begins at 1), {@code gru_cell/candidate/kernel} [features +
 * units, units], {@code gru_cell/candidate/bias} [units].
 *
 * <p>With {@code resetAfter} the reset gate comes after the product, as in TensorFlow 1's {@code
 * CudnnCompatibleGRUCell}, Keras' {@code reset_after=True}, PyTorch's {@code GRU} and ONNX's {@code
 * linear_before_reset = 1}; such a cell runs unrolled:
 *
 * <pre>
 * g = a(x Wc + bc + r (h Uc + bu))
 * </pre>
 *
 * <p>Its variables: {@code cudnn_compatible_gru_cell/gates/kernel} and {@code gates/bias} as above,
 * {@code cudnn_compatible_gru_cell/candidate/input_projection/kernel} [features, units] and {@code
 * bias} [units], {@code candidate/hidden_projection/kernel} [units, units] and {@code bias}
 * [units].
 *
 * @param units of the state, 1 to 65,536
 * @param kernel how the kernels begin
 * @param resetAfter whether the reset gate comes after the state's product
 * @param activation a; a cell of other functions than tanh and sigmoid runs unrolled
 * @param recurrentActivation s, of the gates
 * @see <a href="https://arxiv.org/abs/1406.1078v3">Cho et al. 2014; its first version, v1, has the
 *     reset gate after the product</a>
 */
public record Gru(
    int units,
    @Default("{type: glorot-uniform}") Initializer kernel,
    @Default("false") boolean resetAfter,
    @Default("tanh") ActivationFunction activation,
    @Default("sigmoid") ActivationFunction recurrentActivation)
    implements Cell {

  public Gru {
    Cell.checkUnits("gru: units", units);
    present("gru: kernel", kernel);
    present("gru: activation", activation);
    present("gru: recurrentActivation", recurrentActivation);
  }

  /** With tanh and sigmoid. */
  public Gru(int units, Initializer kernel, boolean resetAfter) {
    this(units, kernel, resetAfter, ActivationFunction.TANH, ActivationFunction.SIGMOID);
  }

  /** With the reset gate before the product. */
  public Gru(int units, Initializer kernel) {
    this(units, kernel, false);
  }

  public Gru(int units) {
    this(units, new Initializer.GlorotUniform());
  }

  /** TensorFlow's operation has the reset gate before the product. */
  @Override
  public boolean hasFusedKernel() {
    return !resetAfter && Cell.areUsual(activation, recurrentActivation);
  }

  @Override
  public CellFunction<CellState.Hidden> build(GraphScope scope, int inputSize) {
    return resetAfter
        ? GruResetAfter.build(this, scope, inputSize)
        : buildResetBefore(scope, inputSize);
  }

  private CellFunction<CellState.Hidden> buildResetBefore(GraphScope scope, int inputSize) {
    GraphScope gates = scope.child("gru_cell/gates");
    GraphScope candidate = scope.child("gru_cell/candidate");
    int rows = inputSize + units;
    Operand<TFloat32> kg = gates.variable("kernel", Shape.of(rows, 2L * units), kernel);
    Operand<TFloat32> bg = gates.variable("bias", Shape.of(2L * units), new Initializer.Ones());
    Operand<TFloat32> kc = candidate.variable("kernel", Shape.of(rows, units), kernel);
    Operand<TFloat32> bc = candidate.variable("bias", Shape.of(units), new Initializer.Zeros());
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
        Operand<TFloat32> h = state.h();
        Operand<TFloat32> weighted = recurrent.apply(h);
        List<? extends Operand<TFloat32>> parts =
            tf.split(
                    tf.constant(1),
                    recurrentActivation.apply(tf, Cell.affine(tf, x, weighted, kg, bg)),
                    2L)
                .output();
        Operand<TFloat32> r = parts.get(0);
        Operand<TFloat32> u = parts.get(1);
        Operand<TFloat32> g =
            activation.apply(tf, Cell.affine(tf, x, tf.math.mul(r, weighted), kc, bc));
        return updated(tf, u, h, g);
      }

      @Override
      public Optional<FusedKernel> fused() {
        return hasFusedKernel()
            ? Optional.of(new GruKernel(inputSize, size, kg, bg, kc, bc))
            : Optional.empty();
      }
    };
  }

  /** {@code u h + (1 - u) g}. */
  static CellFunction.Step<CellState.Hidden> updated(
      Ops tf, Operand<TFloat32> u, Operand<TFloat32> h, Operand<TFloat32> g) {
    Operand<TFloat32> next =
        tf.math.add(tf.math.mul(u, h), tf.math.mul(tf.math.sub(tf.constant(1f), u), g));
    return new CellFunction.Step<>(next, new CellState.Hidden(next));
  }
}
