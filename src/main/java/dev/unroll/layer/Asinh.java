package dev.unroll.layer;

import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code asinh(x / scale)} of some features: linear below its scale and logarithmic above, so that
 * quiet and violent movement show alike.
 *
 * @param scales one for each feature, in its unit; 0 leaves the feature out
 * @param append whether the results come after the features rather than in their place
 */
public record Asinh(List<Double> scales, @Default("true") boolean append) implements Transform {

  public Asinh {
    scales = listOf("asinh: scales", scales);
    scales.forEach(scale -> notNegative("asinh: scales", scale.doubleValue()));
    that(
        scales.stream().anyMatch(scale -> scale > 0),
        "asinh: expected a scale greater than 0, got %s",
        scales);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Steps steps = requireSteps(input);
    that(
        steps.features() == scales.size(),
        "layer 'asinh' has %d scales, but its input has %d features; give one for each, 0 to leave it"
            + " out",
        scales.size(),
        steps.features());
    List<Integer> chosen = new ArrayList<>();
    List<Double> factors = new ArrayList<>();
    for (int i = 0; i < scales.size(); i++) {
      if (scales.get(i) > 0) {
        chosen.add(i);
        factors.add(1 / scales.get(i));
      }
    }
    Ops tf = scope.tf();
    int outputs = chosen.size() + (append ? steps.features() : 0);
    return steps.mapRows(
        tf,
        outputs,
        rows -> {
          Operand<TFloat32> some =
              tf.gather(
                  rows, tf.constant(chosen.stream().mapToInt(i -> i).toArray()), tf.constant(1));
          Operand<TFloat32> bent =
              tf.math.asinh(tf.math.mul(some, tf.constant(Floats.toArray(factors))));
          return append ? tf.concat(List.of(rows, bent), tf.constant(1)) : bent;
        });
  }
}
