package dev.unroll.layer;

import static dev.unroll.check.Check.finite;
import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import java.util.Collections;
import java.util.List;
import org.tensorflow.op.Ops;

/**
 * {@code x * scale + offset} of every number.
 *
 * @param scale one number for all channels, or one for each
 * @param offset likewise
 */
public record Rescale(List<Double> scale, @Default("[0]") List<Double> offset) implements Layer {

  public Rescale {
    scale = listOf("rescale: scale", scale);
    offset = listOf("rescale: offset", offset);
    that(
        !scale.isEmpty() && !offset.isEmpty(),
        "rescale: expected a number or more, got scale %s and offset %s",
        scale,
        offset);
    scale.forEach(number -> finite("rescale: scale", number.doubleValue()));
    offset.forEach(number -> finite("rescale: offset", number.doubleValue()));
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Ops tf = scope.tf();
    int channels = input.channels();
    float[] factors = each("scale", scale, channels);
    float[] terms = each("offset", offset, channels);
    return input.mapRows(
        tf,
        channels,
        rows -> tf.math.add(tf.math.mul(rows, tf.constant(factors)), tf.constant(terms)));
  }

  private static float[] each(String name, List<Double> numbers, int channels) {
    that(
        numbers.size() == 1 || numbers.size() == channels,
        "layer 'rescale' has %d numbers as its %s, but its input has %d channels; give one, or one"
            + " for each",
        numbers.size(),
        name,
        channels);
    return Floats.toArray(
        numbers.size() == channels ? numbers : Collections.nCopies(channels, numbers.get(0)));
  }
}
