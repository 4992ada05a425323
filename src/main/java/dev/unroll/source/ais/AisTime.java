package dev.unroll.source.ais;

import static dev.unroll.check.Check.failure;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads times of day, all taken as of one time zone. Formats of numbers alone are read by hand, as
 * files have millions of rows; others by {@link DateTimeFormatter}.
 */
final class AisTime {

  /** Year first, as in {@code 2022-01-03T00:00:03} and {@code 2018-07-01 0:05}. */
  static final String ISO = "iso";

  /** Whole seconds since 1970. */
  static final String SECONDS = "seconds";

  private static final String FIELDS = "yMdHms";
  private static final String SEPARATORS = "-/.: T";
  private static final Pattern NUMERIC =
      Pattern.compile(
          "(yyyy|uuuu|MM?|dd?)[-/.](yyyy|uuuu|MM?|dd?)[-/.](yyyy|uuuu|MM?|dd?)(?: |'T')HH?:mm(:ss)?");

  private final String format;

  /** Which field of {@link #FIELDS} comes when; empty where a formatter reads. */
  private final int[] order;

  private final Optional<DateTimeFormatter> formatter;
  private final int[] values = new int[FIELDS.length()];
  private int knownDate = -1;
  private long knownDay;

  private AisTime(String format, int[] order, Optional<DateTimeFormatter> formatter) {
    this.format = format;
    this.order = order;
    this.formatter = formatter;
  }

  /**
   * A reader of times.
   *
   * @param format {@link #ISO}, {@link #SECONDS}, or a pattern of {@link DateTimeFormatter} such as
   *     {@code dd/MM/yyyy HH:mm:ss}
   */
  static AisTime of(String format) {
    if (format.equals(ISO)) {
      return new AisTime(format, new int[] {0, 1, 2, 3, 4, 5}, Optional.empty());
    }
    if (format.equals(SECONDS)) {
      return new AisTime(format, new int[0], Optional.empty());
    }
    Matcher numeric = NUMERIC.matcher(format);
    if (numeric.matches()) {
      int[] order = {field(numeric, 1), field(numeric, 2), field(numeric, 3), 3, 4, 5};
      if (Arrays.stream(order).distinct().count() == order.length) {
        return new AisTime(format, order, Optional.empty());
      }
    }
    try {
      DateTimeFormatter formatter = DateTimeFormatter.ofPattern(format, Locale.ENGLISH);
      return new AisTime(format, new int[0], Optional.of(formatter));
    } catch (IllegalArgumentException e) {
      throw failure(
          "timeFormat: expected '%s', '%s' or a pattern such as 'dd/MM/yyyy HH:mm:ss', got '%s' (%s)",
          ISO, SECONDS, format, e.getMessage());
    }
  }

  private static int field(Matcher pattern, int group) {
    char letter = pattern.group(group).charAt(0);
    return FIELDS.indexOf(letter == 'u' ? 'y' : letter);
  }

  /** How messages say what is expected. */
  String expected() {
    return switch (format) {
      case ISO -> "2022-01-31 23:59:59";
      case SECONDS -> "seconds since 1970";
      default -> format;
    };
  }

  /**
   * Seconds since 1970.
   *
   * @throws DateTimeException where the text is no such time
   */
  long parse(String text) {
    if (formatter.isPresent()) {
      return LocalDateTime.parse(text, formatter.get()).toEpochSecond(ZoneOffset.UTC);
    }
    if (order.length == 0) {
      try {
        return (long) Math.floor(Double.parseDouble(text));
      } catch (NumberFormatException e) {
        throw new DateTimeException(text, e);
      }
    }
    return parseFields(text);
  }

  private long parseFields(String text) {
    values[5] = 0;
    int at = 0;
    int found = 0;
    while (found < order.length && at < text.length()) {
      if (found > 0) {
        if (SEPARATORS.indexOf(text.charAt(at)) < 0) {
          break;
        }
        if (found == 5 && text.charAt(at) == '.') {
          break;
        }
        at++;
      }
      int start = at;
      int value = 0;
      while (at < text.length() && at - start < 4 && isDigit(text.charAt(at))) {
        value = 10 * value + (text.charAt(at) - '0');
        at++;
      }
      boolean year = order[found] == 0;
      if (year ? at - start != 4 : at == start || at - start > 2) {
        throw new DateTimeException(text);
      }
      values[order[found++]] = value;
    }
    // Minutes are needed, seconds are not.
    if (found < 5 || !isEnd(text, at) || values[3] > 23 || values[4] > 59 || values[5] > 59) {
      throw new DateTimeException(text);
    }
    return 86_400 * day() + 3600L * values[3] + 60L * values[4] + values[5];
  }

  /** Whether nothing follows but a fraction of a second and the sign of universal time. */
  private static boolean isEnd(String text, int from) {
    int at = from;
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
    }
    if (at == text.length()) {
      return true;
    }
    String zone = text.substring(at);
    return zone.equals("Z") || zone.equals("+00:00");
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The day since 1970; rows of a day mostly follow each other. */
  private long day() {
    int date = (values[0] * 100 + values[1]) * 100 + values[2];
    if (date != knownDate) {
      knownDay = LocalDate.of(values[0], values[1], values[2]).toEpochDay();
      knownDate = date;
    }
    return knownDay;
  }
}
