package dev.unroll.source.ais;

import java.util.Arrays;

/**
 * The cells of one line of CSV, found in one pass; only those asked for are copied. Cells may be in
 * quotes, with a quote inside doubled, but may not go over lines.
 */
final class AisCells {

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private String line = "";
  private int[] starts = new int[32];
  private int[] ends = new int[32];
  private int count;

  /**
   * Finds the cells of a line.
   *
   * @return how many; -1 where a quote is not closed
   */
  int split(String text) {
    line = text;
    count = 0;
    int at = 0;
    while (true) {
      int start = at;
      int end;
      if (at < text.length() && text.charAt(at) == '"') {
        end = closingQuote(at);
        if (end < 0) {
          return -1;
        }
        at = text.indexOf(',', end);
        end++;
      } else {
        at = text.indexOf(',', at);
        end = at < 0 ? text.length() : at;
      }
      add(start, end);
      if (at < 0) {
        return count;
      }
      at++;
    }
  }

  private int closingQuote(int open) {
    int at = line.indexOf('"', open + 1);
    while (at >= 0 && at + 1 < line.length() && line.charAt(at + 1) == '"') {
      at = line.indexOf('"', at + 2);
    }
    return at;
  }

  private void add(int from, int to) {
    int start = from;
    int end = to;
    while (start < end && line.charAt(start) <= ' ') {
      start++;
    }
    while (start < end && line.charAt(end - 1) <= ' ') {
      end--;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    starts[count] = start;
    ends[count] = end;
    count++;
  }

  /** Cells of the line that was split last. */
  int count() {
    return count;
  }

  /** The text of a cell, without blanks around it and without its quotes. */
  String text(int cell) {
    int start = starts[cell];
    int end = ends[cell];
    if (end - start >= 2 && line.charAt(start) == '"') {
      return line.substring(start + 1, end - 1).replace("\"\"", "\"").strip();
    }
    return line.substring(start, end);
  }

  /**
   * The number of a cell; NaN where it is empty or says that there is none ({@code NA}, {@code
   * NaN}, {@code Unknown}).
   *
   * @throws NumberFormatException where it is no number
   */
  double number(int cell) {
    int at = starts[cell];
    int end = ends[cell];
    boolean negative = at < end && line.charAt(at) == '-';
    if (negative) {
      at++;
    }
    long digits = 0;
    int digitCount = 0;
    int point = -1;
    for (; at < end && digitCount <= 15; at++) {
      char c = line.charAt(at);
      if (c >= '0' && c <= '9') {
        digits = 10 * digits + (c - '0');
        digitCount++;
      } else if (c == '.' && point < 0) {
        point = digitCount;
      } else {
        break;
      }
    }
    if (at == end && digitCount > 0 && digitCount <= 15) {
      // Digits and power of ten are exact in a double, so the quotient is rounded once.
      double magnitude = point < 0 ? digits : digits / POWERS_OF_TEN[digitCount - point];
      return negative ? -magnitude : magnitude;
    }
    String text = text(cell);
    return saysNothing(text) ? Double.NaN : Double.parseDouble(text);
  }

  private static boolean saysNothing(String text) {
    return text.isEmpty()
        || text.equalsIgnoreCase("NA")
        || text.equalsIgnoreCase("NaN")
        || text.equalsIgnoreCase("null")
        || text.equalsIgnoreCase("Unknown");
  }
}
