package dev.unroll.source.har;

import static dev.unroll.check.Check.failure;

import java.nio.charset.StandardCharsets;

/**
 * Parses a text of one sequence a line, numbers separated by blanks, straight into a packed array.
 *
 * <p>Numbers of up to 18 digits and an exponent within 22 are converted exactly as {@link
 * Double#parseDouble} does it: their digits and the power of ten are both exact in a double, so the
 * one product or quotient is correctly rounded (Clinger, "How to read floating point numbers
 * accurately", 1990). All others go to {@code parseDouble} itself.
 */
final class SignalParser {

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** Largest number below which every whole number is exact in a double. */
  private static final long EXACT = 1L << 53;

  private final byte[] text;
  private final String file;
  private final int steps;
  private int position;

  /**
   * @param file how messages name the text
   * @param steps numbers that each line must have
   */
  SignalParser(byte[] text, String file, int steps) {
    this.text = text;
    this.file = file;
    this.steps = steps;
  }

  /**
   * Writes number {@code s} of row {@code r} to {@code values[(r * steps + s) * features +
   * feature]}.
   *
   * @param maxRows rows that {@code values} has room for; rows beyond are counted only
   * @return the rows of the text
   * @throws dev.unroll.check.InputException that names file and line where a row is not {@code
   *     steps} finite numbers
   */
  int parseInto(float[] values, int feature, int features, int maxRows) {
    int row = 0;
    for (; position < text.length; row++) {
      boolean fits = row < maxRows;
      int target = fits ? row * steps * features + feature : 0;
      int count = 0;
      while (skipBlanks()) {
        int start = position;
        double number = number(row);
        if (!(Math.abs(number) <= Float.MAX_VALUE)) {
          throw failure(
              "%s:%d: number %d is '%s'; expected a finite number",
              file,
              row + 1,
              count + 1,
              new String(text, start, position - start, StandardCharsets.ISO_8859_1));
        }
        if (fits && count < steps) {
          values[target + count * features] = (float) number;
        }
        count++;
      }
      position++;
      if (count == 0 && onlyBlankFromHere()) {
        break;
      }
      if (count != steps) {
        throw failure(
            "%s:%d: expected %d numbers, found %d; is the file cut short?",
            file, row + 1, steps, count);
      }
    }
    return row;
  }

  /** Moves to the next number of the line; false at the end of the line. */
  private boolean skipBlanks() {
    while (position < text.length) {
      byte c = text[position];
      if (c == '\n') {
        return false;
      }
      if (c != ' ' && c != '\t' && c != '\r') {
        return true;
      }
      position++;
    }
    return false;
  }

  private boolean onlyBlankFromHere() {
    for (int i = position; i < text.length; i++) {
      if (text[i] > ' ') {
        return false;
      }
    }
    position = text.length;
    return true;
  }

  private double number(int row) {
    int start = position;
    boolean negative = text[position] == '-';
    if (negative || text[position] == '+') {
      position++;
    }
    long digits = 0;
    int digitCount = 0;
    int fractionDigits = 0;
    boolean inFraction = false;
    for (; position < text.length; position++) {
      int c = text[position];
      if (c >= '0' && c <= '9') {
        digits = digits * 10 + (c - '0');
        digitCount++;
        if (inFraction) {
          fractionDigits++;
        }
      } else if (c == '.' && !inFraction) {
        inFraction = true;
      } else {
        break;
      }
    }
    int exponent = 0;
    boolean simple = digitCount > 0 && digitCount <= 18;
    if (position < text.length && (text[position] == 'e' || text[position] == 'E')) {
      position++;
      boolean negativeExponent = position < text.length && text[position] == '-';
      if (negativeExponent || (position < text.length && text[position] == '+')) {
        position++;
      }
      int exponentStart = position;
      while (position < text.length && text[position] >= '0' && text[position] <= '9') {
        exponent = Math.min(exponent * 10 + (text[position] - '0'), 9999);
        position++;
      }
      simple &= position > exponentStart;
      exponent = negativeExponent ? -exponent : exponent;
    }
    boolean complete = position == text.length || text[position] <= ' ';
    int power = exponent - fractionDigits;
    if (simple && complete && digits <= EXACT && Math.abs(power) < POWERS_OF_TEN.length) {
      double magnitude = power < 0 ? digits / POWERS_OF_TEN[-power] : digits * POWERS_OF_TEN[power];
      return negative ? -magnitude : magnitude;
    }
    while (position < text.length && text[position] > ' ') {
      position++;
    }
    String word = new String(text, start, position - start, StandardCharsets.ISO_8859_1);
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw failure("%s:%d: '%s' is not a number", file, row + 1, word);
    }
  }
}
