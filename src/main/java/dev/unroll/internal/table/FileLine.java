package dev.unroll.internal.table;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.unroll.check.Check;
import dev.unroll.check.InputException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A line of a text file, or a row of another: what messages point to.
 *
 * @param number from 1; 0 for what a file says of all rows
 * @param isRow whether it counts rows and not lines
 */
public record FileLine(Path file, long number, boolean isRow) {

  /** A line of a text file. */
  public FileLine(Path file, long number) {
    this(file, number, false);
  }

  /** A row of a file that has no lines; 0 for all of them. */
  static FileLine ofRow(Path file, long number) {
    return new FileLine(file, number, true);
  }

  /** How messages say it. */
  public String where() {
    return !isRow ? file + ":" + number : number == 0 ? file.toString() : file + ", row " + number;
  }

  /** An exception whose message begins with this line, to be thrown. */
  @FormatMethod
  public InputException failure(@FormatString String format, Object... args) {
    return Check.failure("%s: %s", where(), String.format(Locale.ROOT, format, args));
  }

  /** Throws {@link #failure} unless {@code holds}. */
  @FormatMethod
  public void that(boolean holds, @FormatString String format, Object... args) {
    if (!holds) {
      throw failure(format, args);
    }
  }

  /** The finite number that {@code text} is, without blanks around it. */
  public float number(String text) {
    float value = numberOrNaN(text);
    that(Float.isFinite(value), "expected a finite number, found '%s'", text);
    return value;
  }

  /** Whether {@code text} is a number, finite or not. */
  public static boolean isNumber(String text) {
    return !Float.isNaN(numberOrNaN(text));
  }

  /** The number that {@code text} is, finite or not; NaN where it is none. */
  public static float numberOrNaN(String text) {
    // Java also takes the suffixes d and f, which no data file means.
    char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    if (last == 'd' || last == 'f' || last == 'D' || last == 'F') {
      return Float.NaN;
    }
    try {
      return Float.parseFloat(text);
    } catch (NumberFormatException e) {
      return Float.NaN;
    }
  }
}
