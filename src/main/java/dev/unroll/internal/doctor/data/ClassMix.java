package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import java.util.Arrays;

/** How often each class is there. */
public final class ClassMix {

  private ClassMix() {}

  /** Sequences, or steps, of each class. */
  public static long[] counts(Sequences sequences, Target target) {
    long[] counts = new long[target.names().size()];
    for (int i = 0; i < sequences.size(); i++) {
      target.classes(sequences, i).filter(label -> label >= 0).forEach(label -> counts[label]++);
    }
    return counts;
  }

  /** Of each class, in [0, 1]. */
  public static double[] shares(long[] counts) {
    double sum = Math.max(1, Arrays.stream(counts).sum());
    return Arrays.stream(counts).mapToDouble(count -> count / sum).toArray();
  }

  /** Half the sum of the differences of two mixes: the share that would have to change. */
  static double distance(long[] one, long[] other) {
    double[] a = shares(one);
    double[] b = shares(other);
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += Math.abs(a[k] - b[k]) / 2;
    }
    return sum;
  }
}
