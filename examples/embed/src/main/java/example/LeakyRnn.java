package example;

import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.Cell;
import dev.unroll.layer.CellFunction;
import dev.unroll.layer.CellState;
import dev.unroll.layer.CustomCell;
import dev.unroll.settings.Default;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A cell whose state moves a share of the way: {@code h' = h + leak (tanh([x, h] K + b) - h)}.
 *
 * @param units of the state
 * @param leak share, in (0, 1]
 * @param kernel how {@code K} begins
 */
public record LeakyRnn(
    int units,
    @Default("0.5") double leak,
    @Default("{type: glorot-uniform}") Initializer kernel)
    implements CustomCell {

  public LeakyRnn {
    Cell.checkUnits("leaky-rnn: units", units);
    that(leak > 0 && leak <= 1, "leaky-rnn: leak: expected more than 0, up to 1, got %s", leak);
    present("leaky-rnn: kernel", kernel);
  }

  @Override
  public CellFunction<CellState.Tensors> build(GraphScope scope, int inputSize) {
    Ops tf = scope.tf();
    GraphScope names = scope.child("leaky_rnn_cell");
    Shape shape = Shape.of(inputSize + units, units);
    Operand<TFloat32> k = names.variable("kernel", shape, kernel);
    Operand<TFloat32> b = names.variable("bias", Shape.of(units), new Initializer.Zeros());
    Operand<TFloat32> share = tf.constant((float) leak);
    return CellFunction.of(
        List.of(units),
        (x, state, recurrent) -> {
          Operand<TFloat32> h = state.get(0);
          Operand<TFloat32> to = tf.math.tanh(Cell.affine(tf, x, recurrent.apply(h), k, b));
          return List.of(tf.math.add(h, tf.math.mul(share, tf.math.sub(to, h))));
        });
  }
}
