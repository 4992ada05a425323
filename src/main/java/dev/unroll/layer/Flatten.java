package dev.unroll.layer;

import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import org.tensorflow.op.Ops;

/**
 * All numbers of a row in one vector: [batch, steps, features] to [batch, steps * features], images
 * likewise; images at every step become vectors at every step.
 */
public record Flatten() implements Layer {

  @Override
  public boolean stepwise() {
    return false;
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Ops tf = scope.tf();
    if (input instanceof Value.Frames frames) {
      return frames.steps();
    }
    if (input instanceof Value.Image image) {
      return new Value.Vector(
          tf.reshape(image.tensor(), tf.array(-1, image.features())), image.features());
    }
    if (input instanceof Value.Steps steps) {
      that(
          steps.lengths().isEmpty(),
          "layer 'flatten' joins all steps, but sequences differ in length; use a readout, such as"
              + " {type: readout, take: mean}");
      int size = Math.multiplyExact(steps.count(), steps.features());
      return new Value.Vector(tf.reshape(steps.joined(tf).rows(), tf.array(-1, size)), size);
    }
    return input;
  }
}
