package dev.unroll.source.climate;

import static dev.unroll.check.Check.finite;
import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.internal.table.TableTime;
import dev.unroll.settings.Default;
import dev.unroll.source.table.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table of measurements at a regular interval, such as those of the weather station in Jena:
 * plain text, gzip or zip, with a column of times.
 *
 * <p>A window that ends at row r has the rows r - (n - 1) step, ..., r - step, r, its last row the
 * newest, where n = lookback / step. What is to be predicted is the target at the rows r + delay;
 * the naive forecast is the target at row r. Values are as measured, in the units of the file.
 *
 * <p>Rows are counted at the interval that is most frequent in the file. A time that is given twice
 * counts once, the first time. Gaps of up to {@code longestGap} rows are filled by linear
 * interpolation, longer ones are not bridged: no window reaches across. Targets are measured values
 * only. The parts follow each other in time, and a window lies in one part with all its rows, those
 * it predicts among them.
 *
 * @param columns features, in this order, by their name with or without the unit; none for the 14
 *     of {@code jena_climate} where the file has them, else for all that are numbers
 * @param target the column to predict, which must be a feature
 * @param angles features in degrees, each given as sine and cosine
 * @param clock what the times give as features
 * @param lookback rows that a window reaches back, a multiple of {@code step}
 * @param step rows from one step of a window to the next
 * @param delays rows from the newest of a window to the ones to predict
 * @param stride rows from the end of a window to the end of the next
 * @param trainShare the share of rows, the oldest, to train on
 * @param validationShare the share of rows, the next, to validate on; the test part has the rest
 * @param longestGap missing rows in a row that may be filled
 * @param time the columns that tell the time, joined by blanks; none where their names or contents
 *     tell it
 * @param timeFormat of the times: a pattern such as {@code dd/MM/yyyy HH:mm}, or {@code seconds},
 *     {@code milliseconds}, {@code microseconds} or {@code nanoseconds} since 1970; empty for ISO
 *     8601, {@code dd.MM.yyyy HH:mm:ss} and counts that their size tells
 * @param spacing what lies between one row and the next
 * @param table how the file is written; -9999 is missing besides what it says
 */
public record Climate(
    @Default("[]") List<String> columns,
    @Default("T") String target,
    @Default("[wd]") List<String> angles,
    @Default("day") Clock clock,
    @Default("1440") int lookback,
    @Default("6") int step,
    @Default("[144]") List<Integer> delays,
    @Default("6") int stride,
    @Default("0.5") double trainShare,
    @Default("0.25") double validationShare,
    @Default("6") int longestGap,
    @Default("[]") List<String> time,
    @Default("''") String timeFormat,
    @Default("regular") Spacing spacing,
    @Default("{}") TableFormat table)
    implements DataSource {

  /** What lies between one row and the next. */
  public enum Spacing {
    /** The interval that is most frequent; a longer one is a gap. */
    REGULAR,
    /** Whatever time: rows are counted as they follow, such as business days and months. */
    ROWS
  }

  static final List<String> DEFAULT_ANGLES = List.of("wd");

  private static final Logger LOG = LoggerFactory.getLogger(Climate.class);

  public Climate {
    columns = listOf("climate: columns", columns);
    angles = listOf("climate: angles", angles);
    delays = listOf("climate: delays", delays);
    present("climate: target", target);
    present("climate: clock", clock);
    positive("climate: step", step);
    positive("climate: lookback", lookback);
    that(
        lookback % step == 0,
        "climate: lookback %d is not a multiple of step %d; use %d",
        lookback,
        step,
        Math.max(1, lookback / step) * step);
    that(!delays.isEmpty(), "climate: delays: expected one number of rows or more, got none");
    delays.forEach(delay -> positive("climate: delays", delay.intValue()));
    that(
        delays.stream().distinct().count() == delays.size(),
        "climate: delays must differ, got %s",
        delays);
    positive("climate: stride", stride);
    finite("climate: trainShare", trainShare);
    finite("climate: validationShare", validationShare);
    that(
        trainShare > 0 && validationShare >= 0 && trainShare + validationShare <= 1,
        "climate: expected a trainShare above 0 and a validationShare of 0 or more, together at most"
            + " 1; got %s and %s",
        trainShare,
        validationShare);
    notNegative("climate: longestGap", longestGap);
    time = listOf("climate: time", time);
    present("climate: timeFormat", timeFormat);
    TableTime unused = new TableTime(timeFormat);
    present("climate: spacing", spacing);
    present("climate: table", table);
  }

  /** Times at a regular interval that tell themselves, in a file that tells how it is written. */
  public Climate(
      List<String> columns,
      String target,
      List<String> angles,
      Clock clock,
      int lookback,
      int step,
      List<Integer> delays,
      int stride,
      double trainShare,
      double validationShare,
      int longestGap) {
    this(
        columns,
        target,
        angles,
        clock,
        lookback,
        step,
        delays,
        stride,
        trainShare,
        validationShare,
        longestGap,
        List.of(),
        "",
        Spacing.REGULAR,
        new TableFormat());
  }

  /** The defaults: those of the Jena example of "Deep Learning with Python", chapter 6. */
  public Climate() {
    this(List.of(), "T", DEFAULT_ANGLES, Clock.DAY, 1440, 6, List.of(144), 6, 0.5, 0.25, 6);
  }

  /** A dataset and what had to be mended or left out to make it. */
  record Loaded(Dataset dataset, ClimateCounts counts) {}

  @Override
  public String pathName() {
    return "FILE";
  }

  @Override
  public Dataset read(String path) throws IOException {
    Dataset dataset = load(Path.of(path)).dataset;
    dataset.notes().forEach(note -> LOG.warn("{}: {}", path, note));
    return dataset;
  }

  Loaded load(Path file) throws IOException {
    List<String> notes = new ArrayList<>();
    ClimateTable rows = ClimateTable.read(file, this, notes);
    ClimateGrid grid = ClimateGrid.of(rows, this);
    ClimateWindows windows = new ClimateWindows(this, file.toString(), true);
    windows.cut(grid);
    Sequences all = windows.all();
    Schema schema = schema(rows.features(), grid.interval());
    ClimateCounts counts = counts(grid, windows, notes);
    Dataset dataset =
        new Dataset(
            name(file),
            false,
            schema,
            windows.part(all, 0),
            windows.part(all, 1),
            windows.part(all, 2),
            notes);
    return new Loaded(dataset, counts);
  }

  private static ClimateCounts counts(
      ClimateGrid grid, ClimateWindows windows, List<String> notes) {
    ClimateCounts counts = grid.counts().with(windows.acrossGaps(), windows.acrossParts());
    if (counts.anything()) {
      notes.add(counts.toString());
    }
    return counts;
  }

  /** All rows in one part, so that no window is left out for reaching into another. */
  @Override
  public Dataset readToScore(String path, Schema schema) throws IOException {
    return ofModel(schema).read(path).undivided();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Windows whose rows to predict are not in the file are there too; one ends at its last row.
   */
  @Override
  public Optional<Sequences> readToPredict(String path, Schema schema) throws IOException {
    Path file = Path.of(path);
    Climate used = ofModel(schema);
    List<String> notes = new ArrayList<>();
    ClimateTable rows = ClimateTable.read(file, used, notes);
    ClimateGrid grid = ClimateGrid.of(rows, used);
    requireSame(file, schema, used.schema(rows.features(), grid.interval()));
    ClimateWindows windows = new ClimateWindows(used, path, false);
    windows.cut(grid);
    Sequences all = windows.some();
    ClimateCounts unused = counts(grid, windows, notes);
    notes.forEach(note -> LOG.warn("{}: {}", path, note));
    return Optional.of(all);
  }

  /** These settings for the features of a model, all rows in one part. */
  private Climate ofModel(Schema schema) {
    return new Climate(
        columns.isEmpty() ? columns(schema.featureNames()) : columns,
        target,
        angles,
        clock,
        lookback,
        step,
        delays,
        stride,
        1,
        0,
        longestGap,
        time,
        timeFormat,
        spacing,
        table);
  }

  /** The columns that features were made of: angles have two each, the clock's have none. */
  private List<String> columns(List<String> features) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < features.size() - clock.signals().size(); i++) {
      String name = features.get(i).replaceFirst("^sin ", "");
      boolean angle = i + 1 < features.size() && features.get(i + 1).equals("cos " + name);
      names.add(angle ? name : features.get(i));
      i += angle ? 1 : 0;
    }
    return names;
  }

  /** Refuses another unit, and another interval, by which what is predicted would lie elsewhere. */
  private static void requireSame(Path file, Schema model, Schema found) {
    boolean unitless = found.signals().stream().allMatch(signal -> signal.unit().isEmpty());
    that(
        unitless || found.signals().equals(model.signals()),
        "%s: the model takes the signals %s, but the file has %s; convert its columns",
        file,
        model.signals(),
        found.signals());
    that(
        found.target().names().equals(model.target().names()),
        "%s: the model predicts %s, but rows as far apart as those of the file make it %s; give rows"
            + " at the interval of the training data",
        file,
        model.target().names(),
        found.target().names());
  }

  /** Steps of a window. */
  int steps() {
    return lookback / step;
  }

  /** Rows from the newest of a window to the farthest to predict. */
  int farthest() {
    return Collections.max(delays);
  }

  /**
   * @param interval between rows, in microseconds
   */
  private Schema schema(ClimateFeatures features, long interval) {
    List<Signal> signals = new ArrayList<>(features.signals());
    signals.addAll(clock.signals());
    Signal predicted = features.target();
    List<Signal> targets =
        delays.stream()
            .map(
                delay ->
                    new Signal(predicted.name() + "+" + ahead(delay, interval), predicted.unit()))
            .toList();
    return new Schema(
        signals, Optional.empty(), new Target.Numbers(targets, features.targetIndex()), "series");
  }

  private String ahead(int delay, long interval) {
    return spacing == Spacing.ROWS
        ? Integer.toString(delay)
        : ClimateClock.duration(delay * interval);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Known where {@code columns} are given; but for the 14 of {@code jena_climate} their units
   * are not, nor is the interval, taken to be 10 minutes.
   */
  @Override
  public Optional<Layout> layout() {
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    ClimateHeader header = ClimateHeader.assumed(columns);
    return Optional.of(
        new Layout(
            steps(),
            false,
            schema(ClimateFeatures.choose(header, this, all -> all), 600_000_000L)));
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("(\\.(csv|txt|zip|gz))+$", "");
  }
}
