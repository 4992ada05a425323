package dev.unroll.source.climate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.SharedData;
import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClimateTest {

  private static final Climate SMALL =
      new Climate(List.of(), "T", List.of(), Clock.NONE, 6, 2, List.of(3), 1, 1, 0, 2);

  @TempDir Path temp;

  @Test
  void aWindowEndsWithItsNewestRowAndPredictsTheRowsAhead() throws IOException {
    Sequences train = SMALL.load(file(rows(100))).dataset().train();
    assertEquals(93, train.size(), "ends at rows 4 to 96");
    assertEquals(List.of(0f, 2f, 4f, 7f), windowAndNumber(train, 0));
    assertEquals(List.of(1f, 3f, 5f, 8f), windowAndNumber(train, 1));
    assertEquals(List.of(92f, 94f, 96f, 99f), windowAndNumber(train, 92));
    assertEquals(1004, train.value(0, 2, 0), "column p beside T");
  }

  @Test
  void predictsSeveralRowsAheadAndNamesThemByTheInterval() throws IOException {
    Climate two =
        new Climate(List.of(), "T", List.of(), Clock.NONE, 4, 2, List.of(1, 6), 1, 1, 0, 2);
    Dataset dataset = two.load(file(rows(30))).dataset();
    Target.Numbers target = (Target.Numbers) dataset.schema().target();
    assertEquals(
        List.of(new Signal("T+10min", "degC"), new Signal("T+1h", "degC")), target.signals());
    assertEquals(1, target.naive());
    assertEquals(3, dataset.train().number(0, 0));
    assertEquals(8, dataset.train().number(0, 1));
    assertEquals("series", dataset.schema().grouping());
  }

  @Test
  void windowsLieInOnePartWithWhatTheyPredict() throws IOException {
    Climate parts =
        new Climate(List.of(), "T", List.of(), Clock.NONE, 6, 2, List.of(3), 1, 0.5, 0.25, 2);
    Climate.Loaded loaded = parts.load(file(rows(100)));
    int[] borders = {0, 50, 75, 100};
    int part = 0;
    for (Split split : Split.values()) {
      Sequences windows = loaded.dataset().split(split);
      assertEquals(borders[part], windows.value(0, 0, 1));
      assertEquals(borders[part + 1] - 1, windows.number(windows.size() - 1, 0));
      part++;
    }
    assertEquals(14, loaded.counts().windowsAcrossParts());
  }

  @Test
  void endsOfWindowsAreAStrideApart() throws IOException {
    Climate hourly =
        new Climate(List.of(), "T", List.of(), Clock.NONE, 6, 2, List.of(3), 7, 1, 0, 2);
    Sequences train = hourly.load(file(rows(100))).dataset().train();
    assertEquals(List.of(3f, 5f, 7f, 10f), windowAndNumber(train, 0));
    assertEquals(List.of(10f, 12f, 14f, 17f), windowAndNumber(train, 1));
    assertEquals(13, train.size());
  }

  @Test
  void readsTheOtherHeaderAndPackedFiles() throws IOException {
    StringBuilder text = new StringBuilder("\uFEFF\"Date Time\",\"p (mbar)\",\"T (degC)\"\r\n");
    for (int i = 0; i < 30; i++) {
      text.append(String.format(Locale.ROOT, "01.01.2009 %02d:%02d:00", i / 6, i % 6 * 10));
      text.append(",").append(1000 + i).append(",").append(i).append("\r\n");
    }
    Path packed = temp.resolve("jena.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    Dataset dataset = SMALL.load(packed).dataset();
    assertEquals(
        List.of(new Signal("p", "mbar"), new Signal("T", "degC")), dataset.schema().signals());
    assertEquals(List.of(0f, 2f, 4f, 7f), windowAndNumber(dataset.train(), 0));
    assertEquals("jena", dataset.name());
  }

  @Test
  void choosesColumnsByNameWithOrWithoutUnitEvenADamagedOne() throws IOException {
    List<String> lines = rows(30);
    lines.set(0, "date,max. PAR (\uFFFDmol/m\uFFFD/s),T (degC)");
    Climate chosen =
        new Climate(
            List.of("T (degC)", "max. PAR"),
            "T",
            List.of(),
            Clock.NONE,
            6,
            2,
            List.of(3),
            1,
            1,
            0,
            2);
    Dataset dataset = chosen.load(file(lines)).dataset();
    assertEquals(
        List.of(new Signal("T", "degC"), new Signal("max. PAR", "\uFFFDmol/m\uFFFD/s")),
        dataset.schema().signals());
    assertEquals(0, ((Target.Numbers) dataset.schema().target()).naive());
    assertEquals(1004, dataset.train().value(0, 2, 1));
  }

  @Test
  void leavesOutColumnsThatAreNoNumbersWhereNoneAreChosen() throws IOException {
    List<String> lines = rows(30);
    lines.replaceAll(line -> line + (line.startsWith("date") ? ",note" : ",fine"));
    assertEquals(2, SMALL.load(file(lines)).dataset().schema().features());
  }

  @Test
  void keepsTheFirstOfRowsOfOneTime() throws IOException {
    List<String> lines = rows(30);
    lines.add(11, lines.get(10).replace(",9", ",77"));
    lines.add(20, lines.get(3));
    Climate.Loaded loaded = SMALL.load(file(lines));
    assertEquals(2, loaded.counts().duplicateRows());
    assertEquals(32, loaded.counts().rows());
    assertEquals(9, loaded.dataset().train().value(9, 0, 1));
    assertEquals(23, loaded.dataset().train().size());
  }

  @Test
  void fillsShortGapsAndReachesAcrossNoLongerOnes() throws IOException {
    List<String> lines = rows(60);
    lines.subList(41, 44).clear(); // rows 40, 41 and 42
    lines.subList(11, 13).clear(); // rows 10 and 11
    Climate.Loaded loaded = SMALL.load(file(lines));
    assertEquals(2, loaded.counts().filledRows());
    assertEquals(1, loaded.counts().longerGaps());
    Sequences train = loaded.dataset().train();
    assertEquals(List.of(8f, 10f, 12f, 15f), windowAndNumber(train, windowOf(train, 8)));
    for (int i = 0; i < train.size(); i++) {
      assertTrue(train.number(i, 0) < 40 || train.value(i, 0, 1) > 42, "across: window " + i);
      assertTrue(train.number(i, 0) != 10 && train.number(i, 0) != 11, "predicts what is filled");
    }
    assertEquals(33 - 2 + 10, train.size());
    assertEquals(2 + 3 + 4, loaded.counts().windowsAcrossGaps());
    assertTrue(loaded.counts().anything());
  }

  @Test
  void fillsMissingValuesWhereTheyAreFew() throws IOException {
    List<String> lines = rows(60);
    lines.set(11, lines.get(11).replace("1010", "-9999"));
    for (int row = 30; row < 33; row++) {
      lines.set(row + 1, lines.get(row + 1).replace("10" + row, row == 31 ? "" : "-9999.0"));
    }
    Climate.Loaded loaded = SMALL.load(file(lines));
    assertEquals(4, loaded.counts().missingValues());
    assertEquals(3, loaded.counts().brokenRows());
    Sequences train = loaded.dataset().train();
    assertEquals(1010, train.value(10, 0, 0), "interpolated");
    for (int i = 0; i < train.size(); i++) {
      for (int step = 0; step < 3; step++) {
        float row = train.value(i, step, 1);
        assertTrue(row < 30 || row > 32, "window " + i + " has row " + row);
        assertEquals(1000 + row, train.value(i, step, 0));
      }
    }
    assertEquals(53 - 7, train.size(), "ends at rows 30 to 36 have one of the rows");
  }

  @Test
  void neverPredictsAValueThatIsMissing() throws IOException {
    List<String> lines = rows(60);
    lines.set(21, lines.get(21).replaceFirst(",20$", ",-9999"));
    Sequences train = SMALL.load(file(lines)).dataset().train();
    assertEquals(52, train.size());
    assertEquals(-1, indexOfNumber(train, 20));
    assertEquals(20, train.value(windowOf(train, 20), 0, 1), "interpolated as a feature");
  }

  @Test
  void turnsAnglesIntoSineAndCosineAndTellsTheTime() throws IOException {
    List<String> lines = new ArrayList<>(List.of("date,T (degC),wd (deg)"));
    lines.add("2020-01-01 06:00:00,1,90");
    lines.add("2020-01-01 07:00:00,2,-9999");
    lines.add("2020-01-01 08:00:00,3,180");
    lines.add("2020-01-01 09:00:00,4,0");
    Climate angles =
        new Climate(
            List.of(), "T", List.of("wd"), Clock.DAY_AND_YEAR, 3, 1, List.of(1), 1, 1, 0, 1);
    Dataset dataset = angles.load(file(lines)).dataset();
    assertEquals(
        List.of(
            "T", "sin wd", "cos wd", "sin hour", "cos hour", "sin day of year", "cos day of year"),
        dataset.schema().signals().stream().map(Signal::name).toList());
    Sequences train = dataset.train();
    assertEquals(1, train.value(0, 0, 1), 1e-6);
    assertEquals(0, train.value(0, 0, 2), 1e-6);
    assertEquals(0.5, train.value(0, 1, 1), 1e-6);
    assertEquals(-0.5, train.value(0, 1, 2), 1e-6);
    assertEquals(1, train.value(0, 0, 3), 1e-6);
    assertEquals(0, train.value(0, 0, 4), 1e-6);
    assertEquals(Math.sin(2 * Math.PI * 0.25 / 365.2425), train.value(0, 0, 5), 1e-6);
    assertEquals("T+1h", dataset.classNames().get(0));
  }

  @Test
  void knowsItsLayoutWhereColumnsAreGiven() {
    List<String> names = ClimateHeader.JENA.stream().map(Signal::name).toList();
    Climate fourteen =
        new Climate(names, "T", List.of(), Clock.NONE, 1440, 6, List.of(144), 6, 0.5, 0.25, 6);
    Layout layout = fourteen.layout().orElseThrow();
    assertEquals(240, layout.steps());
    assertFalse(layout.variableLength());
    assertEquals(14, layout.schema().features());
    assertEquals(ClimateHeader.JENA, layout.schema().signals());
    assertEquals(List.of("T+24h"), layout.schema().target().names());
    assertTrue(new Climate().layout().isEmpty());
  }

  @Test
  void saysFileAndLineOfWhatIsWrong() throws IOException {
    assertFails(List.of(""), ": the file is empty; expected a header and rows");
    assertFails(rows(0), ": the file has a header and no rows");
    assertFails(
        List.of("a,b", "1,2"),
        ":1: expected a header with a column of times named 'Date Time' or 'date', found 'a,b'; say"
            + " by the setting time which columns tell the time");
    assertFails(
        edited(7, "2020-01-01 00:20:30,1,2"),
        ":7: the time 2020-01-01 00:20:30 follows 2020-01-01 00:50:00; sort the rows by time");
    assertFails(
        edited(7, "2020-13-01 00:20:30,1,2"),
        ":7: expected a time such as 2026-01-31T18:30:00, found '2020-13-01 00:20:30'; declare"
            + " another form by timeFormat");
    assertFails(
        edited(7, "2020-01-01 01:00:00,1"), ":7: expected 3 cells, as the header has, found 2");
    assertFails(
        edited(7, "2020-01-01 01:00:00,1,x"),
        ":7: column 'T (degC)': expected a finite number, found 'x'; where it stands for a missing"
            + " value, name it in table.missing");
    assertFails(
        edited(7, "2020-01-01 01:00:00,1e99,2"),
        ":7: column 'p (mbar)': expected a finite number, found '1e99'");
    assertFails(rows(1), ": expected two rows or more, found 1");
    assertFails(
        rows(7),
        ": the training part has 7 rows and no whole window of 5 rows with what is 3 rows ahead; use"
            + " a shorter lookback, nearer delays or a larger share");
  }

  @Test
  void saysWhichColumnIsNotThere() throws IOException {
    Path file = file(rows(30));
    assertFails(
        chosen(List.of(), "Tt", List.of()),
        file
            + ":1: no column 'Tt', which target asks for; the columns are p, T; did you mean 'T'?");
    assertFails(
        chosen(List.of("T", "q"), "T", List.of()),
        file
            + ":1: no column 'q', which columns asks for; the columns are p, T; did you mean 'p'?");
    assertFails(
        chosen(List.of("p"), "T", List.of()),
        file
            + ":1: target 'T' must be a feature and no angle; add it to columns or take it from"
            + " angles");
    assertFails(chosen(List.of("T", "T"), "T", List.of()), "climate: columns: 'T' is there twice");
    assertFails(
        chosen(List.of("T"), "T", List.of("p")),
        "climate: angles: 'p' is no feature; add it to columns");
    List<String> twice = rows(30);
    twice.set(0, "date,T (K),T (degC)");
    file(twice);
    assertFails(
        chosen(List.of(), "T", List.of()), file + ":1: two columns are named 'T'; rename one");
  }

  @Test
  void saysWhichSettingIsWrong() {
    assertEquals(
        "climate: lookback 10 is not a multiple of step 3; use 9",
        wrong(10, 3, List.of(1), 0.5, 0.5));
    assertEquals(
        "climate: delays: expected one number of rows or more, got none",
        wrong(6, 3, List.of(), 0.5, 0.5));
    assertEquals("climate: delays must differ, got [2, 2]", wrong(6, 3, List.of(2, 2), 0.5, 0.5));
    assertEquals(
        "climate: delays: expected a whole number of 1 or more, got 0",
        wrong(6, 3, List.of(0), 0.5, 0.5));
    assertEquals(
        "climate: expected a trainShare above 0 and a validationShare of 0 or more, together at most"
            + " 1; got 0.7 and 0.5",
        wrong(6, 3, List.of(1), 0.7, 0.5));
  }

  @Test
  void theRealYearOfJenaHasItsKnownFaultsAndLevel() throws IOException {
    Climate.Loaded loaded = new Climate().load(SharedData.at("jena/weather.zip"));
    assertEquals(52_696, loaded.counts().rows());
    assertEquals(1, loaded.counts().duplicateRows());
    assertEquals(1, loaded.counts().longerGaps(), "of 100 minutes");
    assertEquals(1, loaded.counts().missingValues(), "of wind velocity");
    assertEquals(0, loaded.counts().brokenRows());
    Dataset jena = loaded.dataset();
    assertEquals(14 + 1 + 2, jena.schema().features());
    assertEquals(240, jena.maxSteps());
    assertEquals(2.084, persistence(jena.test()), 0.003);
    assertEquals(2.751, persistence(jena.validation()), 0.003);
  }

  @Test
  void readsTheTransformerTemperatures() throws IOException {
    Climate oil =
        new Climate(
            List.of(), "OT", List.of("wd"), Clock.DAY_AND_YEAR, 96, 1, List.of(24), 1, 0.6, 0.2, 6);
    Climate.Loaded loaded = oil.load(SharedData.at("ett/ETTh1.csv.gz"));
    assertEquals(17_420, loaded.counts().rows());
    assertFalse(loaded.counts().anything(), loaded.counts().toString());
    assertEquals(7 + 4, loaded.dataset().schema().features());
    assertEquals(List.of("OT+24h"), loaded.dataset().classNames());
  }

  /** Mean absolute error of the forecast that nothing changes. */
  private static double persistence(Sequences part) {
    double error = 0;
    for (int i = 0; i < part.size(); i++) {
      error += Math.abs(part.number(i, 0) - part.value(i, part.length(i) - 1, 1));
    }
    return error / part.size();
  }

  /** A header and rows of p = 1000 + row and T = row, ten minutes apart. */
  private static List<String> rows(int count) {
    List<String> lines = new ArrayList<>(List.of("date,p (mbar),T (degC)"));
    for (int row = 0; row < count; row++) {
      int minutes = 10 * (row + 1);
      lines.add(
          String.format(
              Locale.ROOT,
              "2020-01-%02d %02d:%02d:00,%d,%d",
              1 + minutes / 1440,
              minutes / 60 % 24,
              minutes % 60,
              1000 + row,
              row));
    }
    return lines;
  }

  private static List<String> edited(int line, String text) {
    List<String> lines = rows(30);
    lines.set(line - 1, text);
    return lines;
  }

  private Path file(List<String> lines) throws IOException {
    return Files.write(temp.resolve("a.csv"), lines);
  }

  private static List<Float> windowAndNumber(Sequences part, int window) {
    List<Float> all = new ArrayList<>();
    for (int step = 0; step < part.length(window); step++) {
      all.add(part.value(window, step, 1));
    }
    all.add(part.number(window, 0));
    return all;
  }

  private static int windowOf(Sequences part, float firstRow) {
    int window = 0;
    while (part.value(window, 0, 1) != firstRow) {
      window++;
    }
    return window;
  }

  private static int indexOfNumber(Sequences part, float number) {
    for (int i = 0; i < part.size(); i++) {
      if (part.number(i, 0) == number) {
        return i;
      }
    }
    return -1;
  }

  private static Climate chosen(List<String> columns, String target, List<String> angles) {
    return new Climate(columns, target, angles, Clock.NONE, 6, 2, List.of(3), 1, 1, 0, 2);
  }

  private void assertFails(List<String> lines, String message) throws IOException {
    Path file = file(lines);
    InputException e = assertThrows(InputException.class, () -> SMALL.load(file));
    assertEquals(file + message, e.getMessage());
  }

  private void assertFails(Climate settings, String message) {
    Path file = temp.resolve("a.csv");
    InputException e = assertThrows(InputException.class, () -> settings.load(file));
    assertEquals(message, e.getMessage());
  }

  private static String wrong(
      int lookback, int step, List<Integer> delays, double train, double validation) {
    return assertThrows(
            InputException.class,
            () ->
                new Climate(
                    List.of(),
                    "T",
                    List.of(),
                    Clock.NONE,
                    lookback,
                    step,
                    delays,
                    1,
                    train,
                    validation,
                    2))
        .getMessage();
  }
}
