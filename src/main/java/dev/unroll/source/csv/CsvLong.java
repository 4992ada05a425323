package dev.unroll.source.csv;

import dev.unroll.check.Check;
import dev.unroll.data.Split;
import dev.unroll.internal.table.ColumnTypes;
import dev.unroll.internal.table.Sentinels;
import dev.unroll.internal.table.TableRows;
import dev.unroll.internal.table.TableTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a file of one row a step, the rows of a sequence one after the other. */
final class CsvLong {

  private final TableRows table;
  private final Csv settings;
  private final CsvRows rows;
  private final int sequence;
  private final int[] time;
  private final ColumnTypes types;
  private final List<String> notes;
  private final Set<CsvKey> seen = new HashSet<>();

  private CsvLong(TableRows table, Csv settings, boolean told, List<String> notes) {
    CsvColumns columns = settings.columns();
    this.table = table;
    this.settings = settings;
    this.rows = new CsvRows(table, settings, told);
    this.sequence =
        columns.sequence().isEmpty()
            ? -1
            : table.column(
                columns.sequence(),
                "columns.sequence (set it to '' where each group or the file is one sequence)");
    boolean noTime =
        !columns.hasTime()
            || (columns.time().equals(CsvColumns.TIME) && !table.has(CsvColumns.TIME.get(0)));
    this.time =
        noTime
            ? new int[0]
            : columns.time().stream().mapToInt(n -> table.column(n, "columns.time")).toArray();
    this.types = ColumnTypes.of(table);
    this.notes = notes;
  }

  /**
   * Reads all rows, the first of which {@code table} is at.
   *
   * @param told whether they tell what is to be predicted
   * @param notes take what was left out
   */
  static CsvSequences read(TableRows table, Csv settings, boolean told, List<String> notes)
      throws IOException {
    return new CsvLong(table, settings, told, notes).read();
  }

  private CsvSequences read() throws IOException {
    List<String> names = features();
    int[] columns =
        names.stream().mapToInt(name -> table.column(name, "columns.features")).toArray();
    TableTime times = time.length == 0 ? null : new TableTime(settings.columns().timeFormat());
    Sentinels sentinels = new Sentinels(columns.length);
    CsvSequences sequences = new CsvSequences(names, rows, settings, notes);
    float[] step = new float[columns.length];
    float[] truth = new float[rows.truth().width()];
    CsvSeries series = null;
    do {
      series = seriesOfRow(series, columns.length, sequences);
      rows.truth().read(table, truth);
      checkConstant(series, truth);
      for (int i = 0; i < columns.length; i++) {
        step[i] = rows.value(columns[i]);
        if (!Float.isNaN(step[i])) {
          sentinels.see(i, step[i]);
        }
      }
      types.check();
      if (times == null) {
        series.add(step, truth);
      } else {
        series.add(step, truth, times.ordered(TableTime.joined(table, time), table.line()));
      }
    } while (table.next());
    sequences.add(series);
    sentinels.check(table.header(), names, table.format());
    return sequences;
  }

  /** The series that the row belongs to; one that it ends is handed over. */
  private CsvSeries seriesOfRow(CsvSeries current, int features, CsvSequences sequences)
      throws IOException {
    CsvKey key = new CsvKey(rows.group(), rows.word(sequence));
    Optional<Split> split = rows.split();
    if (current != null && key.equals(current.key())) {
      table
          .line()
          .that(
              split.equals(current.split()),
              "%s is of another part in the rows above; a sequence is of one",
              key);
      return current;
    }
    if (current != null) {
      sequences.add(current);
    }
    table
        .line()
        .that(
            seen.add(key),
            "%s occurred before; the rows of a sequence must follow each other: %s",
            key,
            settings.target().columns().contains(settings.columns().sequence())
                ? "where a class comes back, set columns.sequence to what tells recordings apart, or"
                    + " to '', and choose the target window-label"
                : "sort the file by it");
    rows.checkKey(key);
    return new CsvSeries(key, table.line(), split, features, rows.truth().width());
  }

  private void checkConstant(CsvSeries series, float[] truth) {
    CsvTruth reader = rows.truth();
    if (reader.isTold() && reader.isClass() && !reader.isOfRow() && series.steps() > 0) {
      table
          .line()
          .that(
              series.truth().lastEquals(truth),
              "class '%s' in %s, whose rows above are of another; one class a sequence, or choose"
                  + " the target window-label or step-label",
              reader.name((int) truth[0]),
              series.key());
    }
  }

  private List<String> features() {
    if (!settings.columns().features().isEmpty()) {
      return settings.columns().features();
    }
    List<Integer> candidates = new ArrayList<>();
    List<String> taken = rows.taken();
    for (int column = 0; column < table.names().size(); column++) {
      if (!taken.contains(table.names().get(column))) {
        candidates.add(column);
      }
    }
    List<String> names =
        types.measurements(candidates, notes::add).stream().map(table.names()::get).toList();
    Check.that(
        !names.isEmpty(),
        "%s: no column of numbers is left for features; its columns are %s",
        table.line().file(),
        TableRows.list(table.names()));
    return names;
  }
}
