package dev.unroll.internal.table;

import java.util.regex.Pattern;

/** Numbers of cells with a decimal point or comma. */
public final class Numbers {

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  /** Digits whose number is exact in a double, with a power of ten that is exact too. */
  private static final int MOST_DIGITS = 15;

  /** The bits of a double that a float has not, and a half of their range. */
  private static final long DROPPED = (1L << 29) - 1;

  private static final long HALF = 1L << 28;

  private static final Pattern DECIMAL_COMMA =
      Pattern.compile("[+-]?(\\d+,\\d*|,\\d+)([eE][+-]?\\d+)?");
  private static final Pattern DECIMAL_POINT =
      Pattern.compile("[+-]?(\\d+\\.\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern GROUPED_BY_COMMA = Pattern.compile("[+-]?[1-9]\\d{0,2}(,\\d{3})+");
  private static final Pattern GROUPED =
      Pattern.compile("[+-]?\\d{1,3}([.,' \u00a0\u202f]\\d{3})+([.,]\\d+)?");
  private static final Pattern WITH_UNIT = Pattern.compile("[+-]?\\d+([.,]\\d+)? ?[%°]");

  private final char decimal;

  /**
   * @param decimal the mark between whole and fraction
   */
  public Numbers(char decimal) {
    this.decimal = decimal;
  }

  /** The decimal mark. */
  public char decimal() {
    return decimal;
  }

  /** The number that {@code text} is, finite or not, rounded once; NaN where it is none. */
  public float parse(String text) {
    int end = text.length();
    int at = 0;
    boolean negative = end > 0 && text.charAt(0) == '-';
    if (negative) {
      at++;
    }
    long digits = 0;
    int count = 0;
    int point = -1;
    for (; at < end && count <= MOST_DIGITS; at++) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        digits = 10 * digits + (c - '0');
        count++;
      } else if (c == decimal && point < 0) {
        point = count;
      } else {
        break;
      }
    }
    if (at == end && count > 0 && count <= MOST_DIGITS) {
      // Both exact, so that the quotient is rounded once to a double; to a float once more, which
      // gives what one rounding does unless the double lies at the middle of two floats.
      double magnitude = point < 0 ? digits : digits / POWERS_OF_TEN[count - point];
      long beside = (Double.doubleToRawLongBits(magnitude) & DROPPED) - HALF;
      if ((beside < -1 || beside > 1) && (magnitude > 1e-30 || digits == 0)) {
        return (float) (negative ? -magnitude : magnitude);
      }
    }
    return slow(text);
  }

  private float slow(String text) {
    if (decimal == '.') {
      return FileLine.numberOrNaN(text);
    }
    return text.indexOf('.') >= 0 ? Float.NaN : FileLine.numberOrNaN(text.replace(decimal, '.'));
  }

  /** Whether {@code text} is a number, finite or not. */
  public boolean isNumber(String text) {
    return !Float.isNaN(parse(text));
  }

  /** Whether {@code text} is meant as a number, though perhaps written in another way. */
  public boolean isMeant(String text) {
    return isNumber(text)
        || DECIMAL_COMMA.matcher(text).matches()
        || DECIMAL_POINT.matcher(text).matches()
        || GROUPED.matcher(text).matches()
        || WITH_UNIT.matcher(text).matches();
  }

  /** Whether {@code text} has a decimal comma; where it may group thousands, it has not. */
  static boolean hasDecimalComma(String text) {
    return text.indexOf(',') >= 0
        && DECIMAL_COMMA.matcher(text).matches()
        && !GROUPED_BY_COMMA.matcher(text).matches();
  }

  static boolean hasDecimalPoint(String text) {
    return text.indexOf('.') >= 0 && DECIMAL_POINT.matcher(text).matches();
  }

  /** What is to be done about a text that is meant as a number; empty where nothing is known. */
  String advice(String text) {
    if (isNumber(text)) {
      return "";
    }
    if (decimal == '.' && hasDecimalComma(text)) {
      return "; where that is a decimal comma, set table.decimal: comma";
    }
    if (decimal == ',' && hasDecimalPoint(text)) {
      return "; where that is a decimal point, set table.decimal: point";
    }
    if (GROUPED.matcher(text).matches()) {
      return "; save the numbers without marks between thousands, or say the decimal mark by"
          + " table.decimal";
    }
    return WITH_UNIT.matcher(text).matches()
        ? "; save the numbers without units"
        : "; where it stands for a missing value, name it in table.missing";
  }
}
