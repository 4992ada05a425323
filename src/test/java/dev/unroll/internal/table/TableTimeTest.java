package dev.unroll.internal.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableTimeTest {

  private static final FileLine LINE = new FileLine(Path.of("a.csv"), 7);
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  /** A time by its parts, a form of writing it, and how fine that is: seconds that it drops. */
  record Case(String format, String text, long micros) {}

  /** Times of many years in many forms; what they are is counted by hand. */
  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    int[][] times = {
      {1949, 1, 1, 0, 0, 0},
      {1969, 12, 31, 23, 59, 59},
      {1999, 10, 9, 8, 7, 6},
      {2000, 2, 29, 12, 0, 1},
      {2016, 10, 28, 0, 10, 0},
      {2023, 3, 26, 2, 30, 45},
      {2038, 1, 19, 3, 14, 8},
    };
    for (int[] t : times) {
      long day = day(t[0], t[1], t[2]) * 86_400;
      long minute = day + t[3] * 3600L + t[4] * 60L;
      long second = minute + t[5];
      String date = text("%04d-%02d-%02d", t[0], t[1], t[2]);
      String clock = text("%02d:%02d:%02d", t[3], t[4], t[5]);
      int hour = t[3] % 12 == 0 ? 12 : t[3] % 12;
      String half = t[3] < 12 ? "am" : "PM";
      add(cases, "", date, day);
      add(cases, "", date + " " + clock, second);
      add(cases, "iso", date + "T" + clock, second);
      add(cases, "", date + "T" + clock + "Z", second);
      add(cases, "", date + " " + clock + "+00:00", second);
      add(cases, "", date + "T" + clock + "+05:30", second - 19_800);
      add(cases, "", date + "T" + clock + "-0800", second + 28_800);
      add(cases, "", date + "T" + clock + "+01", second - 3600);
      add(cases, "", date + " " + clock.substring(0, 5), minute);
      add(cases, "", date.replace("-", ""), day);
      add(cases, "", date.replace("-", "") + "T" + clock.replace(":", ""), second);
      add(cases, "", date.replace("-", "") + clock.replace(":", ""), second);
      add(cases, "", date.replace('-', '/') + " " + clock, second);
      add(cases, "", text("%02d.%02d.%04d %s", t[2], t[1], t[0], clock), second);
      add(cases, "", text("%d.%d.%04d", t[2], t[1], t[0]), day);
      add(cases, "", date.substring(0, 7), day(t[0], t[1], 1) * 86_400);
      add(cases, "yyyy-MM", date.substring(0, 7), day(t[0], t[1], 1) * 86_400);
      add(cases, "yyyy", date.substring(0, 4), day(t[0], 1, 1) * 86_400);
      add(cases, "MMM yyyy", MONTHS[t[1] - 1] + " " + t[0], day(t[0], t[1], 1) * 86_400);
      add(cases, "dd/MM/yyyy HH:mm:ss", text("%02d/%02d/%d ", t[2], t[1], t[0]) + clock, second);
      add(
          cases,
          "MM/dd/yyyy HH:mm",
          text("%02d/%02d/%d %02d:%02d", t[1], t[2], t[0], t[3], t[4]),
          minute);
      add(
          cases,
          "M/d/yyyy h:mm a",
          text("%d/%d/%d %d:%02d %s", t[1], t[2], t[0], hour, t[4], half),
          minute);
      add(
          cases,
          "d MMM yyyy HH:mm:ss",
          t[2] + " " + MONTHS[t[1] - 1].toUpperCase(Locale.ROOT) + " " + t[0] + " " + clock,
          second);
      add(cases, "yyyy M d H", text("%d %d %d %d", t[0], t[1], t[2], t[3]), day + t[3] * 3600L);
      add(cases, "yyyyMMddHHmmss", date.replace("-", "") + clock.replace(":", ""), second);
      add(cases, "yyyy-MM-dd'T'HH:mm:ssXXX", date + "T" + clock + "-03:00", second + 10_800);
      cases.add(new Case("", date + "T" + clock + ".25", second * 1_000_000 + 250_000));
      cases.add(new Case("", date + "T" + clock + ",000125Z", second * 1_000_000 + 125));
      if (second > 0) {
        add(cases, "seconds", Long.toString(second), second);
        cases.add(new Case("seconds", second + ".5", second * 1_000_000 + 500_000));
        cases.add(new Case("milliseconds", second + "250", second * 1_000_000 + 250_000));
        cases.add(new Case("nanoseconds", second + "000007000", second * 1_000_000 + 7));
        if (second > 900_000_000) {
          add(cases, "", Long.toString(second), second);
          cases.add(new Case("iso", second + "250", second * 1_000_000 + 250_000));
          cases.add(new Case("", second + "000250", second * 1_000_000 + 250));
        }
      }
    }
    return cases;
  }

  private static void add(List<Case> cases, String format, String text, long seconds) {
    cases.add(new Case(format, text, seconds * 1_000_000));
  }

  private static String text(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }

  /** Days since 1970, counted by years and months. */
  private static long day(int year, int month, int dayOfMonth) {
    int[] before = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    long days = 0;
    for (int y = Math.min(year, 1970); y < Math.max(year, 1970); y++) {
      days += (year < 1970 ? -1L : 1L) * (isLeap(y) ? 366 : 365);
    }
    return days + before[month - 1] + (month > 2 && isLeap(year) ? 1 : 0) + dayOfMonth - 1;
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  @Test
  void thereAreManyForms() {
    assertTrue(cases().size() >= 200, "cases: " + cases().size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsPointsInTime(Case one) {
    assertEquals(one.micros, new TableTime(one.format).micros(one.text, LINE));
  }

  @Test
  void numbersThatSayNothingElseAreInTheirOwnOrder() {
    TableTime time = new TableTime("");
    assertEquals(9.5, time.ordered("9.5", LINE));
    assertEquals(-1, time.ordered("-1", LINE));
    InputException e = assertThrows(InputException.class, () -> time.ordered("2020-01-01", LINE));
    assertEquals(
        "a.csv:7: expected a time that is a number, as in the rows above, found '2020-01-01'",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2022-13-03",
        "2023-02-29 00:00",
        "2022-01-03 24:00",
        "2022-01-03 00:60",
        "03/01/2022 00:00:00",
        "2022-01-03 00:00:03 PM",
        "2022-01-03 00:00:0x",
        "22-01-03 00:00",
        "2022-01-03T",
        "2022-01-03 10:00+25:00",
        "2022-W54",
        "2022-366",
        "12:30",
        "now"
      })
  void refusesWhatIsNoTime(String text) {
    assertThrows(DateTimeException.class, () -> new TableTime(TableTime.ISO).parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "2021-W01-1,2021-01-04",
    "2020-W53-7,2021-01-03",
    "2022-W10,2022-03-07",
    "2020-366,2020-12-31"
  })
  void readsWeeksAndDaysOfTheYear(String text, String date) {
    assertEquals(new TableTime("").micros(date, LINE), new TableTime("").micros(text, LINE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HH:mm:ss",
        "dd.MM HH:mm",
        "MM/yy HH:mm",
        "dd.MM.yyyy hh:mm",
        "dd.MM.yyyy h:mm:ss",
        "yyyy HH:mm",
        "dd",
        "yyyy-MM-dd mm:ss",
        "yyyy-MM-dd HH:ss",
        "MMMM",
        "yyyy-dd",
        "mm:ss.SSS",
        "a h:mm"
      })
  void aPatternMustTellAPointInTime(String pattern) {
    InputException e = assertThrows(InputException.class, () -> new TableTime(pattern));
    assertTrue(
        e.getMessage()
            .startsWith("timeFormat: '" + pattern + "' tells no whole point in time; expected the"),
        e.getMessage());
  }

  @Test
  void theYearOfWeeksIsNoYear() {
    InputException e = assertThrows(InputException.class, () -> new TableTime("dd.MM.YYYY HH:mm"));
    assertEquals(
        "timeFormat: 'dd.MM.YYYY HH:mm' has YYYY, the year of weeks; write yyyy", e.getMessage());
    assertThrows(InputException.class, () -> new TableTime("dd/bb"));
  }

  @Test
  void offsetsAreThereInAllTimesOrInNone() {
    TableTime time = new TableTime("");
    assertEquals(0, time.micros("1970-01-01T01:00+01:00", LINE));
    InputException e =
        assertThrows(InputException.class, () -> time.micros("1970-01-01T01:00", LINE));
    assertEquals(
        "a.csv:7: expected a time such as 2026-01-31T18:30:00+01:00, with an offset, found"
            + " '1970-01-01T01:00'; declare another form by timeFormat",
        e.getMessage());
  }

  @Test
  void yearsOfTwoDigitsMustNotSpanACentury() {
    TableTime time = new TableTime("MMM-yy");
    assertTrue(time.micros("Dec-68", LINE) > time.micros("Jan-49", LINE));
    InputException e = assertThrows(InputException.class, () -> time.micros("jan-69", LINE));
    assertEquals(
        "a.csv:7: the time 'jan-69' has a year of two digits, which are taken to be of 1969 to 2068"
            + " and then span 99 years; write years of four digits",
        e.getMessage());
  }
}
