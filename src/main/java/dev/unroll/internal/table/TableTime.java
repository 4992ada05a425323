package dev.unroll.internal.table;

import dev.unroll.check.InputException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the points in time of a table, all written in one way: numbers; ISO 8601 and dates with the
 * year first, or day first with dots; counts of seconds, milliseconds, microseconds or nanoseconds
 * since 1970; or a pattern. Offsets are applied; times without one are as of universal time.
 */
public final class TableTime {

  /** ISO 8601, or a count since 1970 told by its size. */
  public static final String ISO = "iso";

  /** Units of counts since 1970: digits of a second. */
  private static final Map<String, Integer> UNITS =
      Map.of("seconds", 0, "milliseconds", 3, "microseconds", 6, "nanoseconds", 9);

  /** Nothing that was measured lasts as long; years of two digits are then of two centuries. */
  private static final long LONGEST_SECONDS = 90L * 31_556_952;

  private final String format;
  private final IsoTime iso = new IsoTime();
  private final Optional<DigitPattern> digits;
  private final Optional<TimePattern> pattern;
  private int unit = -1;
  private long seconds;
  private int nanos;
  private Boolean offsets;
  private Boolean numbers;
  private long least = Long.MAX_VALUE;
  private long most = Long.MIN_VALUE;

  /**
   * @param format empty or {@code iso} where the times tell it, {@code seconds}, {@code
   *     milliseconds}, {@code microseconds} or {@code nanoseconds} since 1970, or a pattern of
   *     {@link java.time.format.DateTimeFormatter}
   * @throws InputException where it is none of these or tells no whole point in time
   */
  public TableTime(String format) {
    this.format = format;
    boolean told = format.isEmpty() || format.equals(ISO) || UNITS.containsKey(format);
    this.pattern = told ? Optional.empty() : Optional.of(new TimePattern(format));
    this.digits = told ? Optional.empty() : DigitPattern.of(format);
    this.unit = UNITS.getOrDefault(format, -1);
  }

  /** Whether a text is a date, with a time or without, by itself: no number. */
  public static boolean isDate(String text) {
    try {
      new IsoTime().parse(text);
      return !FileLine.isNumber(text);
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** The cells of several columns that together tell a time. */
  public static String joined(TableRows table, int[] columns) {
    if (columns.length == 1) {
      return table.cell(columns[0]);
    }
    StringBuilder text = new StringBuilder();
    for (int column : columns) {
      text.append(text.length() == 0 ? "" : " ").append(table.cell(column));
    }
    return text.toString();
  }

  /**
   * A number that grows with time: the file's own where its times are numbers and nothing says what
   * they count, else seconds since 1970.
   */
  public double ordered(String text, FileLine line) {
    if (!format.isEmpty()) {
      read(text, line);
      return seconds + nanos * 1e-9;
    }
    if (numbers == null) {
      numbers = FileLine.isNumber(text);
    }
    if (!numbers) {
      read(text, line);
      return seconds + nanos * 1e-9;
    }
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below says it.
    }
    throw line.failure("expected a time that is a number, as in the rows above, found '%s'", text);
  }

  /** Microseconds since 1970, rounded down. */
  public long micros(String text, FileLine line) {
    read(text, line);
    return Math.addExact(Math.multiplyExact(seconds, 1_000_000L), nanos / 1000);
  }

  private void read(String text, FileLine line) {
    try {
      parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new InputException(
          line.failure("expected a time %s, found '%s'%s", words(), text, advice()).getMessage(),
          e);
    }
    if (pattern.isPresent() && pattern.get().hasShortYear()) {
      least = Math.min(least, seconds);
      most = Math.max(most, seconds);
      line.that(
          most - least < LONGEST_SECONDS,
          "the time '%s' has a year of two digits, which are taken to be of 1969 to 2068 and then"
              + " span %d years; write years of four digits",
          text,
          (most - least) / 31_556_952);
    }
  }

  /**
   * Seconds since 1970, rounded down.
   *
   * @throws DateTimeException where the text is no such time, or has an offset where others have
   *     none
   */
  public long parse(String text) {
    if (digits.isPresent()) {
      seconds = digits.get().parse(text);
      nanos = 0;
    } else if (pattern.isPresent()) {
      Instant instant = pattern.get().parse(text);
      seconds = instant.getEpochSecond();
      nanos = instant.getNano();
    } else if (unit >= 0 || isCount(text)) {
      count(text);
    } else {
      iso.parse(text);
      seconds = iso.seconds();
      nanos = iso.nanos();
      if (offsets == null) {
        offsets = iso.hasOffset();
      }
      if (offsets != iso.hasOffset()) {
        throw new DateTimeException(text);
      }
    }
    return seconds;
  }

  /** Whether a text is a count since 1970, by its size; no date has as many digits. */
  private boolean isCount(String text) {
    if (offsets != null || text.length() < 9) {
      return false;
    }
    int whole = text.indexOf('.') < 0 ? text.length() : text.indexOf('.');
    boolean count =
        text.matches("\\d+(\\.\\d*)?")
            && whole % 3 <= 1
            && whole >= 9
            && whole <= 19
            && (whole != 12 || !text.startsWith("20"));
    if (count) {
      // 9 or 10 digits are seconds, 12 or 13 milliseconds, and so on.
      unit = (whole - 9) / 3 * 3;
    }
    return count;
  }

  private void count(String text) {
    try {
      BigDecimal whole = new BigDecimal(text).movePointLeft(unit);
      seconds = whole.setScale(0, RoundingMode.FLOOR).longValueExact();
      nanos = whole.subtract(BigDecimal.valueOf(seconds)).movePointRight(9).intValue();
    } catch (NumberFormatException e) {
      throw new DateTimeException(text, e);
    }
  }

  /** How messages say what is expected. */
  public String expected() {
    if (pattern.isPresent()) {
      return format;
    }
    return unit >= 0 ? words().substring("in ".length()) : "2022-01-31 23:59:59";
  }

  /** Whether the time read last told the time of day. */
  public boolean hasTimeOfDay() {
    return unit >= 0 || pattern.isPresent() || iso.hasTimeOfDay();
  }

  private String words() {
    if (pattern.isPresent()) {
      return "of the pattern " + format;
    }
    if (unit >= 0) {
      List<String> names = UNITS.keySet().stream().filter(u -> UNITS.get(u) == unit).toList();
      return "in " + names.get(0) + " since 1970";
    }
    return offsets == null
        ? "that is a number or a date such as 2026-01-31 or 2026-01-31T18:30:00"
        : String.format(
            Locale.ROOT, "such as 2026-01-31T18:30:00%s", offsets ? "+01:00, with an offset" : "");
  }

  private String advice() {
    return pattern.isPresent() || unit >= 0 ? "" : "; declare another form by timeFormat";
  }
}
