package dev.unroll.layer;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Steps of zeros at both ends of each row: [batch, steps, features] to [batch, before + steps +
 * after, features]. They count as steps of the row.
 *
 * @param before steps before the first
 * @param after steps after each row's last
 */
public record Pad(@Default("1") int before, @Default("1") int after) implements Layer {

  private static final int MOST_STEPS = 65_536;

  public Pad {
    notNegative("pad: before", before);
    notNegative("pad: after", after);
    that(
        before <= MOST_STEPS && after <= MOST_STEPS,
        "pad: expected %d steps at most at an end, got %d and %d",
        MOST_STEPS,
        before,
        after);
  }

  @Override
  public boolean stepwise() {
    return false;
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Steps steps = requireSteps(input);
    Ops tf = scope.tf();
    Operand<TInt32> sides = tf.constant(new int[][] {{0, 0}, {before, after}, {0, 0}});
    Operand<TFloat32> padded = tf.pad(steps.zeroPadded(tf).rows(), sides, tf.constant(0f));
    Optional<Operand<TInt32>> lengths =
        steps.lengths().map(each -> tf.math.add(each, tf.constant(before + after)));
    Series series = Series.ofRows(tf, padded, before + steps.count() + after);
    return new Value.Steps(List.of(series), steps.features(), lengths, Value.Steps.Padding.ZEROS);
  }
}
