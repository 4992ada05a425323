package dev.unroll.source.climate;

import static dev.unroll.check.Check.that;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of a table at a regular interval, in stretches that no longer gap interrupts. */
final class ClimateGrid {

  /** Rows without a gap; what could not be filled is NaN. */
  static final class Stretch {
    private final int firstRow;
    private final int features;
    private final long[] times;
    private final float[] values;
    private final BitSet broken = new BitSet();
    private final BitSet measured = new BitSet();

    private Stretch(int firstRow, int rows, int features) {
      this.firstRow = firstRow;
      this.features = features;
      this.times = new long[rows];
      this.values = new float[Math.multiplyExact(rows, features)];
    }

    /** How many rows of the grid are before it. */
    int firstRow() {
      return firstRow;
    }

    int rows() {
      return times.length;
    }

    /** Of a row, in microseconds since 1970. */
    long time(int row) {
      return times[row];
    }

    float value(int row, int feature) {
      return values[row * features + feature];
    }

    /** Rows in which a value is missing. */
    BitSet broken() {
      return broken;
    }

    /** Rows in which the target was measured rather than filled in. */
    BitSet measured() {
      return measured;
    }

    /** Every {@code step}th row from row {@code first} on, [rows, features]; 0 for NaN. */
    float[] every(int step, int first) {
      float[] some = new float[((rows() - first - 1) / step + 1) * features];
      int at = 0;
      for (int row = first; row < rows(); row += step) {
        for (int feature = 0; feature < features; feature++) {
          float value = value(row, feature);
          some[at++] = Float.isNaN(value) ? 0 : value;
        }
      }
      return some;
    }
  }

  private final ClimateTable table;
  private final Climate settings;
  private final int features;
  private final long interval;
  private final List<Stretch> stretches = new ArrayList<>();
  private int rows;
  private int filledRows;
  private int brokenRows;

  private ClimateGrid(ClimateTable table, Climate settings) {
    this.table = table;
    this.settings = settings;
    this.features = table.width() + settings.clock().signals().size();
    this.interval = interval(table);
  }

  /** Lays out a table's rows. */
  static ClimateGrid of(ClimateTable table, Climate settings) {
    that(table.size() > 1, "%s: expected two rows or more, found %d", table.file(), table.size());
    ClimateGrid grid = new ClimateGrid(table, settings);
    int from = 0;
    for (int row = 1; row <= table.size(); row++) {
      if (row == table.size() || !grid.follows(row)) {
        grid.add(from, row);
        from = row;
      }
    }
    return grid;
  }

  /** The interval between times that is most frequent, in microseconds. */
  private static long interval(ClimateTable table) {
    Map<Long, Integer> counts = new HashMap<>();
    for (int row = 1; row < table.size(); row++) {
      counts.merge(table.time(row) - table.time(row - 1), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .max(Map.Entry.<Long, Integer>comparingByValue().thenComparing(entry -> -entry.getKey()))
        .orElseThrow()
        .getKey();
  }

  /** Whether the gap before a row can be filled, if there is one. */
  private boolean follows(int row) {
    long passed = table.time(row) - table.time(row - 1);
    return settings.spacing() == Climate.Spacing.ROWS
        || (passed % interval == 0 && passed / interval - 1 <= settings.longestGap());
  }

  private void add(int from, int to) {
    boolean byRows = settings.spacing() == Climate.Spacing.ROWS;
    long start = table.time(from);
    int length = byRows ? to - from : Math.toIntExact((table.time(to - 1) - start) / interval) + 1;
    Stretch stretch = new Stretch(rows, length, features);
    Arrays.fill(stretch.values, Float.NaN);
    int target = table.features().targetIndex();
    for (int row = from; row < to; row++) {
      int place = byRows ? row - from : (int) ((table.time(row) - start) / interval);
      for (int feature = 0; feature < table.width(); feature++) {
        stretch.values[place * features + feature] = table.value(row, feature);
      }
      stretch.measured.set(place, !Float.isNaN(table.value(row, target)));
    }
    for (int feature = 0; feature < table.width(); feature++) {
      fill(stretch, feature);
    }
    for (int row = 0; row < length; row++) {
      int at = row * features + table.width();
      stretch.times[row] = byRows ? table.time(from + row) : start + row * interval;
      ClimateClock.put(settings.clock(), stretch.times[row], stretch.values, at);
    }
    stretches.add(stretch);
    rows += length;
    filledRows += length - (to - from);
    brokenRows += stretch.broken.cardinality();
  }

  /** Interpolates a feature where few rows in a row lack it, and marks the rows that go on to. */
  private void fill(Stretch stretch, int feature) {
    int before = -1;
    for (int row = 0; row <= stretch.rows(); row++) {
      boolean end = row == stretch.rows();
      if (!end && Float.isNaN(stretch.value(row, feature))) {
        continue;
      }
      int missing = row - before - 1;
      if (before >= 0 && !end && missing <= settings.longestGap()) {
        float first = stretch.value(before, feature);
        float last = stretch.value(row, feature);
        for (int i = 1; i <= missing; i++) {
          float share = (float) i / (missing + 1);
          stretch.values[(before + i) * features + feature] = first + share * (last - first);
        }
      } else {
        stretch.broken.set(before + 1, row);
      }
      before = row;
    }
  }

  List<Stretch> stretches() {
    return stretches;
  }

  /** Numbers of a row, those of the clock among them. */
  int features() {
    return features;
  }

  /** Rows of all stretches. */
  int rows() {
    return rows;
  }

  /** Between rows, in microseconds. */
  long interval() {
    return interval;
  }

  ClimateFeatures columns() {
    return table.features();
  }

  ClimateCounts counts() {
    return table.counts(filledRows, stretches.size() - 1, brokenRows);
  }
}
