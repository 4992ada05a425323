package dev.unroll.layer;

import static dev.unroll.check.Check.present;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;

/**
 * A function of every number.
 *
 * @param function which
 */
public record Activation(@Default("relu") ActivationFunction function) implements Layer {

  public Activation {
    present("activation: function", function);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    return input.mapRows(scope.tf(), input.channels(), rows -> function.apply(scope.tf(), rows));
  }
}
