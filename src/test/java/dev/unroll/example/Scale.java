package dev.unroll.example;

import static dev.unroll.check.Check.finite;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.CustomLayer;
import dev.unroll.layer.Value;
import dev.unroll.settings.Default;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

public record Scale(@Default("1") double start) implements CustomLayer {
  public Scale {
    finite("scale: start", start);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Ops tf = scope.tf();
    GraphScope names = scope.uniqueChild("scale");
    Operand<TFloat32> factors =
        names.variable("factors", Shape.of(input.channels()), new Initializer.Constant(start));
    return input.mapRows(tf, input.channels(), rows -> tf.math.mul(rows, factors));
  }

  @Override
  public boolean stepwise() {
    return true;
  }
}
