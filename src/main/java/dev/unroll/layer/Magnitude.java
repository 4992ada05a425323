package dev.unroll.layer;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The length of vectors whose parts are features beside each other, such as x, y and z: the same
 * however a sensor is turned.
 *
 * @param size features of a vector
 * @param append whether the lengths come after the features rather than in their place
 */
public record Magnitude(@Default("3") int size, @Default("true") boolean append)
    implements Transform {

  /** Below which a length counts as none: the root's slope has no bound there. */
  private static final float LEAST = 1e-12f;

  public Magnitude {
    positive("magnitude: size", size);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Steps steps = requireSteps(input);
    int features = steps.features();
    that(
        features % size == 0,
        "layer 'magnitude' takes vectors of %d features, but its input has %d features",
        size,
        features);
    int vectors = features / size;
    Ops tf = scope.tf();
    return steps.mapRows(
        tf,
        vectors + (append ? features : 0),
        rows -> {
          Operand<TFloat32> parts = tf.reshape(rows, tf.array(-1, vectors, size));
          Operand<TFloat32> length =
              tf.math.sqrt(
                  tf.math.maximum(
                      tf.sum(tf.math.square(parts), tf.constant(2)), tf.constant(LEAST)));
          return append ? tf.concat(List.of(rows, length), tf.constant(1)) : length;
        });
  }
}
