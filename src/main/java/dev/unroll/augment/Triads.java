package dev.unroll.augment;

import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.that;

import java.util.List;

/** Turns vectors whose x, y and z are features beside each other. */
final class Triads {

  private Triads() {}

  /** Checks first features of triads. */
  static List<Integer> checked(String who, List<Integer> triads) {
    List<Integer> all = listOf(who, triads);
    that(
        !all.isEmpty() && all.stream().allMatch(first -> first >= 0),
        "%s: expected the first feature of each x, y, z, counted from 0, got %s",
        who,
        all);
    return all;
  }

  /**
   * Turns the triads of every step.
   *
   * @param axis about which, of any length but 0
   * @param angle in rad, right-handed
   */
  static void turn(
      float[] values, int features, List<Integer> triads, double[] axis, double angle) {
    double[][] matrix = rotation(axis, angle);
    for (int first : triads) {
      that(
          first + 3 <= features,
          "augmentation: a triad begins at feature %d, but there are %d features",
          first,
          features);
      for (int at = first; at < values.length; at += features) {
        double x = values[at];
        double y = values[at + 1];
        double z = values[at + 2];
        for (int i = 0; i < 3; i++) {
          values[at + i] = (float) (matrix[i][0] * x + matrix[i][1] * y + matrix[i][2] * z);
        }
      }
    }
  }

  /** Rodrigues' formula. */
  private static double[][] rotation(double[] axis, double angle) {
    double length = Math.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
    if (length == 0) {
      return new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    }
    double x = axis[0] / length;
    double y = axis[1] / length;
    double z = axis[2] / length;
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    double d = 1 - c;
    return new double[][] {
      {c + x * x * d, x * y * d - z * s, x * z * d + y * s},
      {y * x * d + z * s, c + y * y * d, y * z * d - x * s},
      {z * x * d - y * s, z * y * d + x * s, c + z * z * d}
    };
  }
}
