package dev.unroll.source.ts;

import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.Missing;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the values out of cases with time stamps, {@code (0,1.5),(1,2.5):(0,7),(1,8):label}, which
 * must be evenly spaced, all over the file alike.
 */
final class TsStamps {

  private static final LocalDateTime EPOCH = LocalDate.EPOCH.atStartOfDay();

  /** Share of a step that stamps may be off, as rounding makes them. */
  private static final double ROUNDING = 1e-3;

  /** From stamp to stamp; 0 where no case has told yet. */
  private double spacing;

  /** The case without its stamps, {@code 1.5,2.5:7,8:label}. */
  String without(String text, FileLine line) {
    StringBuilder plain = new StringBuilder();
    List<Double> first = List.of();
    int at = 0;
    while (at < text.length() && text.charAt(at) == '(') {
      List<Double> stamps = new ArrayList<>();
      at = addDimension(text, at, stamps, plain, line);
      checkSpacing(stamps, line);
      line.that(
          first.isEmpty() || first.equals(stamps),
          "the time stamps of a dimension are not those of the first; dimensions must be measured"
              + " at the same times");
      first = stamps;
      at = skipMissing(text, at, plain);
    }
    line.that(
        !first.isEmpty(),
        "expected (time,value),(time,value),... as @timestamps true says, found '%s'",
        text.substring(0, Math.min(30, text.length())));
    return plain.append(text, at, text.length()).toString();
  }

  /** Returns where the dimension after the colon begins. */
  private static int addDimension(
      String text, int from, List<Double> stamps, StringBuilder plain, FileLine line) {
    int at = from;
    while (true) {
      int close = text.indexOf(')', at);
      line.that(
          text.startsWith("(", at) && close > 0,
          "expected (time,value), found '%s'",
          text.substring(at, Math.min(at + 30, text.length())));
      String pair = text.substring(at + 1, close);
      int comma = pair.lastIndexOf(',');
      line.that(comma > 0, "expected (time,value), found '(%s)'", pair);
      stamps.add(time(pair.substring(0, comma).strip(), line));
      plain.append(pair, comma + 1, pair.length());
      int next = skipBlanks(text, close + 1);
      line.that(
          next < text.length() && (text.charAt(next) == ',' || text.charAt(next) == ':'),
          "expected ',' or ':' after '(%s)'",
          pair);
      plain.append(text.charAt(next));
      at = skipBlanks(text, next + 1);
      if (text.charAt(next) == ':') {
        return at;
      }
    }
  }

  /** Passes dimensions over that a case lacks, which are written as '?' or as nothing. */
  private static int skipMissing(String text, int from, StringBuilder plain) {
    int at = from;
    for (int colon = text.indexOf(':', at);
        colon >= 0 && Missing.isKnown(text.substring(at, colon).strip());
        colon = text.indexOf(':', at)) {
      plain.append("?:");
      at = skipBlanks(text, colon + 1);
    }
    return at;
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at;
  }

  private void checkSpacing(List<Double> stamps, FileLine line) {
    for (int i = 1; i < stamps.size(); i++) {
      double step = stamps.get(i) - stamps.get(i - 1);
      line.that(step > 0, "time stamp %d of a dimension is not after the one before it", i + 1);
      if (spacing == 0) {
        spacing = step;
      }
      line.that(
          Math.abs(step - spacing) <= ROUNDING * spacing,
          "the time stamps are not evenly spaced: %s after stamp %d of a dimension, %s before;"
              + " resample the series, or write the values alone with @timestamps false",
          step,
          i,
          spacing);
    }
  }

  /** A number as it is, a date with or without time in seconds. */
  private static double time(String text, FileLine line) {
    double number = FileLine.numberOrNaN(text);
    if (!Double.isNaN(number)) {
      return Double.parseDouble(text);
    }
    try {
      LocalDateTime time =
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay()
              : LocalDateTime.parse(text.replace(' ', 'T'));
      return Duration.between(EPOCH, time).toNanos() / 1e9;
    } catch (DateTimeParseException | ArithmeticException e) {
      throw line.failure(
          "expected a time stamp: a number or a date such as 2020-01-31 23:59:00, found '%s'",
          text);
    }
  }
}
