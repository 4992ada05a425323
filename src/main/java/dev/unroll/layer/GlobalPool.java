package dev.unroll.layer;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.present;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The maximum or mean over all steps before the padding, [batch, steps, features] to [batch,
 * features]; or over all pixels, [batch, height, width, channels] to [batch, channels].
 *
 * @param kind maximum or mean
 */
public record GlobalPool(@Default("average") PoolKind kind) implements Layer {

  public GlobalPool {
    present("global-pool: kind", kind);
  }

  @Override
  public String label() {
    return kind == PoolKind.MAX ? "global-max-pool" : "global-average-pool";
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Ops tf = scope.tf();
    if (input instanceof Value.Steps) {
      return new Readout(kind == PoolKind.MAX ? Readout.Take.MAX : Readout.Take.MEAN)
          .build(scope, input);
    }
    if (input instanceof Value.Image image) {
      Operand<TFloat32> pooled =
          kind == PoolKind.MAX
              ? tf.reduceMax(image.tensor(), tf.array(1, 2))
              : tf.math.mean(image.tensor(), tf.array(1, 2));
      return new Value.Vector(pooled, image.channels());
    }
    throw failure(
        "layer '%s' takes [batch, steps, features] or [batch, height, width, channels], but the"
            + " layer before it gives %s; %s",
        label(),
        input.shape(),
        input instanceof Value.Frames
            ? "put it inside {type: time-distributed, layers: [...]} to take frame by frame"
            : BEFORE_READOUT);
  }
}
