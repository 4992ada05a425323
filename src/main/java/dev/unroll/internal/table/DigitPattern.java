package dev.unroll.internal.table;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Points in time of a pattern of digits and marks alone, such as {@code dd/MM/yyyy HH:mm:ss}; read
 * by hand, which is many times as fast as by a formatter. Two digits may be one.
 */
final class DigitPattern {

  private static final Pattern FORM =
      Pattern.compile(
          "(yyyy|uuuu|MM?|dd?)([-/. ])(yyyy|uuuu|MM?|dd?)\\2(yyyy|uuuu|MM?|dd?)"
              + "((?: |'T'|T)HH?:mm(:ss)?)?");
  private static final String FIELDS = "yMd";

  private final int[] order;
  private final char mark;
  private final boolean time;
  private final boolean seconds;
  private final char between;
  private final int[] date = new int[3];
  private int knownDate = -1;
  private long knownDay;
  private String text = "";
  private int at;

  private DigitPattern(int[] order, char mark, boolean time, boolean seconds, char between) {
    this.order = order;
    this.mark = mark;
    this.time = time;
    this.seconds = seconds;
    this.between = between;
  }

  /** A reader of the pattern; none where it needs a formatter. */
  static Optional<DigitPattern> of(String pattern) {
    Matcher form = FORM.matcher(pattern);
    if (!form.matches()) {
      return Optional.empty();
    }
    int[] order = {field(form.group(1)), field(form.group(3)), field(form.group(4))};
    if (order[0] + order[1] + order[2] != 3 || order[0] == order[1] || order[1] == order[2]) {
      return Optional.empty();
    }
    String rest = form.group(5) == null ? "" : form.group(5);
    return Optional.of(
        new DigitPattern(
            order,
            form.group(2).charAt(0),
            !rest.isEmpty(),
            form.group(6) != null,
            rest.startsWith(" ") ? ' ' : 'T'));
  }

  private static int field(String letters) {
    return FIELDS.indexOf(letters.charAt(0) == 'u' ? 'y' : letters.charAt(0));
  }

  /**
   * Seconds since 1970.
   *
   * @throws DateTimeException where the text is none of the pattern
   */
  long parse(String of) {
    text = of;
    at = 0;
    for (int i = 0; i < order.length; i++) {
      if (i > 0) {
        take(mark);
      }
      date[order[i]] = order[i] == 0 ? number(4, 4) : number(1, 2);
    }
    long second = 0;
    if (time) {
      take(between);
      int hour = number(1, 2);
      take(':');
      int minute = number(1, 2);
      int whole = 0;
      if (seconds) {
        take(':');
        whole = number(1, 2);
      }
      that(hour < 24 && minute < 60 && whole < 60);
      second = 3600L * hour + 60L * minute + whole;
    }
    that(at == text.length());
    return 86_400 * day() + second;
  }

  private long day() {
    int key = (date[0] * 100 + date[1]) * 100 + date[2];
    if (key != knownDate) {
      knownDay = LocalDate.of(date[0], date[1], date[2]).toEpochDay();
      knownDate = key;
    }
    return knownDay;
  }

  private int number(int least, int most) {
    int start = at;
    int value = 0;
    while (at < text.length() && at - start < most && isDigit(text.charAt(at))) {
      value = 10 * value + (text.charAt(at) - '0');
      at++;
    }
    that(at - start >= least);
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void take(char c) {
    that(at < text.length() && text.charAt(at) == c);
    at++;
  }

  private void that(boolean holds) {
    if (!holds) {
      throw new DateTimeException(text);
    }
  }
}
