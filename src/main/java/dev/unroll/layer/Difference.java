package dev.unroll.layer;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The change of each feature since the step before; zero at the first step.
 *
 * @param append whether the changes come after the features rather than in their place
 */
public record Difference(@Default("true") boolean append) implements Transform {

  @Override
  public boolean stepwise() {
    return false;
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Steps steps = requireSteps(input);
    Ops tf = scope.tf();
    Operand<TFloat32> rows = steps.joined(tf).rows();
    Operand<TFloat32> earlier =
        tf.concat(
            List.of(
                tf.slice(rows, tf.array(0, 0, 0), tf.array(-1, 1, -1)),
                tf.slice(rows, tf.array(0, 0, 0), tf.array(-1, steps.count() - 1, -1))),
            tf.constant(1));
    Operand<TFloat32> change = tf.math.sub(rows, earlier);
    Operand<TFloat32> made = append ? tf.concat(List.of(rows, change), tf.constant(2)) : change;
    int features = (append ? 2 : 1) * steps.features();
    return new Value.Steps(Series.ofRows(tf, made, steps.count()), features, steps.lengths());
  }
}
