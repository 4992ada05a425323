package dev.unroll.layer;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The same numbers of a row, step after step, as steps of another size: [batch, n] or [batch,
 * steps', features'] to [batch, steps, features].
 *
 * @param steps 0 for as many as remain
 * @param features of a step; 0 for as many as remain
 */
public record Reshape(@Default("0") int steps, @Default("0") int features) implements Layer {

  public Reshape {
    notNegative("reshape: steps", steps);
    notNegative("reshape: features", features);
    that(steps > 0 || features > 0, "reshape: set steps, features or both");
  }

  @Override
  public boolean stepwise() {
    return false;
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Ops tf = scope.tf();
    Operand<TFloat32> rows;
    int size;
    if (input instanceof Value.Vector vector) {
      rows = vector.tensor();
      size = vector.features();
    } else if (input instanceof Value.Steps all && all.lengths().isEmpty()) {
      rows = all.joined(tf).rows();
      size = Math.multiplyExact(all.count(), all.features());
    } else {
      throw failure(
          "layer 'reshape' takes a vector or steps of sequences of one length, but the layer before"
              + " it gives %s%s",
          input.shape(), input instanceof Value.Steps ? ", and sequences differ in length" : "");
    }
    int count = steps > 0 ? steps : size / features;
    int each = features > 0 ? features : size / steps;
    that(
        count > 0 && (long) count * each == size,
        "layer 'reshape' makes %s steps of %s features, but the layer before it gives %d numbers",
        steps > 0 ? steps : "any",
        features > 0 ? features : "any",
        size);
    Operand<TFloat32> reshaped = tf.reshape(rows, tf.array(-1, count, each));
    return new Value.Steps(Series.ofRows(tf, reshaped, count), each, Optional.empty());
  }
}
