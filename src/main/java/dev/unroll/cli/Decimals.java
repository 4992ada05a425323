package dev.unroll.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as text that does not lose what they say, however small they are. */
final class Decimals {

  /** Digits that tell any float from all others. */
  private static final int MOST_DIGITS = 9;

  /** Larger and smaller ones have an exponent. */
  private static final float LARGEST_PLAIN = 1e9f;

  private static final float SMALLEST_PLAIN = 1e-4f;

  /** Below, decimals behind the point say too little. */
  private static final double SMALL = 0.1;

  private Decimals() {}

  /** The shortest decimal that gives the float back; {@code NaN} and {@code Infinity} as such. */
  static String shortest(float value) {
    if (!Float.isFinite(value)) {
      return Float.toString(value);
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal found = exact;
    for (int digits = 1; digits <= MOST_DIGITS; digits++) {
      found = exact.round(new MathContext(digits));
      if (found.floatValue() == value) {
        break;
      }
    }
    BigDecimal shortest = found.stripTrailingZeros();
    float size = Math.abs(value);
    return size >= SMALLEST_PLAIN && size < LARGEST_PLAIN
        ? shortest.toPlainString()
        : scientific(shortest);
  }

  private static String scientific(BigDecimal value) {
    String digits = value.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - value.scale();
    String rest = digits.length() > 1 ? "." + digits.substring(1) : "";
    return (value.signum() < 0 ? "-" : "") + digits.charAt(0) + rest + "E" + exponent;
  }

  /**
   * An error or the like, {@code decimals} of them behind the point, or as many digits where it is
   * small.
   */
  static String figure(double value, int decimals) {
    boolean small = value != 0 && Math.abs(value) < SMALL;
    String fixed = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return small && Math.abs(Double.parseDouble(fixed) - value) > 0.005 * Math.abs(value)
        ? String.format(Locale.ROOT, "%.2e", value)
        : fixed;
  }
}
