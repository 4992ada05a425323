package dev.unroll.internal.table;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;

/**
 * Points in time of a pattern of {@link DateTimeFormatter}, which must tell the year and, from
 * there down, each part to the finest that it has. A year or month is its first day. Letters of
 * months and of am and pm may be of any case; two digits of a year are of 1969 to 2068.
 */
final class TimePattern {

  private static final int FIRST_TWO_DIGIT_YEAR = 1969;

  /** Times that differ in every part, to hold a pattern to. */
  private static final List<LocalDateTime> SAMPLES =
      List.of(
          LocalDateTime.of(2019, 12, 30, 23, 45, 58, 123_456_789),
          LocalDateTime.of(2020, 2, 29, 12, 30, 1, 987_654_321),
          LocalDateTime.of(2021, 1, 3, 0, 30, 15, 500_000_001),
          LocalDateTime.of(2024, 7, 14, 13, 5, 9, 20_000_003));

  private static final List<ChronoField> WITHIN_MONTH =
      List.of(
          ChronoField.DAY_OF_MONTH,
          ChronoField.DAY_OF_WEEK,
          ChronoField.ALIGNED_WEEK_OF_MONTH,
          ChronoField.ALIGNED_WEEK_OF_YEAR);

  private static final List<ChronoField> WITHIN_HOUR =
      List.of(
          ChronoField.AMPM_OF_DAY,
          ChronoField.HOUR_OF_AMPM,
          ChronoField.CLOCK_HOUR_OF_AMPM,
          ChronoField.MINUTE_OF_HOUR,
          ChronoField.SECOND_OF_MINUTE,
          ChronoField.MILLI_OF_SECOND,
          ChronoField.NANO_OF_SECOND);

  private final DateTimeFormatter formatter;
  private boolean shortYear;

  /**
   * @throws dev.unroll.check.InputException where it is no pattern or tells no point in time
   */
  TimePattern(String pattern) {
    DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
    try {
      append(builder, pattern);
      // Strict, lest 30 February be taken for the 28th; then years (yyyy) need an era.
      formatter =
          builder
              .parseDefaulting(ChronoField.ERA, IsoEra.CE.getValue())
              .toFormatter(Locale.ENGLISH)
              .withResolverStyle(ResolverStyle.STRICT);
    } catch (IllegalArgumentException e) {
      throw (RuntimeException)
          failure(
                  "timeFormat: expected a pattern such as yyyy-MM-dd HH:mm:ss, got '%s' (%s)",
                  pattern, e.getMessage())
              .initCause(e);
    }
    that(
        !outsideQuotes(pattern).contains("Y"),
        "timeFormat: '%s' has YYYY, the year of weeks; write yyyy",
        pattern);
    that(
        isWhole(),
        "timeFormat: '%s' tells no whole point in time; expected the year (yyyy) and, from there"
            + " down to the finest that it has, month (MM), day (dd), hour (HH, or hh with a),"
            + " minute (mm) and second (ss); where they are in several columns, name them all as"
            + " the time",
        pattern);
  }

  private void append(DateTimeFormatterBuilder builder, String pattern) {
    int from = 0;
    boolean quoted = false;
    for (int at = 0; at < pattern.length(); ) {
      int end = at + 1;
      char letter = pattern.charAt(at);
      while (end < pattern.length() && pattern.charAt(end) == letter) {
        end++;
      }
      quoted ^= letter == '\'' && (end - at) % 2 == 1;
      if (!quoted && (letter == 'y' || letter == 'u') && end - at == 2) {
        builder.appendPattern(pattern.substring(from, at));
        builder.appendValueReduced(ChronoField.YEAR, 2, 2, FIRST_TWO_DIGIT_YEAR);
        shortYear = true;
        from = end;
      }
      at = end;
    }
    builder.appendPattern(pattern.substring(from));
  }

  private static String outsideQuotes(String pattern) {
    return pattern.replaceAll("'[^']*'", "");
  }

  /** Whether times that were written by it are read back, but for parts finer than it has. */
  private boolean isWhole() {
    for (ChronoUnit unit : List.of(ChronoUnit.YEARS, ChronoUnit.MONTHS)) {
      if (SAMPLES.stream().allMatch(sample -> returns(sample, first(sample, unit)))) {
        return true;
      }
    }
    if (SAMPLES.stream()
        .allMatch(
            sample -> returns(sample, first(sample.with(IsoFields.DAY_OF_QUARTER, 1), null)))) {
      return true;
    }
    for (ChronoUnit unit :
        List.of(
            ChronoUnit.DAYS,
            ChronoUnit.HOURS,
            ChronoUnit.MINUTES,
            ChronoUnit.SECONDS,
            ChronoUnit.MILLIS,
            ChronoUnit.MICROS,
            ChronoUnit.NANOS)) {
      if (SAMPLES.stream().allMatch(sample -> returns(sample, sample.truncatedTo(unit)))) {
        return true;
      }
    }
    return false;
  }

  private static LocalDateTime first(LocalDateTime sample, ChronoUnit unit) {
    LocalDate date = sample.toLocalDate();
    LocalDate first =
        unit == ChronoUnit.YEARS
            ? date.withDayOfYear(1)
            : unit == ChronoUnit.MONTHS ? date.withDayOfMonth(1) : date;
    return first.atStartOfDay();
  }

  private boolean returns(LocalDateTime sample, LocalDateTime expected) {
    try {
      String written = formatter.format(sample.atZone(ZoneOffset.UTC));
      return instant(formatter.parse(written)).equals(expected.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Whether years have two digits. */
  boolean hasShortYear() {
    return shortYear;
  }

  /**
   * Reads a time.
   *
   * @throws DateTimeException where the text is none of the pattern
   */
  Instant parse(String text) {
    return instant(formatter.parse(text));
  }

  private static Instant instant(TemporalAccessor parsed) {
    if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
      return Instant.from(parsed);
    }
    ZoneOffset offset = parsed.query(TemporalQueries.offset());
    return date(parsed).atTime(time(parsed)).toInstant(offset == null ? ZoneOffset.UTC : offset);
  }

  private static LocalDate date(TemporalAccessor parsed) {
    LocalDate date = parsed.query(TemporalQueries.localDate());
    if (date != null) {
      return date;
    }
    requireNone(parsed, WITHIN_MONTH);
    int year =
        parsed.isSupported(ChronoField.YEAR)
            ? parsed.get(ChronoField.YEAR)
            : parsed.get(ChronoField.YEAR_OF_ERA);
    int month = 1;
    if (parsed.isSupported(ChronoField.MONTH_OF_YEAR)) {
      month = parsed.get(ChronoField.MONTH_OF_YEAR);
    } else if (parsed.isSupported(IsoFields.QUARTER_OF_YEAR)) {
      month = 3 * parsed.get(IsoFields.QUARTER_OF_YEAR) - 2;
    }
    return LocalDate.of(year, month, 1);
  }

  private static LocalTime time(TemporalAccessor parsed) {
    LocalTime time = parsed.query(TemporalQueries.localTime());
    if (time != null) {
      return time;
    }
    requireNone(parsed, WITHIN_HOUR);
    return parsed.isSupported(ChronoField.HOUR_OF_DAY)
        ? LocalTime.of(parsed.get(ChronoField.HOUR_OF_DAY), 0)
        : LocalTime.MIDNIGHT;
  }

  /** Requires that parts are not there which only count with coarser ones that are lacking. */
  private static void requireNone(TemporalAccessor parsed, List<ChronoField> parts) {
    for (ChronoField part : parts) {
      if (parsed.isSupported(part)) {
        throw new DateTimeException(part + " is there and what it is within is not");
      }
    }
  }
}
