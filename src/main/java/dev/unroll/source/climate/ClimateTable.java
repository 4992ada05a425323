package dev.unroll.source.climate;

import static dev.unroll.check.Check.that;

import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.TableCells;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.Arrays;

/** The rows of a station's file in the order of their times; values that are missing are NaN. */
final class ClimateTable {

  private static final float MISSING = -9999;

  private final String file;
  private final ClimateHeader header;
  private final TableCells cells;
  private final ClimateFeatures features;
  private long[] times = new long[1 << 12];
  private float[] values;
  private int kept;
  private int rows;
  private int duplicates;
  private int missingValues;

  /**
   * @param cells at the first row
   */
  private ClimateTable(String file, ClimateHeader header, Climate settings, TableCells cells) {
    this.file = file;
    this.header = header;
    this.cells = cells;
    checkWidth();
    this.features = ClimateFeatures.choose(header, settings, i -> isNumber(cell(i)));
    this.values = new float[times.length * width()];
  }

  /**
   * Reads a file, row by row.
   *
   * @throws dev.unroll.check.InputException that names file and line of what is wrong
   */
  static ClimateTable read(Path path, Climate settings) throws IOException {
    String file = path.toString();
    try (TableCells cells = new TableCells(path)) {
      that(cells.next(), "%s: the file is empty", file);
      FileLine first = cells.row();
      ClimateHeader header = ClimateHeader.parse(cells.cells(), first);
      that(
          cells.next(),
          "%s:%d: expected rows after the header, found none",
          file,
          first.number() + 1);
      ClimateTable table = new ClimateTable(file, header, settings, cells);
      do {
        table.checkWidth();
        table.add();
      } while (cells.next());
      return table;
    }
  }

  private void add() {
    rows++;
    String text = cell(header.time());
    long time;
    try {
      time = ClimateClock.parse(text);
    } catch (DateTimeException e) {
      throw cells
          .row()
          .failure(
              "expected a time such as '31.12.2009 23:50:00' or '2009-12-31 23:50:00', found '%s'",
              text);
    }
    if (kept > 0 && time <= times[kept - 1]) {
      cells
          .row()
          .that(
              Arrays.binarySearch(times, 0, kept, time) >= 0,
              "the time %s follows %s; sort the rows by time",
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
      at = features.put(i, number(cell(features.column(i)), i), values, at);
    }
    kept++;
  }

  private void checkWidth() {
    cells
        .row()
        .that(
            cells.cells().size() == header.columns().size(),
            "expected %d values, as many as the header has, found %d; is the file cut short?",
            header.columns().size(),
            cells.cells().size());
  }

  private String cell(int column) {
    return cells.cells().get(column);
  }

  private float number(String text, int i) {
    float number = parse(text);
    if (Float.isNaN(number)) {
      missingValues++;
      return number;
    }
    cells
        .row()
        .that(
            Float.isFinite(number),
            "column '%s': expected a finite number, or %.0f where it is missing, found '%s'",
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
    if (FileLine.isMissing(text)) {
      return Float.NaN;
    }
    float number = FileLine.numberOrNaN(text);
    if (Float.isNaN(number)) {
      return Float.POSITIVE_INFINITY;
    }
    return number == MISSING ? Float.NaN : number;
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
