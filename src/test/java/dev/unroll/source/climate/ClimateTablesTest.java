package dev.unroll.source.climate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.settings.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables to forecast as people have them: times and cells of all forms. */
class ClimateTablesTest {

  private static final int ROWS = 12;
  private static final String SETTINGS =
      "lookback: 2, step: 1, delays: [1], stride: 1, clock: none, trainShare: 1, validationShare: 0";

  @TempDir Path temp;

  /** {@code T} of a time, and the settings and units of the interval. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "date|2016-10-%02d|{}|24h",
        "time|2016-10-28T%02d:00Z|{}|1h",
        "time|2016-10-28 %02d:00:00+02:00|{}|1h",
        "Datum|28.10.2016 %02d:00|{}|1h",
        "when|2016-10-28T%02d:30|{}|1h",
        "Month|2016-%02d-01|spacing: rows|1",
        "Month|%02d/2016|spacing: rows, timeFormat: MM/yyyy|1",
        "t|10/%02d/2016 5:30 pm|time: [t], timeFormat: M/d/yyyy h:mm a|24h",
        "timestamp|14755680%02d|{}|1s",
        "timestamp|14755680%02d000|{}|1s",
        "ms|14755680000%02d|time: [ms]|1ms",
        "s|%02d|time: [s], timeFormat: seconds|1s",
        "date|2016-10-28T10:00:00.%02d|{}|10ms",
      })
  void timesMayHaveManyForms(String name, String form, String settings, String interval)
      throws IOException {
    for (char separator : new char[] {',', ';', '\t'}) {
      StringBuilder text = new StringBuilder(name + separator + "T" + separator + "p\n");
      for (int row = 0; row < ROWS; row++) {
        text.append(String.format(Locale.ROOT, form, row + 1));
        text.append(separator).append(row * row % 7).append(separator).append(row % 3).append('\n');
      }
      Dataset read = read(settings.equals("{}") ? "" : settings, text.toString());
      assertEquals(List.of("T+" + interval), read.classNames());
      assertEquals(List.of("T", "p"), read.schema().featureNames());
      assertEquals(ROWS - 2, read.train().size());
      for (int i = 0; i < read.train().size(); i++) {
        assertEquals(i * i % 7, read.train().value(i, 0, 0));
        assertEquals((i + 2) * (i + 2) % 7, read.train().number(i, 0));
      }
    }
  }

  @Test
  void dateAndTimeMayBeTwoColumns() throws IOException {
    String told = text("Date;Time;T", "28/10/2016;%02d:00:00;%d");
    Dataset read = read("time: [Date, Time], timeFormat: 'dd/MM/yyyy HH:mm:ss'", told);
    assertEquals(List.of("T+1h"), read.classNames());
    assertEquals(List.of("T"), read.schema().featureNames());
    Dataset found = read("", text("date,time,T", "2016-10-28,%02d:00,%d"));
    assertEquals(List.of("T+1h"), found.classNames());
    assertEquals(ROWS - 2, found.train().size());
    Dataset four =
        read("time: [y, m, d, h], timeFormat: yyyy M d H", text("y,m,d,h,T", "2016,1,2,%d,%d"));
    assertEquals(List.of("T+1h"), four.classNames());
    assertRefused(
        "time: [date]",
        text("date,clock,T", "2016-10-28,%02d:00,%d"),
        ":1: 11 of 12 rows have a time that occurred before; say by the setting time all columns"
            + " that tell it");
  }

  @Test
  void unclearTimesAreRefused() {
    assertRefused(
        "",
        text("date,T", "0%d/10/2016,%d"),
        ":2: expected a time that is a number or a date such as 2026-01-31 or 2026-01-31T18:30:00,"
            + " found '01/10/2016'; declare another form by timeFormat");
    assertRefused(
        "timeFormat: 'HH:mm'",
        text("time,T", "%02d:00,%d"),
        "timeFormat: 'HH:mm' tells no whole point in time; expected the year (yyyy) and, from there"
            + " down to the finest that it has, month (MM), day (dd), hour (HH, or hh with a),"
            + " minute (mm) and second (ss); where they are in several columns, name them all as"
            + " the time");
  }

  @ParameterizedTest
  @CsvSource({"?", "null", "NA", "-9999", "-9999.0", "''", "-", "N/A"})
  void readersAgreeOnWhatIsMissing(String word) throws IOException {
    String text = text("date,T", "2016-10-%02d,%d").replaceFirst(",9\n", "," + word + "\n");
    Dataset read = read("", text);
    assertEquals((4 + 16) / 2f, read.train().value(1, 0, 0), "between its neighbours");
    assertTrue(
        read.notes().get(0).contains("1 values are missing, which leaves 0 rows incomplete"),
        read.notes().toString());
  }

  @Test
  void sentinelsAreAskedForAndRowNumbersLeftOut() throws IOException {
    String text = text("No,date,T,q", "%1$d,2016-10-%1$02d,%2$d,-200").replaceFirst("-200", "5");
    String mixed = text.replaceFirst("-200", "6").replaceFirst("-200", "5.5");
    InputException e = assertThrows(InputException.class, () -> read("", mixed));
    assertTrue(
        e.getMessage()
            .contains(
                ":1: column 'q' has -200 in 9 rows, while its other values are 5 to 6; where"),
        e.getMessage());
    Dataset read = read("table: {sentinels: keep}", mixed);
    assertEquals(List.of("T", "q"), read.schema().featureNames());
    assertEquals(
        "columns that have no name, number the rows or tell the time are left out: 'No'; name the"
            + " columns to take where they are to be used",
        read.notes().get(0));
  }

  @Test
  void aHeaderMayComeAfterOtherLines() throws IOException {
    String text = "lat,lon,zone,name\n52.5,13.4,GMT,x\n\n" + text("time,T", "2016-10-%02d,%d");
    Dataset read = read("", text);
    assertEquals(ROWS - 2, read.train().size());
    assertEquals("2 rows above the table are passed over", read.notes().get(0));
    assertEquals(
        ROWS - 2, read("", text("\"Datum\";\"T\"", "\"2016-10-%02d\";%d,0")).train().size());
    assertRefused(
        "", "\"date,T\n2020-01-01 00:00,1\n", ":1: a quote is opened in this row and not closed");
  }

  private static String text(String header, String form) {
    StringBuilder text = new StringBuilder(header).append('\n');
    for (int row = 1; row <= ROWS; row++) {
      text.append(String.format(Locale.ROOT, form, row, row * row)).append('\n');
    }
    return text.toString();
  }

  private Dataset read(String settings, String text) throws IOException {
    Path file = Files.writeString(temp.resolve("a.csv"), text);
    String all = "{" + SETTINGS + (settings.isEmpty() ? "" : ", " + settings) + "}";
    return Yaml.read(all, "s", Climate.class).read(file.toString());
  }

  private void assertRefused(String settings, String text, String message) {
    InputException e = assertThrows(InputException.class, () -> read(settings, text));
    assertTrue(e.getMessage().endsWith(message), e.getMessage());
  }
}
