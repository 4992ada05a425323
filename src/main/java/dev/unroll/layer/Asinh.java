package dev.unroll.layer;

import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Kernels;
import dev.unroll.settings.Default;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
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
              bend(scope, tf.math.mul(some, tf.constant(Floats.toArray(factors))));
          return append ? tf.concat(List.of(rows, bent), tf.constant(1)) : bent;
        });
  }

  /**
   * {@code asinh(x)}. Static graphs are for those who lack TensorFlow's operation: {@code sign(x)
   * log(1 + y)}, {@code y = |x| + x x / (1 + sqrt(x x + 1))}.
   */
  private static Operand<TFloat32> bend(GraphScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    if (scope.plan().kernels() == Kernels.FUSED) {
      return tf.math.asinh(x);
    }
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> square = tf.math.mul(x, x);
    Operand<TFloat32> root = tf.math.sqrt(tf.math.add(square, one));
    Operand<TFloat32> y = tf.math.add(tf.math.abs(x), tf.math.div(square, tf.math.add(one, root)));
    return tf.math.mul(tf.math.sign(x), logOnePlus(tf, y));
  }

  /** Of numbers that are not negative, to rounding also where 1 + y is hardly more than 1. */
  private static Operand<TFloat32> logOnePlus(Ops tf, Operand<TFloat32> y) {
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> sum = tf.math.add(one, y);
    Operand<TFloat32> rounded = tf.math.sub(sum, one);
    Operand<TBool> tiny = tf.math.less(rounded, tf.constant(1e-7f));
    Operand<TFloat32> ratio =
        tf.math.div(tf.math.log(sum), tf.math.maximum(rounded, tf.constant(1e-7f)));
    return tf.select(tiny, y, tf.math.mul(y, ratio));
  }
}
