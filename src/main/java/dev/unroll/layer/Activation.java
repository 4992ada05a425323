package dev.unroll.layer;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;

/**
 * A function of every number.
 *
 * @param function which
 * @param slope of {@code leaky-relu} below zero, not negative; other functions have none
 */
public record Activation(@Default("relu") ActivationFunction function, @Default("0.2") double slope)
    implements Layer {

  private static final double SLOPE = 0.2;

  public Activation {
    present("activation: function", function);
    notNegative("activation: slope", slope);
    that(
        function == ActivationFunction.LEAKY_RELU || slope == SLOPE,
        "activation: slope %s is of leaky-relu, but the function is another; leave it out",
        slope);
  }

  /** A function without a slope of its own. */
  public Activation(ActivationFunction function) {
    this(function, SLOPE);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    return input.mapRows(
        scope.tf(),
        input.channels(),
        rows ->
            function == ActivationFunction.LEAKY_RELU
                ? ActivationFunction.leakyRelu(scope.tf(), rows, (float) slope)
                : function.apply(scope.tf(), rows));
  }
}
