package dev.unroll.layer;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The step of a {@link Gru} with its reset gate after the product.
 *
 * @param gru its settings
 * @param kg gates' kernel [features + units, 2 units]
 * @param bg gates' bias [2 units]
 * @param wc candidate's kernel of the input [features, units]
 * @param bc its bias [units]
 * @param uc candidate's kernel of the state [units, units]
 * @param bu its bias [units]
 */
record GruResetAfter(
    Gru gru,
    Ops tf,
    Operand<TFloat32> kg,
    Operand<TFloat32> bg,
    Operand<TFloat32> wc,
    Operand<TFloat32> bc,
    Operand<TFloat32> uc,
    Operand<TFloat32> bu)
    implements CellFunction<CellState.Hidden> {

  /** Creates the variables. */
  static GruResetAfter build(Gru gru, GraphScope scope, int inputSize) {
    GraphScope cell = scope.child("cudnn_compatible_gru_cell");
    GraphScope gates = cell.child("gates");
    GraphScope input = cell.child("candidate/input_projection");
    GraphScope hidden = cell.child("candidate/hidden_projection");
    int units = gru.units();
    Initializer zeros = new Initializer.Zeros();
    return new GruResetAfter(
        gru,
        scope.tf(),
        gates.variable("kernel", Shape.of(inputSize + units, 2L * units), gru.kernel()),
        gates.variable("bias", Shape.of(2L * units), new Initializer.Ones()),
        input.variable("kernel", Shape.of(inputSize, units), gru.kernel()),
        input.variable("bias", Shape.of(units), zeros),
        hidden.variable("kernel", Shape.of(units, units), gru.kernel()),
        hidden.variable("bias", Shape.of(units), zeros));
  }

  @Override
  public List<Integer> stateSizes() {
    return List.of(gru.units());
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
    List<? extends Operand<TFloat32>> gates =
        tf.split(
                tf.constant(1),
                gru.recurrentActivation().apply(tf, Cell.affine(tf, x, weighted, kg, bg)),
                2L)
            .output();
    Operand<TFloat32> ofInput = tf.nn.biasAdd(tf.linalg.matMul(x, wc), bc);
    Operand<TFloat32> ofState = tf.nn.biasAdd(tf.linalg.matMul(weighted, uc), bu);
    Operand<TFloat32> g =
        gru.activation().apply(tf, tf.math.add(ofInput, tf.math.mul(gates.get(0), ofState)));
    return Gru.updated(tf, gates.get(1), h, g);
  }
}
