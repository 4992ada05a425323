package dev.unroll.internal.table;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.IsoFields;

/**
 * Reads points in time as ISO 8601 writes them, extended and basic, in full or to the year, with an
 * offset or without; also with a blank for T, one digit for two, {@code /} or {@code .} between the
 * parts of a date whose year comes first, and {@code 31.12.2026}. Read by hand, since files have
 * millions of rows.
 */
final class IsoTime {

  private String text = "";
  private int at;
  private long day;
  private int knownDate = -1;
  private long knownDay;
  private long second;
  private int nano;
  private boolean timeOfDay;
  private boolean offset;

  /**
   * Reads a time.
   *
   * @throws DateTimeException where it is none
   */
  void parse(String time) {
    text = time;
    at = 0;
    second = 0;
    nano = 0;
    offset = false;
    readDate();
    timeOfDay = at < text.length();
    if (timeOfDay) {
      char mark = text.charAt(at);
      boolean compact = at == 8 && isDigit(mark);
      that(compact || mark == 'T' || mark == 't' || mark == ' ');
      at += compact ? 0 : 1;
      readTime();
      readOffset();
    }
    that(at == text.length());
  }

  /** Seconds since 1970, rounded down. */
  long seconds() {
    return 86_400 * day + second;
  }

  /** Nanoseconds within the second. */
  int nanos() {
    return nano;
  }

  /** Whether it told the time of day. */
  boolean hasTimeOfDay() {
    return timeOfDay;
  }

  /** Whether it told an offset from universal time. */
  boolean hasOffset() {
    return offset;
  }

  private void readDate() {
    int first = number(8);
    int width = at;
    if (width <= 2) {
      that(take('.'));
      int month = number(2);
      that(take('.'));
      day(digits(4), month, first);
    } else if (width == 8) {
      day(first / 10_000, first / 100 % 100, first % 100);
    } else {
      that(width == 4);
      char mark = at < text.length() ? text.charAt(at) : ' ';
      if (mark != '-' && mark != '/' && mark != '.') {
        day(first, 1, 1);
        return;
      }
      at++;
      readAfterYear(first, mark);
    }
  }

  private void readAfterYear(int year, char mark) {
    if (mark == '-' && take('W')) {
      int week = digits(2);
      int weekday = take('-') ? digits(1) : 1;
      LocalDate jan4 = LocalDate.of(year, 1, 4);
      that(weekday >= 1 && weekday <= 7 && week >= 1);
      that(week <= IsoFields.WEEK_OF_WEEK_BASED_YEAR.rangeRefinedBy(jan4).getMaximum());
      long monday = jan4.toEpochDay() - (jan4.getDayOfWeek().getValue() - 1);
      day = monday + 7L * (week - 1) + (weekday - 1);
      return;
    }
    int start = at;
    int second = number(3);
    if (at - start == 3) {
      day = LocalDate.ofYearDay(year, second).toEpochDay();
      return;
    }
    day(year, second, take(mark) ? number(2) : 1);
  }

  private void readTime() {
    while (take(' ')) {
      // More than one blank.
    }
    int start = at;
    int hour = number(6);
    int minute = 0;
    int whole = 0;
    boolean seconds = false;
    if (at - start > 2) {
      seconds = at - start == 6;
      that(seconds || at - start == 4);
      whole = seconds ? hour % 100 : 0;
      minute = seconds ? hour / 100 % 100 : hour % 100;
      hour = seconds ? hour / 10_000 : hour / 100;
    } else if (take(':')) {
      minute = number(2);
      seconds = take(':');
      whole = seconds ? number(2) : 0;
    }
    if (seconds && (take('.') || take(','))) {
      readFraction();
    }
    that(hour < 24 && minute < 60 && whole < 60);
    second = 3600L * hour + 60L * minute + whole;
  }

  private void readFraction() {
    int start = at;
    int unit = 100_000_000;
    while (at < text.length() && isDigit(text.charAt(at))) {
      nano += (text.charAt(at) - '0') * unit;
      unit /= 10;
      at++;
    }
    that(at > start);
  }

  private void readOffset() {
    while (take(' ')) {
      // Before the offset.
    }
    String rest = text.substring(at);
    if (rest.isEmpty()) {
      return;
    }
    offset = true;
    if (rest.equalsIgnoreCase("Z") || rest.equals("UTC") || rest.equals("GMT")) {
      at = text.length();
      return;
    }
    boolean west = take('-');
    that(west || take('+'));
    int hours = digits(2);
    int minutes = 0;
    if (take(':') || at < text.length()) {
      minutes = digits(2);
    }
    int seconds = take(':') ? digits(2) : 0;
    that(hours <= 18 && minutes < 60 && seconds < 60);
    long east = 3600L * hours + 60L * minutes + seconds;
    second -= west ? -east : east;
    // What a program adds behind the offset names the same.
    if (at < text.length() && text.charAt(at) == '[' && text.endsWith("]")) {
      at = text.length();
    }
  }

  /** Sets the day; rows of a day mostly follow each other. */
  private void day(int year, int month, int dayOfMonth) {
    int date = (year * 100 + month) * 100 + dayOfMonth;
    if (date != knownDate) {
      knownDay = LocalDate.of(year, month, dayOfMonth).toEpochDay();
      knownDate = date;
    }
    day = knownDay;
  }

  private boolean take(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  /** A number of one digit or more. */
  private int number(int mostDigits) {
    int start = at;
    int value = 0;
    while (at < text.length() && at - start < mostDigits && isDigit(text.charAt(at))) {
      value = 10 * value + (text.charAt(at) - '0');
      at++;
    }
    that(at > start);
    return value;
  }

  private int digits(int count) {
    int start = at;
    int value = number(count);
    that(at - start == count);
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void that(boolean holds) {
    if (!holds) {
      throw new DateTimeException(text);
    }
  }
}
