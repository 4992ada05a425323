package dev.unroll.source.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.source.climate.Climate;
import dev.unroll.source.climate.Clock;
import dev.unroll.source.table.TableFormat;
import dev.unroll.source.table.TableFormat.Header;
import dev.unroll.source.table.TableFormat.Sentinels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same numbers, written in hundreds of ways and read by every reader of tables. */
class TableFamilyTest {

  private static final List<String> SEPARATORS = List.of(",", ";", "\t", "|", " ");
  private static final List<String> ENCODINGS =
      List.of("UTF-8", "UTF-8 marked", "UTF-16LE marked", "windows-1252", "UTF-16BE marked");
  private static final List<String> MISSING =
      List.of(
          "NA", "N/A", "nan", "?", "-", "null", "-999", "-999.0", "None", "<NA>", "#N/A", "void");
  private static final List<String> CONTAINERS = List.of("plain", "gz", "zip", "named in a zip");
  private static final List<String> TOPS =
      List.of("header", "names", "comments", "units", "skipped", "quoted");
  private static final int ROWS = 24;

  @TempDir Path temp;

  static IntStream numbers() {
    return IntStream.range(0, 360);
  }

  /** How one of the files is written; numbers without common factors mix the choices. */
  private record Way(
      String separator,
      boolean comma,
      String encoding,
      String missing,
      String container,
      String top) {

    static Way of(int number) {
      String separator = SEPARATORS.get(number % 5);
      return new Way(
          separator,
          number / 5 % 2 == 1 && !separator.equals(","),
          ENCODINGS.get(number / 7 % 5),
          MISSING.get(number / 3 % 12),
          CONTAINERS.get(number / 11 % 4),
          TOPS.get(number % 6));
    }

    String number(double value) {
      String text = String.format(Locale.ROOT, "%.4f", value);
      return comma ? text.replace('.', ',') : text;
    }

    TableFormat format() {
      boolean named = top.equals("names");
      return new TableFormat(
          "",
          "",
          named ? Header.NONE : Header.DETECT,
          named ? List.of("date", "index", "label", "x", "y") : List.of(),
          top.equals("skipped") ? 2 : 0,
          top.equals("units") ? 1 : 0,
          "",
          "",
          List.of("-999", "void"),
          Sentinels.REFUSE);
    }
  }

  private static double x(int row) {
    return row % 7 - 2.25 + row * 0.0625;
  }

  private static double y(int row) {
    return 100 - row * 1.5 + row % 3 * 0.0625;
  }

  /** Row 5 of y is missing; of the numbers around it is the middle. */
  private static float expectedY(int row) {
    return (float) (row == 5 ? (y(4) + y(6)) / 2 : y(row));
  }

  private static String text(Way way) {
    String s = way.separator;
    StringBuilder text = new StringBuilder();
    switch (way.top) {
      case "comments" -> text.append("# of a logger\n# 50 Hz, 2 ranges\n");
      case "skipped" -> text.append("Station 7\nof Köln, 50 m\n");
      default -> {}
    }
    if (way.top.equals("quoted")) {
      text.append(String.join(s, "\"date\"", "\"index\"", "\"label\"", "\"x\"", "\"y\"\n"));
    } else if (!way.top.equals("names")) {
      text.append(String.join(s, "date", "index", "label", "x", "y\n"));
    }
    if (way.top.equals("units")) {
      text.append(String.join(s, "ISO", "no", "word", "m/s", "°C\n"));
    }
    for (int row = 0; row < ROWS; row++) {
      String date = String.format(Locale.ROOT, "2016-10-%02dT00:00", row + 1);
      text.append(String.join(s, date, Integer.toString(row / 12)));
      text.append(s).append(row < 12 ? "Fäße" : "Füße").append(s).append(way.number(x(row)));
      text.append(s).append(row == 5 ? way.missing : way.number(y(row))).append('\n');
    }
    return text.toString();
  }

  private Path write(Way way) throws IOException {
    List<String> encoding = Splitter.on(' ').splitToList(way.encoding);
    byte[] bytes =
        ((encoding.size() > 1 ? "\uFEFF" : "") + text(way))
            .getBytes(Charset.forName(encoding.get(0)));
    Path file = temp.resolve("a.csv");
    switch (way.container) {
      case "gz" -> {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
          out.write(bytes);
        }
      }
      case "zip" -> Files.write(file, zip(bytes, "a.csv"));
      case "named in a zip" -> {
        Path zip = Files.write(temp.resolve("many.zip"), zip(bytes, "a.csv", "readme.txt"));
        return zip.resolve("a.csv");
      }
      default -> Files.write(file, bytes);
    }
    return file;
  }

  private static byte[] zip(byte[] bytes, String... names) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(all)) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write(bytes);
      }
    }
    return all.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void isReadAsItIsMeant(int number) throws IOException {
    Way way = Way.of(number);
    Path file = write(way);
    csv(way, file);
    climate(way, file);
    if (!List.of("names", "skipped", "units").contains(way.top)) {
      predicted(file); // which has no settings
    }
  }

  private static void csv(Way way, Path file) throws IOException {
    Csv settings =
        new Csv(
            Csv.Form.LONG,
            new CsvColumns("index", "date", "", "group", List.of()),
            new CsvTarget.Label("label", List.of()),
            new CsvSplit.ByGroup(0, 0, 1),
            Csv.Missing.INTERPOLATE,
            0,
            0,
            0,
            way.format(),
            "");
    Dataset read = settings.read(file.toString());
    assertEquals(List.of("Fäße", "Füße"), read.classNames(), way.toString());
    assertEquals(List.of("x", "y"), read.schema().featureNames(), way.toString());
    Sequences train = read.train();
    for (int row = 0; row < ROWS; row++) {
      assertEquals((float) x(row), train.value(row / 12, row % 12, 0), way + " x of row " + row);
      assertEquals(expectedY(row), train.value(row / 12, row % 12, 1), way + " y of row " + row);
    }
    assertTrue(
        read.notes()
            .contains(
                "1 of 48 values (2.1 %) are missing and interpolated: y 1; the longest gap has 1"
                    + " steps"),
        read.notes().toString());
  }

  private static void climate(Way way, Path file) throws IOException {
    Climate settings =
        new Climate(
            List.of("x", "y"),
            "x",
            List.of(),
            Clock.NONE,
            1,
            1,
            List.of(1),
            1,
            1,
            0,
            6,
            List.of(),
            "",
            Climate.Spacing.REGULAR,
            way.format());
    Dataset read = settings.read(file.toString());
    assertEquals(List.of("x+24h"), read.classNames(), way.toString());
    assertEquals(ROWS - 1, read.train().size());
    for (int row = 0; row < ROWS - 1; row++) {
      assertEquals((float) x(row), read.train().value(row, 0, 0), way + " x of row " + row);
      assertEquals(expectedY(row), read.train().value(row, 0, 1), way + " y of row " + row);
      assertEquals((float) x(row + 1), read.train().number(row, 0), way.toString());
    }
  }

  /** What a model is to predict is read alike; it has no missing values. */
  private static void predicted(Path file) throws IOException {
    SequenceCsv.Table table = SequenceCsv.read(file, List.of("x"), 12, false);
    assertEquals(List.of("0", "1"), table.indices());
    for (int row = 0; row < ROWS; row++) {
      assertEquals((float) x(row), table.sequences().value(row / 12, row % 12, 0));
    }
  }
}
