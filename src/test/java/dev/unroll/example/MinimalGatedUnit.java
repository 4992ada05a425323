package dev.unroll.example;

import static dev.unroll.check.Check.present;

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

public record MinimalGatedUnit(int units, @Default("{type: glorot-uniform}") Initializer kernel)
    implements CustomCell {
  public MinimalGatedUnit {
    Cell.checkUnits("minimal-gated-unit: units", units);
    present("minimal-gated-unit: kernel", kernel);
  }

  @Override
  public CellFunction<CellState.Tensors> build(GraphScope scope, int inputSize) {
    Ops tf = scope.tf();
    GraphScope names = scope.child("minimal_gated_unit_cell");
    Shape shape = Shape.of(inputSize + units, units);
    Operand<TFloat32> kf = names.variable("forget/kernel", shape, kernel);
    Operand<TFloat32> bf = names.variable("forget/bias", Shape.of(units), new Initializer.Ones());
    Operand<TFloat32> kc = names.variable("candidate/kernel", shape, kernel);
    Operand<TFloat32> bc =
        names.variable("candidate/bias", Shape.of(units), new Initializer.Zeros());
    return CellFunction.of(
        List.of(units),
        (x, state, recurrent) -> {
          Operand<TFloat32> h = state.get(0);
          Operand<TFloat32> dropped = recurrent.apply(h);
          Operand<TFloat32> f = tf.math.sigmoid(Cell.affine(tf, x, dropped, kf, bf));
          Operand<TFloat32> g = tf.math.tanh(Cell.affine(tf, x, tf.math.mul(f, dropped), kc, bc));
          return List.of(tf.math.add(h, tf.math.mul(f, tf.math.sub(g, h))));
        });
  }
}
