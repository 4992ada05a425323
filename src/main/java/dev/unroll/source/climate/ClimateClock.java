package dev.unroll.source.climate;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Times of a station: in seconds since 1970 of the station's own clock. */
final class ClimateClock {

  private static final double DAY_SECONDS = 86_400;
  private static final double YEAR_DAYS = 365.2425;

  private ClimateClock() {}

  /**
   * Reads {@code dd.MM.yyyy HH:mm:ss} or {@code yyyy-MM-dd HH:mm:ss}; the seconds may be missing.
   *
   * @throws DateTimeException where {@code text} is neither or there is no such time
   */
  static long parse(String text) {
    boolean dotted = text.length() > 2 && text.charAt(2) == '.';
    int length = text.length();
    if (length != 16 && length != 19) {
      throw new DateTimeException(text);
    }
    check(text, dotted ? "00.00.0000 00:00:00" : "0000-00-00 00:00:00");
    int year = digits(text, dotted ? 6 : 0, 4);
    int month = digits(text, dotted ? 3 : 5, 2);
    int day = digits(text, dotted ? 0 : 8, 2);
    int second = length == 19 ? digits(text, 17, 2) : 0;
    return LocalDateTime.of(year, month, day, digits(text, 11, 2), digits(text, 14, 2), second)
        .toEpochSecond(ZoneOffset.UTC);
  }

  private static void check(String text, String pattern) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits =
          pattern.charAt(i) == '0'
              ? c >= '0' && c <= '9'
              : c == pattern.charAt(i) || (c == 'T' && pattern.charAt(i) == ' ');
      if (!fits) {
        throw new DateTimeException(text);
      }
    }
  }

  private static int digits(String text, int from, int count) {
    return Integer.parseInt(text, from, from + count, 10);
  }

  /** Writes what {@code clock} gives. */
  static void put(Clock clock, long time, float[] target, int at) {
    LocalDateTime moment = moment(time);
    double day = moment.toLocalTime().toSecondOfDay() / DAY_SECONDS;
    if (clock != Clock.NONE) {
      putCircle(2 * StrictMath.PI * day, target, at);
    }
    if (clock == Clock.DAY_AND_YEAR) {
      double year = (moment.getDayOfYear() - 1 + day) / YEAR_DAYS;
      putCircle(2 * StrictMath.PI * year, target, at + 2);
    }
  }

  /** Writes sine and cosine of an angle in rad. */
  static void putCircle(double angle, float[] target, int at) {
    target[at] = (float) StrictMath.sin(angle);
    target[at + 1] = (float) StrictMath.cos(angle);
  }

  /** As in the files: {@code 2009-01-01 00:10:00}. */
  static String text(long time) {
    LocalDateTime moment = moment(time);
    return moment.toLocalDate() + " " + String.format(Locale.ROOT, "%tT", moment);
  }

  private static LocalDateTime moment(long time) {
    return LocalDateTime.ofEpochSecond(time, 0, ZoneOffset.UTC);
  }

  /** {@code 24h}, {@code 10min} or {@code 5s}. */
  static String duration(long seconds) {
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "min" : seconds + "s";
  }
}
