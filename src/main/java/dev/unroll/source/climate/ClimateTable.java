package dev.unroll.source.climate;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.internal.files.PackedText;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.Arrays;

/** The rows of a station's file in the order of their times; values that are missing are NaN. */
final class ClimateTable {

  private static final float MISSING = -9999;

  private final String file;
  private final ClimateHeader header;
  private final int[] cellStarts;
  private final ClimateFeatures features;
  private int line = 1;
  private long[] times = new long[1 << 12];
  private float[] values;
  private int kept;
  private int rows;
  private int duplicates;
  private int missingValues;

  private ClimateTable(String file, ClimateHeader header, Climate settings, String firstRow) {
    this.file = file;
    this.header = header;
    this.cellStarts = new int[header.columns().size() + 1];
    split(firstRow, line + 1);
    this.features = ClimateFeatures.choose(header, settings, i -> isNumber(cell(firstRow, i)));
    this.values = new float[times.length * width()];
  }

  /**
   * Reads a file, row by row.
   *
   * @throws dev.unroll.check.InputException that names file and line of what is wrong
   */
  static ClimateTable read(Path path, Climate settings) throws IOException {
    String file = path.toString();
    try (BufferedReader reader = PackedText.open(path)) {
      String first = reader.readLine();
      that(first != null && !first.isBlank(), "%s: the file is empty", file);
      ClimateHeader header = ClimateHeader.parse(first.replace("\uFEFF", ""), file);
      String row = reader.readLine();
      that(row != null && !row.isBlank(), "%s:2: expected rows after the header, found none", file);
      ClimateTable table = new ClimateTable(file, header, settings, row);
      for (; row != null; row = reader.readLine()) {
        table.line++;
        if (!row.isBlank()) {
          table.add(row);
        }
      }
      return table;
    }
  }

  private void add(String row) {
    split(row, line);
    rows++;
    String text = cell(row, header.time());
    long time;
    try {
      time = ClimateClock.parse(text);
    } catch (DateTimeException e) {
      throw failure(
          "%s:%d: expected a time such as '31.12.2009 23:50:00' or '2009-12-31 23:50:00', found"
              + " '%s'",
          file, line, text);
    }
    if (kept > 0 && time <= times[kept - 1]) {
      that(
          Arrays.binarySearch(times, 0, kept, time) >= 0,
          "%s:%d: the time %s follows %s; sort the rows by time",
          file,
          line,
          text,
          ClimateClock.text(times[kept - 1]));
      duplicates++;
      return;
    }
    if (kept == times.length) {
      times = Arrays.copyOf(times, 2 * kept);
      values = Arrays.copyOf(values, Math.multiplyExact(2 * kept, width()));
    }
    times[kept] = time;
    int at = kept * width();
    for (int i = 0; i < features.columnCount(); i++) {
      at = features.put(i, number(cell(row, features.column(i)), i), values, at);
    }
    kept++;
  }

  /** Finds where the cells of a row start. */
  private void split(String row, int line) {
    int cells = 0;
    int comma = -1;
    do {
      if (cells < cellStarts.length) {
        cellStarts[cells] = comma + 1;
      }
      cells++;
      comma = row.indexOf(',', comma + 1);
    } while (comma >= 0);
    that(
        cells == header.columns().size(),
        "%s:%d: expected %d values, as many as the header has, found %d; is the file cut short?",
        file,
        line,
        header.columns().size(),
        cells);
    cellStarts[cells] = row.length() + 1;
  }

  private String cell(String row, int column) {
    int from = cellStarts[column];
    int to = cellStarts[column + 1] - 1;
    while (from < to && isPadding(row.charAt(from))) {
      from++;
    }
    while (from < to && isPadding(row.charAt(to - 1))) {
      to--;
    }
    return row.substring(from, to);
  }

  private static boolean isPadding(char c) {
    return c == ' ' || c == '"' || c == '\t';
  }

  private float number(String text, int i) {
    float number = parse(text);
    if (Float.isNaN(number)) {
      missingValues++;
      return number;
    }
    that(
        Float.isFinite(number),
        "%s:%d: column '%s': expected a finite number, or %.0f where it is missing, found '%s'",
        file,
        line,
        header.columns().get(features.column(i)).name(),
        MISSING,
        text);
    return number;
  }

  private static boolean isNumber(String text) {
    return !Float.isInfinite(parse(text));
  }

  /** NaN where the value is missing, infinite where it is no number. */
  private static float parse(String text) {
    if (text.isEmpty() || text.equalsIgnoreCase("nan") || text.equalsIgnoreCase("na")) {
      return Float.NaN;
    }
    char last = text.charAt(text.length() - 1);
    if ((last < '0' || last > '9') && last != '.') {
      return Float.POSITIVE_INFINITY;
    }
    try {
      float number = Float.parseFloat(text);
      return number == MISSING ? Float.NaN : number;
    } catch (NumberFormatException e) {
      return Float.POSITIVE_INFINITY;
    }
  }

  String file() {
    return file;
  }

  ClimateFeatures features() {
    return features;
  }

  /** Rows, each of its own time. */
  int size() {
    return kept;
  }

  /** Features of a row. */
  int width() {
    return features.signals().size();
  }

  long time(int row) {
    return times[row];
  }

  float value(int row, int feature) {
    return values[row * width() + feature];
  }

  /** What was counted so far. */
  ClimateCounts counts(int filledRows, int longerGaps, int brokenRows) {
    return new ClimateCounts(
        rows, duplicates, filledRows, longerGaps, missingValues, brokenRows, 0, 0);
  }
}
