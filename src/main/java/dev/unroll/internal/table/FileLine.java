package dev.unroll.internal.table;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.unroll.check.Check;
import dev.unroll.check.InputException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A line of a text file: what messages point to.
 *
 * @param number from 1
 */
public record FileLine(Path file, long number) {

  /** An exception whose message begins with this line, to be thrown. */
  @FormatMethod
  public InputException failure(@FormatString String format, Object... args) {
    return Check.failure("%s:%d: %s", file, number, String.format(Locale.ROOT, format, args));
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
