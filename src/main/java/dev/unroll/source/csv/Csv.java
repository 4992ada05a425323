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
import dev.unroll.source.table.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sequences of a table of text, plain, in gzip or in a zip; or of a folder of tables, a recording
 * each, in a folder for each class or with the class in a column.
 *
 * @param form how sequences lie in the rows
 * @param columns what the columns are
 * @param target what is to be predicted
 * @param split into training, validation and test
 * @param missing what to do where a cell has no value
 * @param window steps of the windows that sequences are cut into; 0 for whole sequences
 * @param stride steps from one window to the next; 0 for as many as a window has
 * @param longestGap steps in a row that may be interpolated; 0 for any number. Windows, or whole
 *     sequences, with a longer gap are left out
 * @param table how the file is written
 * @param labels table whose first column names the files of a folder and whose others tell what is
 *     true of each; empty where there is none
 */
public record Csv(
    @Default("long") Form form,
    @Default("{}") CsvColumns columns,
    @Default("{type: label}") CsvTarget target,
    @Default("{type: by-group}") CsvSplit split,
    @Default("error") Missing missing,
    @Default("0") int window,
    @Default("0") int stride,
    @Default("0") int longestGap,
    @Default("{}") TableFormat table,
    @Default("''") String labels)
    implements DataSource {

  private static final Logger LOG = LoggerFactory.getLogger(Csv.class);

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
    notNegative("longestGap", longestGap);
    present("table", table);
    present("labels", labels);
    that(stride == 0 || window > 0, "stride: %d needs a window; set window", stride);
    that(
        !(split instanceof CsvSplit.ByTime) || window > 0,
        "split: by-time takes the last windows of each sequence for test; set window");
    that(
        form == Form.LONG || target.isOfSequence(),
        "target: %s needs a row a step; set form: long",
        target.label());
    that(
        window > 0 || !target.needsWindow(),
        "target: %s is of windows; set window",
        target.label());
    that(
        form == Form.LONG || columns.timeFormat().isEmpty(),
        "columns.timeFormat: a row of the form wide has no time; set form: long");
    List<String> both = columns.features().stream().filter(target.taken()::contains).toList();
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

  /** Gaps of any length may be filled, and the file tells how it is written. */
  public Csv(
      Form form,
      CsvColumns columns,
      CsvTarget target,
      CsvSplit split,
      Missing missing,
      int window,
      int stride) {
    this(form, columns, target, split, missing, window, stride, 0, new TableFormat(), "");
  }

  /**
   * These settings where they were made for a folder of recordings: a file alone is one recording,
   * by its name, unless a column tells its sequences apart.
   */
  public DataSource forRecordings() {
    return new CsvRecording(this);
  }

  /** A recording to score a model on, as {@link #readToScore}. */
  Dataset recordingToScore(Path file, Schema schema) throws IOException {
    return reading(
        Optional.of(CsvFolder.ofFile(file)), file, true, new ArrayList<>(), toScore(file, schema));
  }

  /** A recording to predict, as {@link #readToPredict}. */
  Sequences recordingToPredict(Path file, Schema schema) throws IOException {
    return reading(
        Optional.of(CsvFolder.ofFile(file)),
        file,
        false,
        new ArrayList<>(),
        toPredict(file, schema));
  }

  @Override
  public String pathName() {
    return "FILE";
  }

  @Override
  public Dataset read(String path) throws IOException {
    Path file = Path.of(path);
    return reading(
        file, true, (settings, rows, notes) -> settings.sequences(rows, true, notes).dataset(file));
  }

  /** What a table is read for. */
  @FunctionalInterface
  private interface Use<T> {
    T of(Csv settings, TableRows rows, List<String> notes) throws IOException;
  }

  /**
   * @param file or folder of files
   * @param told whether the rows tell what is to be predicted
   */
  private <T> T reading(Path file, boolean told, Use<T> use) throws IOException {
    List<String> notes = new ArrayList<>();
    Optional<CsvFolder> folder =
        Files.isDirectory(file)
            ? Optional.of(CsvFolder.of(file, this, told, notes::add))
            : Optional.empty();
    that(
        folder.isPresent() || labels.isEmpty() || !told,
        "%s: a file; labels '%s' are of the files of a folder, so give that",
        file,
        labels);
    return reading(folder, file, told, notes, use);
  }

  private <T> T reading(
      Optional<CsvFolder> folder, Path file, boolean told, List<String> notes, Use<T> use)
      throws IOException {
    try (TableRows rows =
        folder.isPresent()
            ? folder.get().open(this, notes::add).named()
            : TableRows.open(file, table, notes::add).named()) {
      Csv settings = folder.isPresent() ? folder.get().settings(this, rows, told) : this;
      T read = use.of(settings, rows, notes);
      notes.forEach(note -> LOG.warn("{}: {}", file, note));
      return read;
    }
  }

  /**
   * @param told whether the rows tell what is to be predicted
   * @param notes take what was guessed, filled or left out
   */
  private CsvSequences sequences(TableRows rows, boolean told, List<String> notes)
      throws IOException {
    return form == Form.LONG
        ? CsvLong.read(rows, this, told, notes)
        : CsvWide.read(rows, this, told, notes);
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

  /** The same, with numbers such as -999 taken as measured. */
  public Csv keepingSentinels() {
    return new Csv(
        form,
        columns,
        target,
        split,
        missing,
        window,
        stride,
        longestGap,
        table.keepingSentinels(),
        labels);
  }

  @Override
  public Dataset readToScore(String path, Schema schema) throws IOException {
    Path file = Path.of(path);
    return reading(file, true, toScore(file, schema));
  }

  private static Use<Dataset> toScore(Path file, Schema schema) {
    return (settings, rows, notes) ->
        CsvUse.toScore(settings, rows, schema).sequences(rows, true, notes).toScore(file);
  }

  @Override
  public Optional<Sequences> readToPredict(String path, Schema schema) throws IOException {
    Path file = Path.of(path);
    return Optional.of(reading(file, false, toPredict(file, schema)));
  }

  private static Use<Sequences> toPredict(Path file, Schema schema) {
    return (settings, rows, notes) ->
        CsvUse.toPredict(settings, rows, schema).sequences(rows, false, notes).unlabelled(file);
  }

  @Override
  public Optional<Layout> layout() {
    if (window == 0 || columns.features().isEmpty()) {
      return Optional.empty();
    }
    List<Signal> signals = columns.features().stream().map(name -> new Signal(name, "")).toList();
    return target
        .known(columns.features())
        .map(known -> new Schema(signals, Optional.empty(), known, columns.grouping()))
        .map(schema -> new Layout(window, false, schema));
  }
}
