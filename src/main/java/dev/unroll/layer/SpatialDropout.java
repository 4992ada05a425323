package dev.unroll.layer;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.fraction;

import dev.unroll.graph.GraphScope;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Dropout of whole channels: while training, a channel of a row is zero at all its steps, or all
 * pixels, with probability {@code rate}.
 *
 * @param rate in [0, 1)
 * @see <a href="https://arxiv.org/abs/1411.4280">Tompson et al. 2015</a>
 */
public record SpatialDropout(double rate) implements Layer {

  public SpatialDropout {
    fraction("spatial-dropout: rate", rate);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    if (!scope.plan().training() || rate == 0) {
      return input;
    }
    Ops tf = scope.tf();
    if (input instanceof Value.Steps steps) {
      Operand<TFloat32> rows = steps.joined(tf).rows();
      Operand<TFloat32> kept = mask(scope, rows, 1, steps.features());
      Series series = Series.ofRows(tf, tf.math.mul(rows, kept), steps.count());
      return new Value.Steps(List.of(series), steps.features(), steps.lengths(), steps.padding());
    }
    if (input instanceof Value.Image image) {
      Operand<TFloat32> kept = mask(scope, image.tensor(), 2, image.channels());
      return new Value.Image(
          tf.math.mul(image.tensor(), kept), image.height(), image.width(), image.channels());
    }
    throw failure(
        "layer 'spatial-dropout' takes steps or images, but the layer before it gives %s; use"
            + " {type: dropout}",
        input.shape());
  }

  /** [batch, 1, ..., channels]. */
  private Operand<TFloat32> mask(
      GraphScope scope, Operand<TFloat32> tensor, int ones, int channels) {
    Ops tf = scope.tf();
    Operand<TInt32> batch = tf.shape.size(tensor, tf.constant(0));
    int[] rest = new int[ones + 1];
    Arrays.fill(rest, 1);
    rest[ones] = channels;
    return Dropout.mask(scope, tf.concat(List.of(batch, tf.constant(rest)), tf.constant(0)), rate);
  }
}
