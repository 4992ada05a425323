package dev.unroll.layer;

import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Equal parts of the features joined number by number: [..., parts * features] to [..., features].
 * After a bidirectional network, or its readout, its two parts are the two directions.
 *
 * @param join how; not {@code concatenate}, which is what is there
 * @param parts two or more
 */
public record Fold(@Default("sum") Join join, @Default("2") int parts) implements Layer {

  public Fold {
    present("fold: join", join);
    that(
        join != Join.CONCATENATE,
        "fold: the parts lie beside each other already; expected a join that computes, such as sum");
    that(parts >= 2, "fold: parts: expected a whole number of 2 or more, got %d", parts);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    int features = input.channels();
    that(
        features % parts == 0,
        "layer 'fold' joins %d equal parts, but the layer before it gives %d features",
        parts,
        features);
    Ops tf = scope.tf();
    return input.mapRows(
        tf,
        features / parts,
        rows -> {
          List<Operand<TFloat32>> each =
              new ArrayList<>(tf.split(tf.constant(1), rows, (long) parts).output());
          return join.of(tf, each, 1);
        });
  }
}
