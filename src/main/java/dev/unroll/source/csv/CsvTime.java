package dev.unroll.source.csv;

import dev.unroll.check.InputException;
import dev.unroll.internal.table.FileLine;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/** Reads points in time: all numbers, or all dates with or without times. */
final class CsvTime {

  /** ISO 8601: a date, then perhaps a time after T or a blank, then perhaps an offset. */
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("[ ]['T']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffsetId()
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private final String pattern;
  private final DateTimeFormatter formatter;
  private final boolean numbers;

  /**
   * @param pattern empty for numbers and ISO 8601
   * @param first time of the file, which tells the two apart
   */
  CsvTime(String pattern, String first) {
    this.pattern = pattern;
    this.formatter = pattern.isEmpty() ? ISO : formatter(pattern);
    this.numbers = pattern.isEmpty() && FileLine.isNumber(first);
  }

  static void checkFormat(String pattern) {
    try {
      formatter(pattern);
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "timeFormat: expected a pattern such as yyyy-MM-dd HH:mm:ss, got '"
              + pattern
              + "' ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  private static DateTimeFormatter formatter(String pattern) {
    // Strict, lest 30 February be taken for the 28th; then years (yyyy) need an era.
    return new DateTimeFormatterBuilder()
        .appendPattern(pattern)
        .parseDefaulting(ChronoField.ERA, IsoEra.CE.getValue())
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /** A number that grows with time: that of the file, or seconds. */
  double read(String text, FileLine line) {
    return numbers ? number(text, line) : seconds(text, line);
  }

  private static double number(String text, FileLine line) {
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

  private double seconds(String text, FileLine line) {
    try {
      TemporalAccessor parsed = formatter.parse(text);
      LocalDate date = parsed.query(TemporalQueries.localDate());
      LocalTime time = parsed.query(TemporalQueries.localTime());
      ZoneOffset offset = parsed.query(TemporalQueries.offset());
      if (date == null && time == null && parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
        return parsed.getLong(ChronoField.INSTANT_SECONDS);
      }
      Instant instant =
          (date == null ? LocalDate.EPOCH : date)
              .atTime(time == null ? LocalTime.MIDNIGHT : time)
              .toInstant(offset == null ? ZoneOffset.UTC : offset);
      return instant.getEpochSecond() + instant.getNano() * 1e-9;
    } catch (DateTimeException e) {
      throw line.failure(
          "expected a time %s, found '%s'%s",
          pattern.isEmpty()
              ? "that is a number or a date such as 2026-01-31 or 2026-01-31T18:30:00"
              : "of the pattern " + pattern,
          text,
          pattern.isEmpty() ? "; declare another form by timeFormat" : "");
    }
  }
}
