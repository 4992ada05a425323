package dev.unroll.source.ais;

import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.Missing;
import dev.unroll.source.table.TableFormat;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The cells of one line of CSV, found in one pass; only those asked for are copied, since files
 * have tens of millions of lines. What a cell is, {@link dev.unroll.internal.table.TableCells}
 * says; here none may go over lines.
 */
final class AisCells {

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  /** The line has a quote that is not closed. */
  static final int OPEN_QUOTE = -1;

  /** Something follows a closing quote. */
  static final int BEYOND_QUOTE = -2;

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final char separator;
  private final char decimal;
  private final Missing missing;
  private String line = "";
  private int[] starts = new int[32];
  private int[] ends = new int[32];

  /** Which cells are in quotes, by their place. */
  private final BitSet quoted = new BitSet();

  private int count;

  /**
   * @param decimal mark of numbers besides the point, which is always one
   */
  AisCells(char separator, char decimal, Missing missing) {
    this.separator = separator;
    this.decimal = decimal;
    this.missing = missing;
  }

  /**
   * Finds the cells of a line.
   *
   * @return how many; {@link #OPEN_QUOTE} or {@link #BEYOND_QUOTE} where it is no CSV
   */
  int split(String text) {
    return splitLine(
        separator == TableFormat.BLANKS ? BLANKS.matcher(text.strip()).replaceAll(" ") : text);
  }

  private int splitLine(String text) {
    line = text;
    count = 0;
    quoted.clear();
    int at = 0;
    while (true) {
      int start = at;
      int end;
      int quote = afterBlanks(text, at);
      if (quote < text.length() && text.charAt(quote) == '"') {
        end = closingQuote(quote);
        if (end < 0) {
          return OPEN_QUOTE;
        }
        at = text.indexOf(separator, end);
        end++;
        if (!text.substring(end, at < 0 ? text.length() : at).isBlank()) {
          return BEYOND_QUOTE;
        }
        quoted.set(count);
      } else {
        at = text.indexOf(separator, at);
        end = at < 0 ? text.length() : at;
      }
      add(start, end);
      if (at < 0) {
        return count;
      }
      at++;
    }
  }

  /** Takes cells as they are, without blanks around them. */
  void take(List<String> texts) {
    StringBuilder joined = new StringBuilder();
    count = 0;
    quoted.clear();
    for (String text : texts) {
      int start = joined.length();
      joined.append(text);
      place(start, joined.length());
    }
    line = joined.toString();
  }

  private int afterBlanks(String text, int from) {
    int at = from;
    while (at < text.length()
        && text.charAt(at) != separator
        && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
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
    while (start < end && Character.isWhitespace(line.charAt(start))) {
      start++;
    }
    while (start < end && Character.isWhitespace(line.charAt(end - 1))) {
      end--;
    }
    place(start, end);
  }

  private void place(int start, int end) {
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
    if (quoted.get(cell)) {
      return line.substring(start + 1, end - 1).replace("\"\"", "\"").strip();
    }
    return line.substring(start, end);
  }

  /**
   * The number of a cell; NaN where it says that there is none, as in other tables or by {@code
   * Unknown}.
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
      } else if ((c == '.' || c == decimal) && point < 0) {
        point = digitCount;
      } else {
        break;
      }
    }
    if (at == end && digitCount > 0 && digitCount <= 15) {
      // Digits and power of ten are exact in a double, so the quotient is rounded once.
      double magnitude = point < 0 ? digits : digits / POWERS_OF_TEN[digitCount - point];
      return orMissing(negative ? -magnitude : magnitude);
    }
    String text = text(cell);
    if (missing.is(text) || text.equalsIgnoreCase("Unknown")) {
      return Double.NaN;
    }
    String number = decimal == '.' ? text : text.replace(decimal, '.');
    if (!FileLine.isNumber(number)) {
      throw new NumberFormatException(text);
    }
    return orMissing(Double.parseDouble(number));
  }

  private double orMissing(double number) {
    return missing.isNumber((float) number) ? Double.NaN : number;
  }
}
