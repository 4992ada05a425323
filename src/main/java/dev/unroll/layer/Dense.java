package dev.unroll.layer;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.settings.Default;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code f(x W + b)} on the last axis: [..., features] to [..., units].
 *
 * <p>Variables: {@code dense/kernel} [features, units], {@code dense/bias} [units].
 *
 * @param units outputs
 * @param activation f
 * @param kernel how W begins
 */
public record Dense(
    int units,
    @Default("linear") ActivationFunction activation,
    @Default("{type: glorot-uniform}") Initializer kernel)
    implements Layer {

  public Dense {
    positive("dense: units", units);
    present("dense: activation", activation);
    present("dense: kernel", kernel);
  }

  /** With Glorot's initial values. */
  public Dense(int units, ActivationFunction activation) {
    this(units, activation, new Initializer.GlorotUniform());
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Ops tf = scope.tf();
    GraphScope names = scope.uniqueChild("dense");
    Operand<TFloat32> w = names.variable("kernel", Shape.of(input.channels(), units), kernel);
    Operand<TFloat32> b = names.variable("bias", Shape.of(units), new Initializer.Zeros());
    return input.mapRows(
        tf, units, x -> activation.apply(tf, tf.nn.biasAdd(tf.linalg.matMul(x, w), b)));
  }
}
