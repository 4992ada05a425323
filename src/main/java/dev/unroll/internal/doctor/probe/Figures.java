package dev.unroll.internal.doctor.probe;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Numbers as sentences have them, and their middles. */
final class Figures {

  private static final double LEAST_PLAIN = 1e-4;
  private static final double MOST_PLAIN = 1e6;

  private Figures() {}

  /** Three digits: {@code 0.0123}, {@code 4e-6}, {@code 1300}. */
  static String of(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "not a number" : "infinite";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
    double size = Math.abs(value);
    if (size == 0 || (size >= LEAST_PLAIN && size < MOST_PLAIN)) {
      return rounded.toPlainString();
    }
    return String.format(Locale.ROOT, "%.1e", value)
        .replace(".0e", "e")
        .replaceAll("e([+-])0", "e$1")
        .replace("e+", "e");
  }

  /** A share in percent: {@code 97 %}. */
  static String percent(double share) {
    return of(Math.round(1000 * share) / 10.0) + " %";
  }

  /** One digit, as settings have it: {@code 0.003}. */
  static double oneDigit(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.0e", value));
  }

  /** The number in the middle; not a number of none. */
  static double median(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int count = sorted.length;
    return count == 0 ? Double.NaN : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
  }

  /** The mean; not a number of none. */
  static double mean(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
