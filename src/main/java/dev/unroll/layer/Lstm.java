package dev.unroll.layer;

import static dev.unroll.check.Check.finite;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

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
 * The long short-term memory with peepholes, clipping and projection, TensorFlow 1's {@code
 * LSTMCell}:
 *
 * <pre>
 * [i, j, f, o] = [x, h] K + b
 * c' = clip(c s(f + forgetBias + wf c) + s(i + wi c) a(j), cellClip)     a = tanh
 * m  = a(c') s(o + wo c')                                                s = sigmoid
 * h' = clip(m P, projectionClip)            h' = m without a projection
 * </pre>
 *
 * <p>Variables: {@code lstm_cell/kernel} [features + output, 4 units], {@code lstm_cell/bias} [4
 * units], with peepholes {@code lstm_cell/w_f_diag}, {@code w_i_diag}, {@code w_o_diag} [units],
 * with a projection {@code lstm_cell/projection/kernel} [units, projection].
 *
 * @param units of the cell state, 1 to 65,536
 * @param forgetBias added to the forget gate before its sigmoid
 * @param peepholes whether the gates see the cell state
 * @param cellClip bound of the cell state's magnitude; 0 for none
 * @param projection features of the output; 0 for none, the output then has {@code units}
 * @param projectionClip bound of the projected output's magnitude; 0 for none
 * @param kernel how kernel, peepholes and projection begin
 * @param activation a; a cell of other functions than tanh and sigmoid runs unrolled
 * @param recurrentActivation s, of the gates
 * @see <a href="https://research.google/pubs/pub43905/">Sak et al. 2014</a>
 */
public record Lstm(
    int units,
    @Default("1") double forgetBias,
    @Default("true") boolean peepholes,
    @Default("0") double cellClip,
    @Default("0") int projection,
    @Default("0") double projectionClip,
    @Default("{type: glorot-uniform}") Initializer kernel,
    @Default("tanh") ActivationFunction activation,
    @Default("sigmoid") ActivationFunction recurrentActivation)
    implements Cell {

  public Lstm {
    Cell.checkUnits("lstm: units", units);
    finite("lstm: forgetBias", forgetBias);
    notNegative("lstm: cellClip", cellClip);
    that(
        projection >= 0 && projection <= MOST_UNITS,
        "lstm: projection: expected a whole number of 0 to %d, got %d",
        MOST_UNITS,
        projection);
    notNegative("lstm: projectionClip", projectionClip);
    that(
        projection > 0 || projectionClip == 0,
        "lstm: projectionClip %s bounds a projection, but projection is 0; set both or none",
        projectionClip);
    present("lstm: kernel", kernel);
    present("lstm: activation", activation);
    present("lstm: recurrentActivation", recurrentActivation);
  }

  /** With tanh and sigmoid. */
  public Lstm(
      int units,
      double forgetBias,
      boolean peepholes,
      double cellClip,
      int projection,
      double projectionClip,
      Initializer kernel) {
    this(
        units,
        forgetBias,
        peepholes,
        cellClip,
        projection,
        projectionClip,
        kernel,
        ActivationFunction.TANH,
        ActivationFunction.SIGMOID);
  }

  /** With peepholes, without clipping and projection. */
  public Lstm(int units) {
    this(units, 1, true, 0, 0, 0, new Initializer.GlorotUniform());
  }

  /** TensorFlow's operation has no projection. */
  @Override
  public boolean hasFusedKernel() {
    return projection == 0 && Cell.areUsual(activation, recurrentActivation);
  }

  @Override
  public int outputSize() {
    return projection > 0 ? projection : units;
  }

  @Override
  public CellFunction<CellState.LongShort> build(GraphScope scope, int inputSize) {
    GraphScope names = scope.child("lstm_cell");
    return new Function(
        this,
        inputSize,
        scope.tf(),
        names.variable("kernel", Shape.of(inputSize + outputSize(), 4L * units), kernel),
        names.variable("bias", Shape.of(4L * units), new Initializer.Zeros()),
        peepholes ? names.variable("w_f_diag", Shape.of(units), kernel) : null,
        peepholes ? names.variable("w_i_diag", Shape.of(units), kernel) : null,
        peepholes ? names.variable("w_o_diag", Shape.of(units), kernel) : null,
        projection > 0
            ? names.variable("projection/kernel", Shape.of(units, projection), kernel)
            : null);
  }

  /** The step; peepholes and projection are null where the cell has none. */
  private record Function(
      Lstm cell,
      int inputSize,
      Ops tf,
      Operand<TFloat32> k,
      Operand<TFloat32> b,
      Operand<TFloat32> wf,
      Operand<TFloat32> wi,
      Operand<TFloat32> wo,
      Operand<TFloat32> p)
      implements CellFunction<CellState.LongShort> {

    @Override
    public List<Integer> stateSizes() {
      return List.of(cell.units, cell.outputSize());
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
      Operand<TFloat32> i = cell.recurrentActivation.apply(tf, peep(gates.get(0), wi, state.c()));
      Operand<TFloat32> j = cell.activation.apply(tf, gates.get(1));
      Operand<TFloat32> forget = tf.math.add(gates.get(2), tf.constant((float) cell.forgetBias));
      Operand<TFloat32> f = cell.recurrentActivation.apply(tf, peep(forget, wf, state.c()));
      Operand<TFloat32> c =
          clip(tf.math.add(tf.math.mul(state.c(), f), tf.math.mul(i, j)), cell.cellClip);
      Operand<TFloat32> o = cell.recurrentActivation.apply(tf, peep(gates.get(3), wo, c));
      Operand<TFloat32> m = tf.math.mul(cell.activation.apply(tf, c), o);
      Operand<TFloat32> h = p == null ? m : clip(tf.linalg.matMul(m, p), cell.projectionClip);
      return new Step<>(h, new CellState.LongShort(c, h));
    }

    @Override
    public Optional<FusedKernel> fused() {
      return !cell.hasFusedKernel()
          ? Optional.empty()
          : Optional.of(
              new LstmKernel(
                  inputSize,
                  cell.units,
                  cell.forgetBias,
                  cell.cellClip,
                  k,
                  b,
                  cell.peepholes ? List.of(wi, wf, wo) : List.of()));
    }

    private Operand<TFloat32> peep(
        Operand<TFloat32> gate, Operand<TFloat32> weight, Operand<TFloat32> c) {
      return weight == null ? gate : tf.math.add(gate, tf.math.mul(weight, c));
    }

    private Operand<TFloat32> clip(Operand<TFloat32> x, double bound) {
      return bound == 0 ? x : ActivationFunction.clip(tf, x, (float) -bound, (float) bound);
    }
  }
}
