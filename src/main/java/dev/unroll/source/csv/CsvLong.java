package dev.unroll.source.csv;

import dev.unroll.check.Check;
import dev.unroll.data.Split;
import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.TableRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a file of one row a step, the rows of a sequence one after the other. */
final class CsvLong {

  private static final Logger LOG = LoggerFactory.getLogger(CsvLong.class);

  private final TableRows table;
  private final Csv settings;
  private final CsvRows rows;
  private final int sequence;
  private final int time;
  private final Set<CsvKey> seen = new HashSet<>();

  private CsvLong(TableRows table, Csv settings, boolean told) {
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
    this.time = rows.optional(columns.time(), CsvColumns.TIME, "columns.time");
  }

  /**
   * Reads all rows, the first of which {@code table} is at.
   *
   * @param told whether they tell what is to be predicted
   */
  static CsvSequences read(TableRows table, Csv settings, boolean told) throws IOException {
    return new CsvLong(table, settings, told).read();
  }

  private CsvSequences read() throws IOException {
    List<String> names = features();
    int[] columns =
        names.stream().mapToInt(name -> table.column(name, "columns.features")).toArray();
    CsvTime times =
        time < 0 ? null : new CsvTime(settings.columns().timeFormat(), table.cell(time));
    CsvSequences sequences = new CsvSequences(names, rows, settings);
    float[] step = new float[columns.length];
    float[] truth = new float[rows.truth().width()];
    CsvSeries series = null;
    do {
      series = seriesOfRow(series, columns.length, sequences);
      rows.truth().read(table, truth);
      checkConstant(series, truth);
      for (int i = 0; i < columns.length; i++) {
        step[i] = rows.value(columns[i]);
      }
      if (times == null) {
        series.add(step, truth);
      } else {
        series.add(step, truth, times.read(table.cell(time), table.line()));
      }
    } while (table.next());
    sequences.add(series);
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
            "%s occurred before; the rows of a sequence must follow each other: sort the file by"
                + " it",
            key);
    return new CsvSeries(key, table.line(), split, features, rows.truth().width());
  }

  private void checkConstant(CsvSeries series, float[] truth) {
    CsvTruth reader = rows.truth();
    if (reader.isTold() && reader.isClass() && !reader.isOfStep() && series.steps() > 0) {
      table
          .line()
          .that(
              series.truth().lastEquals(truth),
              "class '%s' in %s, whose rows above are of another; one class a sequence, or choose"
                  + " the target step-label",
              reader.name((int) truth[0]),
              series.key());
    }
  }

  private List<String> features() {
    if (!settings.columns().features().isEmpty()) {
      return settings.columns().features();
    }
    List<String> numbers = new ArrayList<>();
    List<String> others = new ArrayList<>();
    List<String> taken = rows.taken();
    for (int column = 0; column < table.names().size(); column++) {
      String name = table.names().get(column);
      if (!taken.contains(name)) {
        String cell = table.cell(column);
        boolean number = FileLine.isNumber(cell) || FileLine.isMissing(cell);
        // Programs that write tables put row numbers into a first column without a name.
        (number && !name.isEmpty() ? numbers : others).add(name);
      }
    }
    Check.that(
        !numbers.isEmpty(),
        "%s: no column of numbers is left for features; its columns are %s",
        table.line().file(),
        TableRows.list(table.names()));
    if (!others.isEmpty()) {
      LOG.warn(
          "{}: passing over columns without numbers or a name: {}", table.line().file(), others);
    }
    return numbers;
  }
}
