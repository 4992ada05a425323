package dev.unroll.source.csv;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.internal.table.TableRows;
import dev.unroll.settings.Default;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Sequences of a CSV file, plain, in gzip or alone in a zip, with a header; cells are separated by
 * commas, semicolons or tabs.
 *
 * @param form how sequences lie in the rows
 * @param columns what the columns are
 * @param target what is to be predicted
 * @param split into training, validation and test
 * @param missing what to do where a cell has no value: nothing, {@code ?}, NaN, NA or null
 * @param window steps of the windows that sequences are cut into; 0 for whole sequences
 * @param stride steps from one window to the next; 0 for as many as a window has
 */
public record Csv(
    @Default("long") Form form,
    @Default("{}") CsvColumns columns,
    @Default("{type: label}") CsvTarget target,
    @Default("{type: by-group}") CsvSplit split,
    @Default("error") Missing missing,
    @Default("0") int window,
    @Default("0") int stride)
    implements DataSource {

  /** How sequences lie in the rows of a file. */
  public enum Form {
    /** One row a step, one column a feature. */
    LONG,
    /** One row a sequence, one column a step: {@code x_0,x_1,...,y_0,y_1,...}. */
    WIDE
  }

  /** What to do where a value is missing. */
  public enum Missing {
    /** Say where, and end. */
    ERROR,
    /** Take the straight line between the neighbours in time; hold the first and last value. */
    INTERPOLATE
  }

  public Csv {
    present("form", form);
    present("columns", columns);
    present("target", target);
    present("split", split);
    present("missing", missing);
    notNegative("window", window);
    notNegative("stride", stride);
    that(stride == 0 || window > 0, "stride: %d needs a window; set window", stride);
    that(
        !(split instanceof CsvSplit.ByTime) || window > 0,
        "split: by-time takes the last windows of each sequence for test; set window");
    that(
        form == Form.LONG || !(target instanceof CsvTarget.StepLabel),
        "target: step-label needs a row a step; set form: long");
    that(
        form == Form.LONG || columns.timeFormat().isEmpty(),
        "columns.timeFormat: a row of the form wide has no time; set form: long");
    List<String> both = columns.features().stream().filter(target.columns()::contains).toList();
    that(both.isEmpty(), "columns.features: %s are to be predicted; name others", both);
  }

  /** The settings that read what {@code unroll data --out} writes. */
  public Csv() {
    this(
        Form.LONG,
        new CsvColumns(),
        new CsvTarget.Label("label", List.of()),
        new CsvSplit.ByGroup(CsvSplit.ByGroup.TEST, 0, 1),
        Missing.ERROR,
        0,
        0);
  }

  @Override
  public String pathName() {
    return "FILE";
  }

  @Override
  public Dataset read(String path) throws IOException {
    Path file = Path.of(path);
    try (TableRows table = TableRows.open(file)) {
      return sequences(table, true).dataset(file);
    }
  }

  /**
   * @param told whether the rows tell what is to be predicted
   */
  private CsvSequences sequences(TableRows table, boolean told) throws IOException {
    return form == Form.LONG ? CsvLong.read(table, this, told) : CsvWide.read(table, this, told);
  }

  /**
   * Whether a file's columns tell its sequences apart as these settings say.
   *
   * @param names of its columns; none where it has no header
   */
  public boolean tellsSequences(List<String> names) {
    return !names.isEmpty()
        && (form == Form.WIDE
            ? !names.contains(CsvColumns.SEQUENCE)
            : names.contains(columns.sequence())
                || (columns.sequence().isEmpty() && !names.contains(CsvColumns.SEQUENCE)));
  }

  @Override
  public Dataset readToScore(String path, Schema schema) throws IOException {
    Path file = Path.of(path);
    try (TableRows table = TableRows.open(file)) {
      Csv used = CsvUse.toScore(this, table, schema);
      return used.sequences(table, true).toScore(file);
    }
  }

  @Override
  public Optional<Sequences> readToPredict(String path, Schema schema) throws IOException {
    Path file = Path.of(path);
    try (TableRows table = TableRows.open(file)) {
      Csv used = CsvUse.toPredict(this, table, schema);
      return Optional.of(used.sequences(table, false).unlabelled(file));
    }
  }

  @Override
  public Optional<Layout> layout() {
    if (window == 0 || columns.features().isEmpty()) {
      return Optional.empty();
    }
    List<Signal> signals = columns.features().stream().map(name -> new Signal(name, "")).toList();
    return target
        .known()
        .map(known -> new Schema(signals, Optional.empty(), known, columns.grouping()))
        .map(schema -> new Layout(window, false, schema));
  }
}
