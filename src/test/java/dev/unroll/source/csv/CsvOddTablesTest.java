package dev.unroll.source.csv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.settings.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as people have them: headers, columns, missing values, gaps and targets of all kinds. */
class CsvOddTablesTest {

  private static final String ALL = "split: {type: by-group, test: 0}, ";

  @TempDir Path temp;

  @Test
  void aTableWithoutAHeaderIsNamedBySettings() throws IOException {
    String text = "0.0,0.5,0.25,1\n1.0,1.5,1.25,2\n0.0,0.5,0.75,1\n";
    assertRefused(
        "{form: wide}",
        text,
        ":1: the first row holds numbers, so the file has no header; name the columns by"
            + " table.names, such as [label, '*'] where the first is the label and ['*', label]"
            + " where the last is, or set table.header: first-row where these are names");
    Dataset last = read("{form: wide, " + ALL + "table: {names: ['*', label]}}", text);
    assertEquals(List.of("1", "2"), last.classNames());
    assertArrayEquals(new float[] {1, 1.5f, 1.25f}, last.train().values(1));
    Dataset first =
        read("{form: wide, " + ALL + "table: {names: [label, '*']}}", "1;0,5;0,25\n2;1,5;2,25\n");
    assertArrayEquals(new float[] {1.5f, 2.25f}, first.train().values(1));
    Dataset numbered =
        read("{form: wide, " + ALL + "target: {column: '3'}, table: {header: none}}", text);
    assertArrayEquals(new float[] {0, 0.5f, 0.75f}, numbered.train().values(2));
  }

  @Test
  void namesMustNotHideAHeader() throws IOException {
    String settings = "{form: wide, " + ALL + "table: {names: [label, '*']}}";
    for (String header : List.of("class,a,b", "class,0,1,2", "label,1,2,3")) {
      String row = header.endsWith("b") ? "1,0.5,0.25\n" : "1,0.5,0.25,2\n";
      InputException e = refused(settings, header + "\n" + row + row);
      assertTrue(e.getMessage().contains("set table.header: first-row"), e.getMessage());
    }
    assertRefused(
        "{form: wide, table: {names: [label, a]}}",
        "1,0.5,0.25\n",
        ":1: table.names gives 2 names, the row has 3 cells");
  }

  @Test
  void aHeaderOfNumbersThatCountIsOne() throws IOException {
    Dataset set = read("{form: wide, " + ALL + "}", "0,1,2,label\n5,6,7,a\n8,9,1,b\n");
    assertArrayEquals(new float[] {5, 6, 7}, set.train().values(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"N/A", "-", "None", "#N/A", "nan", "NULL", "", "<NA>"})
  void aColumnStaysThoughItsFirstValueIsMissing(String word) throws IOException {
    String text = "index,label,temp,rpm\n0,a," + word + ",1\n0,a,20,2\n1,b,21,3\n1,b,22,4\n";
    assertRefused(
        "{" + ALL + "}",
        text,
        ":2: column 'temp' has no value ('"
            + word
            + "'); set missing: interpolate to take the line between its neighbours in time");
    Dataset set = read("{" + ALL + "missing: interpolate}", text);
    assertEquals(List.of("temp", "rpm"), set.schema().featureNames());
    assertArrayEquals(new float[] {20, 1, 20, 2}, set.train().values(0));
  }

  @Test
  void aColumnOfNumbersAndWordsIsRefusedWhereverTheWordIs() throws IOException {
    for (int odd = 0; odd < 1500; odd += 300) {
      StringBuilder text = new StringBuilder("index,label,temp\n");
      for (int row = 0; row < 1500; row++) {
        text.append(row < 750 ? "0,a," : "1,b,").append(row == odd ? "broken" : "2.5").append('\n');
      }
      InputException e = refused("{" + ALL + "}", text.toString());
      assertTrue(e.getMessage().contains(":" + (odd + 2) + ": column 'temp'"), e.getMessage());
      Dataset told =
          read("{" + ALL + "missing: interpolate, table: {missing: [broken]}}", text.toString());
      assertEquals(2.5f, told.train().value(odd / 750, odd % 750, 0));
    }
  }

  @Test
  void aColumnOfWordsIsLeftOutUnlessANumberFollows() throws IOException {
    StringBuilder text = new StringBuilder("index,label,note,x\n");
    for (int row = 0; row < 1200; row++) {
      text.append(row < 600 ? "0,a,fine," : "1,b,fine,").append(row % 7).append('\n');
    }
    Dataset set = read("{" + ALL + "}", text.toString());
    assertEquals(List.of("x"), set.schema().featureNames());
    assertEquals(
        List.of(
            "columns that hold no numbers are left out: 'note'; name the columns to take where they"
                + " are to be used"),
        set.notes());
    InputException e = refused("{" + ALL + "}", text + "1,b,7,1\n");
    assertTrue(e.getMessage().contains(":1202: column 'note' holds '7' here"), e.getMessage());
  }

  @Test
  void rowNumbersAndTimesAreNoSignals() throws IOException {
    StringBuilder text = new StringBuilder("Unnamed: 0,index,timestamp,ms,label,x,steady\n");
    for (int row = 0; row < 12; row++) {
      text.append(row).append(',').append(row / 3).append(',');
      text.append(1_600_000_000L + 17L * row * row).append(',');
      text.append(1_600_000_000_000L + 1000L * row).append(row / 3 % 2 == 0 ? ",a," : ",b,");
      text.append(row * row % 5).append(',').append(2 * row).append('\n');
    }
    Dataset set = read("{" + ALL + "}", text.toString());
    assertEquals(List.of("x", "steady"), set.schema().featureNames());
    assertEquals(
        List.of(
            "columns that grow by the same from row to row are taken for signals: 'steady'; where"
                + " they number the rows, name the columns to take",
            "columns that have no name, number the rows or tell the time are left out: 'Unnamed:"
                + " 0', 'timestamp', 'ms'; name the columns to take where they are to be used"),
        set.notes());
    Dataset named = read("{" + ALL + "columns: {features: [ms]}}", text.toString());
    assertEquals(List.of("ms"), named.schema().featureNames());
  }

  @ParameterizedTest
  @CsvSource({
    "-200, 2, 3.5, true",
    "-999, 2, 3.5, true",
    "-9999.0, 2, 3.5, true",
    "999.9, 20, 25, true",
    "32767, 20, 25, true",
    "9.96921E36, 20, 25, true",
    "-999, 0, 800, true",
    "-200, 0, 1500, true",
    "99, 60, 98, false",
    "-200, -190, 300, false",
    "999, 100, 900, false",
    "-100, -150, 10, false",
    "500, 0, 1, false",
  })
  void numbersThatStandForMissingOnesAreAskedFor(
      String number, double least, double most, boolean asked) throws IOException {
    StringBuilder text = new StringBuilder("index,label,x\n");
    for (int row = 0; row < 40; row++) {
      text.append(row / 20).append(row < 20 ? ",a," : ",b,");
      text.append(
          row % 20 == 7 ? number : Double.toString(least + (most - least) * (row % 20) / 19));
      text.append('\n');
    }
    if (asked) {
      InputException e = refused("{" + ALL + "}", text.toString());
      assertTrue(e.getMessage().contains(":1: column 'x' has "), e.getMessage());
      assertTrue(e.getMessage().contains("in 2 rows, while its other values are"), e.getMessage());
      Dataset told =
          read(
              "{" + ALL + "missing: interpolate, table: {missing: [" + number + "]}}",
              text.toString());
      assertEquals(least + (most - least) * 7 / 19, told.train().value(0, 7, 0), 1e-3);
    }
    String keep = asked ? "table: {sentinels: keep}" : "";
    Dataset kept = read("{" + ALL + keep + "}", text.toString());
    assertEquals(Float.parseFloat(number), kept.train().value(0, 7, 0));
  }

  @Test
  void aClassIsWrittenInOneWay() {
    assertRefused(
        "{" + ALL + "}",
        "index,label,x\n0,1,1\n1,2,2\n2,1.0,3\n",
        "column 'label': the classes '1' and '1.0' are one number; write it in one way, or name the"
            + " classes in target.classes");
  }

  @Test
  void columnsBesideTheStepsOfARowAreTold() throws IOException {
    Dataset set =
        read("{form: wide, " + ALL + "}", "Unnamed: 0,label,x_0,x_1,age\n0,a,1,2,9\n1,b,3,4,9\n");
    assertEquals(
        List.of("columns that are no step of a signal are left out: 'Unnamed: 0', 'age'"),
        set.notes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "N/A", "?", "null", "None", "-"})
  void aMissingLabelIsNoClass(String word) throws IOException {
    String text = "index,label,x\n0,walk,1\n1,run,2\n2," + word + ",3\n";
    assertRefused(
        "{" + ALL + "}",
        text,
        ":4: the class is missing in column 'label' ('"
            + word
            + "'); remove the rows, or, where it is a class, name it in target.classes");
    String classes = "target: {classes: [walk, run, '" + word + "']}";
    assertEquals(2, read("{" + ALL + classes + "}", text).train().label(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "", "N/A", "-999"})
  void whatPadsTheEndOfARowIsNoStep(String word) throws IOException {
    String text =
        "label,v_0,v_1,v_2,v_3\na,1,2,W,W\nb,1,2,3,W\na,1,W,3,4\nb,5,6,7,8\n".replace("W", word);
    Dataset set =
        read("{form: wide, missing: interpolate, " + ALL + "table: {missing: [-999]}}", text);
    Sequences train = set.train();
    assertArrayEquals(new float[] {1, 2}, train.values(0));
    assertArrayEquals(new float[] {1, 2, 3}, train.values(1));
    assertArrayEquals(new float[] {1, 2, 3, 4}, train.values(2));
    assertEquals(4, train.length(3));
    assertEquals(
        List.of(
            "2 of 4 rows end before their last column: what follows is missing",
            "1 of 13 values (7.7 %) are missing and interpolated: v 1; the longest gap has 1 steps"),
        set.notes());
  }

  @Test
  void emptyStepsAtTheEndOfASequenceAreNone() throws IOException {
    String text = "index,label,x,y\n0,a,1,5\n0,a,NaN,6\n0,a,,NaN\n1,b,2,7\n1,b,3,8\n";
    Dataset set = read("{missing: interpolate, " + ALL + "}", text);
    assertArrayEquals(new float[] {1, 5, 1, 6}, set.train().values(0));
    assertEquals(
        "1 steps at the ends of sequences have no value at all and are left out",
        set.notes().get(1));
  }

  @Test
  void longGapsAreNotFilledWhereThatIsSaid() throws IOException {
    StringBuilder text = new StringBuilder("index,label,x\n");
    for (int row = 0; row < 40; row++) {
      boolean gap = (row >= 3 && row < 5) || (row >= 11 && row < 17);
      text.append(row < 20 ? "0,a," : "1,b,").append(gap ? "" : row * row % 11).append('\n');
    }
    Dataset all = read("{missing: interpolate, window: 5, " + ALL + "}", text.toString());
    assertEquals(8, all.train().size());
    assertEquals(
        List.of(
            "8 of 40 values (20.0 %) are missing and interpolated: x 8; the longest gap has 6 steps"),
        all.notes());
    Dataset some =
        read("{missing: interpolate, longestGap: 2, window: 5, " + ALL + "}", text.toString());
    assertEquals(6, some.train().size());
    assertEquals(
        List.of(
            "2 of 40 values (5.0 %) are missing and interpolated: x 2; the longest gap has 6 steps",
            "2 windows with a longer gap are left out"),
        some.notes());
    // Of the line from 4 (row 2) to 3 (row 5).
    assertEquals(4 - 1 / 3f, some.train().value(0, 3, 0), 1e-6);
  }

  @Test
  void aNumberToPredictMayBeMissingWhereItDoesNotCount() throws IOException {
    StringBuilder text = new StringBuilder("pm,x\n");
    for (int row = 0; row < 12; row++) {
      boolean missing = row < 3 || row == 7;
      text.append(missing ? "NA" : Integer.toString(100 + row)).append(',').append(row * row % 7);
      text.append('\n');
    }
    Dataset set =
        read(
            "{columns: {sequence: ''}, target: {type: numbers, columns: [pm]}, missing: interpolate,"
                + " window: 4, split: {type: by-time, test: 0}}",
            text.toString());
    assertEquals(2, set.train().size());
    assertEquals(103, set.train().number(0, 0));
    assertEquals(111, set.train().number(1, 0));
    assertEquals(List.of("1 windows whose number to predict is missing are left out"), set.notes());
  }

  @Test
  void anyTableIsForecastByRows() throws IOException {
    StringBuilder text = new StringBuilder("Month;#Passengers\n");
    for (int row = 0; row < 36; row++) {
      text.append(1949 + row / 12).append('-').append(row % 12 < 9 ? "0" : "");
      text.append(row % 12 + 1).append(';').append(100 + row * row % 17).append('\n');
    }
    Dataset set =
        read(
            "{columns: {sequence: '', time: Month}, target: {type: ahead, columns: ['#Passengers'],"
                + " rows: [1, 3]}, window: 12, stride: 1, split: {type: by-time, test: 0}}",
            text.toString());
    assertEquals(List.of("#Passengers"), set.schema().featureNames());
    assertEquals(List.of("#Passengers+1", "#Passengers+3"), set.classNames());
    assertEquals(36 - 12 - 3 + 1, set.train().size());
    for (int i = 0; i < set.train().size(); i++) {
      assertEquals(100 + i * i % 17, set.train().value(i, 0, 0));
      assertEquals(100 + (i + 12) * (i + 12) % 17, set.train().number(i, 0));
      assertEquals(100 + (i + 14) * (i + 14) % 17, set.train().number(i, 1));
      float naive = set.schema().target().numbers().get().naiveForecast(set.train(), i);
      assertEquals(100 + (i + 11) * (i + 11) % 17, naive);
    }
    assertRefused(
        "{target: {type: ahead, columns: [x]}}",
        "x\n1\n",
        "target: ahead is of windows; set window");
  }

  @Test
  void windowsHaveAClassOfTheirOwn() throws IOException {
    StringBuilder text = new StringBuilder("user,activity,timestamp,x\n");
    String[] bouts = {"walk", "jog", "walk"};
    int[] lengths = {7, 5, 9};
    int time = 0;
    for (int bout = 0; bout < 3; bout++) {
      for (int i = 0; i < lengths[bout]; i++) {
        text.append("33,").append(bouts[bout]).append(',').append(50 * time).append(',');
        text.append(time * time++ % 13).append('\n');
      }
    }
    String settings =
        "{columns: {sequence: '', group: user, time: timestamp}, window: 4, stride: 2,"
            + " split: {type: by-time, test: 0}, target: {type: window-label, column: activity, take: ";
    Dataset only = read(settings + "only}}", text.toString());
    assertEquals(List.of("jog", "walk"), only.classNames());
    assertArrayEquals(new int[] {1, 1, 0, 1, 1, 1}, only.train().labels());
    // The bouts begin at rows 0, 7 and 12.
    int[] firsts = {0, 2, 7, 12, 14, 16};
    for (int i = 0; i < firsts.length; i++) {
      assertEquals(firsts[i] * firsts[i] % 13, only.train().value(i, 0, 0));
    }
    assertArrayEquals(
        new int[] {1, 1, 0, 0, 0, 1, 1, 1, 1},
        read(settings + "last}}", text.toString()).train().labels());
    assertArrayEquals(
        new int[] {1, 1, 1, 0, 0, 1, 1, 1, 1},
        read(settings + "most}}", text.toString()).train().labels());
    InputException e =
        refused(
            "{columns: {sequence: activity, group: user}, target: {column: activity}}",
            text.toString());
    assertTrue(
        e.getMessage()
            .endsWith(
                "the rows of a sequence must follow each other: where a class comes back, set"
                    + " columns.sequence to what tells recordings apart, or to '', and choose the"
                    + " target window-label"),
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "2.19E+08, is a number that a spreadsheet has rounded",
    "NaN, which says that it is missing"
  })
  void sequencesAndGroupsMustBeTold(String word, String message) throws IOException {
    for (String text :
        List.of("index,group,label,x\nW,g,a,1\n", "index,group,label,x\n0,W,a,1\n")) {
      InputException e = refused("{" + ALL + "}", text.replace("W", word));
      assertTrue(e.getMessage().contains(message), e.getMessage());
      assertTrue(e.getMessage().contains(":2: "), e.getMessage());
    }
  }

  @Test
  void timesOfSeveralColumnsAreJoined() throws IOException {
    String text =
        "Date;Time;label;x\n28/10/2016;00:20:00;b;3\n27/10/2016;23:50:00;a;1\n28/10/2016;00:00:00;a;2\n";
    Dataset set =
        read(
            "{columns: {sequence: '', time: [Date, Time], timeFormat: 'dd/MM/yyyy HH:mm:ss'},"
                + " target: {type: step-label}, "
                + ALL
                + "}",
            text);
    assertArrayEquals(new float[] {1, 2, 3}, set.train().values(0));
    assertEquals(List.of("x"), set.schema().featureNames());
  }

  @Test
  void saysWhichRowsAreNoPartOfTheTable() throws IOException {
    assertRefused(
        "{" + ALL + "}",
        "index,step,label,group,x\n,,,,m/s2\n0,0,a,g,1\n1,0,b,h,2\n",
        ":2: column 'x' holds 'm/s2' here and numbers in other rows; set table.skipRows: 1 where"
            + " this is a row of units, name it in table.missing where it stands for a missing"
            + " value, or name the columns to take");
    assertRefused(
        "{" + ALL + "}",
        "a,b\nindex,label,x\n0,a,1\n0,a,2\n1,b,2\n1,b,3\n",
        ":2: expected 2 cells, as the header has, found 3, as do all rows from here on; where the"
            + " lines above are no part of the table, set table.skipLines: 1, and where the first cell"
            + " names the row, begin the header with a name for it");
    assertRefused(
        "{" + ALL + "}",
        "index,label,x\n0,a,1\n# low battery\n0,a,2\n1,b,2\n",
        ":3: expected 3 cells, as the header has, found 1; where that is a comment, set"
            + " table.comment: '#'");
    Dataset commented =
        read(
            "{" + ALL + "table: {comment: '#'}}",
            "index,label,x\n0,a,1\n# low battery\n0,a,2\n1,b,2\n");
    assertEquals(2, commented.train().length(0));
    Dataset apart = read("{" + ALL + "}", "lat,lon\n5,6\n\nindex,label,x\n0,a,1\n0,a,2\n1,b,3\n");
    assertEquals(List.of("2 rows above the table are passed over"), apart.notes());
    assertArrayEquals(new float[] {1, 2}, apart.train().values(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,a,'1,234'~1,b,'5,678'~|column 'x': expected a finite number, found '1,234'; save the"
            + " numbers without marks between thousands",
        "0,a,'1,5'~1,b,2.5~|column 'x': expected a finite number, found '1,5'; where that is a decimal"
            + " comma, set table.decimal: comma",
        "0,a,50 %~1,b,60 %~|column 'x': expected a finite number, found '50 %'; save the numbers"
            + " without units",
      })
  void saysHowNumbersAreWritten(String rows, String message) throws IOException {
    String text = "index,label,x\n" + rows.replace('~', '\n').replace('\'', '"');
    InputException e = refused("{" + ALL + "}", text);
    assertTrue(e.getMessage().contains(":2: " + message), e.getMessage());
  }

  private Dataset read(String settings, String text) throws IOException {
    Path file = Files.writeString(temp.resolve("a.csv"), text);
    return Yaml.read(settings, "s", Csv.class).read(file.toString());
  }

  private InputException refused(String settings, String text) {
    return assertThrows(InputException.class, () -> read(settings, text));
  }

  private void assertRefused(String settings, String text, String message) {
    InputException e = refused(settings, text);
    assertTrue(e.getMessage().endsWith(message), e.getMessage());
  }
}
