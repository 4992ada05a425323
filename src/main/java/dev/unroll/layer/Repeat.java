package dev.unroll.layer;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The same vector at every step: [batch, features] to [batch, steps, features], as a decoder takes
 * what an encoder has made of a sequence.
 *
 * @param steps 1 to 65,536
 */
public record Repeat(int steps) implements Layer {

  private static final int MOST_STEPS = 65_536;

  public Repeat {
    that(
        steps >= 1 && steps <= MOST_STEPS,
        "repeat: steps: expected a whole number of 1 to %d, got %d",
        MOST_STEPS,
        steps);
  }

  @Override
  public boolean stepwise() {
    return false;
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    if (input instanceof Value.Vector vector) {
      Ops tf = scope.tf();
      List<Operand<TFloat32>> all = Collections.nCopies(steps, vector.tensor());
      return new Value.Steps(Series.of(tf, all), vector.features(), Optional.empty());
    }
    throw failure(
        "layer 'repeat' takes [batch, features], but the layer before it gives %s; put a readout"
            + " before it, such as {type: readout, take: last-valid}",
        input.shape());
  }
}
