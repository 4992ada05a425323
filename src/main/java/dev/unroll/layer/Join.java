package dev.unroll.layer;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** How values of one shape become one; beside each other, their features may differ in number. */
public enum Join {
  /** Their features beside each other. */
  CONCATENATE,
  /** Their sum, number by number. */
  SUM,
  /** Their mean. */
  AVERAGE,
  /** Their product. */
  PRODUCT,
  /** The largest. */
  MAXIMUM,
  /** The smallest. */
  MINIMUM,
  /** The first less all others. */
  DIFFERENCE;

  /** Features of the result. */
  int features(List<Integer> each) {
    return this == CONCATENATE ? each.stream().mapToInt(n -> n).sum() : each.get(0);
  }

  /**
   * Adds the operations.
   *
   * @param values of one shape but for the last axis, which may differ for {@link #CONCATENATE}
   * @param axis the last one
   */
  Operand<TFloat32> of(Ops tf, List<Operand<TFloat32>> values, int axis) {
    return switch (this) {
      case CONCATENATE -> tf.concat(values, tf.constant(axis));
      case SUM -> sum(tf, values);
      case AVERAGE -> tf.math.mul(sum(tf, values), tf.constant(1f / values.size()));
      case PRODUCT -> values.stream().reduce(tf.math::mul).orElseThrow();
      case MAXIMUM -> values.stream().reduce(tf.math::maximum).orElseThrow();
      case MINIMUM -> values.stream().reduce(tf.math::minimum).orElseThrow();
      case DIFFERENCE -> values.stream().reduce(tf.math::sub).orElseThrow();
    };
  }

  private static Operand<TFloat32> sum(Ops tf, List<Operand<TFloat32>> values) {
    return values.stream().reduce(tf.math::add).orElseThrow();
  }
}
