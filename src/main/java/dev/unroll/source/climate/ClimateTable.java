package dev.unroll.source.climate;

import dev.unroll.internal.table.ColumnTypes;
import dev.unroll.internal.table.Sentinels;
import dev.unroll.internal.table.TableRows;
import dev.unroll.internal.table.TableTime;
import dev.unroll.source.table.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The rows of a station's file in the order of their times; values that are missing are NaN. */
final class ClimateTable {

  private static final String MISSING = "-9999";

  private final String file;
  private final TableRows rows;
  private final int[] timeColumns;
  private final TableTime time;
  private final ClimateFeatures features;
  private final ColumnTypes types;
  private final Sentinels sentinels;
  private long[] times = new long[1 << 12];
  private float[] values;
  private int kept;
  private int count;
  private int duplicates;
  private int missingValues;

  /**
   * @param rows at the first
   */
  private ClimateTable(String file, Climate settings, TableRows rows, List<String> notes) {
    this.file = file;
    this.rows = rows;
    ClimateHeader header = ClimateHeader.of(rows, settings.time());
    this.timeColumns = header.times().stream().mapToInt(Integer::intValue).toArray();
    this.time = new TableTime(settings.timeFormat());
    this.types = ColumnTypes.of(rows);
    this.features =
        ClimateFeatures.choose(header, settings, all -> types.measurements(all, notes::add));
    this.sentinels = new Sentinels(features.columnCount());
    this.values = new float[times.length * width()];
  }

  /**
   * Reads a file, row by row.
   *
   * @param notes take what was guessed or left out
   * @throws dev.unroll.check.InputException that names file and line of what is wrong
   */
  static ClimateTable read(Path path, Climate settings, List<String> notes) throws IOException {
    TableFormat format = settings.table().withMissing(MISSING);
    try (TableRows rows = TableRows.open(path, format, notes::add).named()) {
      ClimateTable table = new ClimateTable(path.toString(), settings, rows, notes);
      do {
        table.add();
      } while (rows.next());
      table.check();
      return table;
    }
  }

  private void add() {
    count++;
    String text = TableTime.joined(rows, timeColumns);
    long at = time.micros(text, rows.line());
    if (kept > 0 && at <= times[kept - 1]) {
      rows.line()
          .that(
              Arrays.binarySearch(times, 0, kept, at) >= 0,
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
    times[kept] = at;
    int place = kept * width();
    for (int i = 0; i < features.columnCount(); i++) {
      float number = rows.numberOrNaN(features.column(i));
      if (Float.isNaN(number)) {
        missingValues++;
      } else {
        sentinels.see(i, number);
      }
      place = features.put(i, number, values, place);
    }
    types.check();
    kept++;
  }

  private void check() {
    List<String> names =
        IntStream.range(0, features.columnCount())
            .mapToObj(i -> rows.names().get(features.column(i)))
            .toList();
    sentinels.check(rows.header(), names, rows.format());
    rows.header()
        .that(
            duplicates <= count / 2,
            "%d of %d rows have a time that occurred before; say by the setting time all columns"
                + " that tell it",
            duplicates,
            count);
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
        count, duplicates, filledRows, longerGaps, missingValues, brokenRows, 0, 0);
  }
}
