package dev.unroll.source.csv;

import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import dev.unroll.check.InputException;
import dev.unroll.check.Part;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.Sentinels;
import dev.unroll.internal.table.TableRows;
import dev.unroll.internal.table.TableTime;
import dev.unroll.source.table.TableFormat;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sequences as CSV.
 *
 * <p>With a header: a column {@code index} that tells sequences apart and a column of each feature,
 * one row a step, put in order by a column {@code step} where there is one; other columns are
 * passed over. Without: one row a sequence, its {@code steps * features} values step by step.
 */
public final class SequenceCsv {

  private static final Logger LOG = LoggerFactory.getLogger(SequenceCsv.class);

  private static final String INDEX = "index";
  private static final String STEP = "step";

  /** Columns that are no features. */
  private static final Set<String> NO_FEATURES = Set.of(INDEX, STEP, "label", "group");

  private static final int MOST_STEPS = 1 << 20;
  private static final float[] NO_TRUTH = new float[0];

  private SequenceCsv() {}

  /**
   * Sequences of a file.
   *
   * @param indices how the file names each; counted from 0 where it does not
   * @param sequences by those names, without labels
   */
  public record Table(List<String> indices, Sequences sequences) {}

  /**
   * Reads sequences without labels.
   *
   * @param features their names, as in {@link dev.unroll.data.Schema#featureNames}
   * @param steps of a sequence; the most where lengths may vary
   * @param variableLength whether a sequence may be shorter
   * @throws InputException that names file and line where something is missing or wrong
   */
  public static Table read(Path file, List<String> features, int steps, boolean variableLength)
      throws IOException {
    return read(file, features, steps, variableLength, new TableFormat());
  }

  /**
   * As {@link #read(Path, List, int, boolean)}.
   *
   * @param format how the file is written
   */
  public static Table read(
      Path file, List<String> features, int steps, boolean variableLength, TableFormat format)
      throws IOException {
    try (TableRows rows = open(file, format)) {
      Reader reader = new Reader(file, features, steps, variableLength, format);
      if (rows.isNamed()) {
        reader.readSteps(rows);
      } else {
        reader.readSequences(rows);
      }
      return reader.table();
    }
  }

  private static TableRows open(Path file, TableFormat format) throws IOException {
    return TableRows.openAny(file, format, false, note -> LOG.warn("{}: {}", file, note));
  }

  /**
   * Names of the features in a file: its columns in their order, without those that {@link #write}
   * puts before them.
   *
   * @return none where the file has no header
   * @throws InputException where it cannot be read
   */
  public static List<String> columns(Path file) throws IOException {
    return columnNames(file, new TableFormat()).stream()
        .filter(name -> !NO_FEATURES.contains(name))
        .toList();
  }

  /**
   * Names of all columns of a file.
   *
   * @param format how the file is written
   * @return none where columns have no names
   * @throws InputException where it cannot be read
   */
  public static List<String> columnNames(Path file, TableFormat format) throws IOException {
    try (TableRows rows = open(file, format)) {
      return rows.isNamed() ? rows.names() : List.of();
    }
  }

  /** As {@link #read}, where sequences may have any number of steps, told by the file alone. */
  public static Table readAnySteps(Path file, List<String> features) throws IOException {
    return readAnySteps(file, features, new TableFormat());
  }

  /**
   * As {@link #readAnySteps(Path, List)}.
   *
   * @param format how the file is written
   */
  public static Table readAnySteps(Path file, List<String> features, TableFormat format)
      throws IOException {
    int width;
    try (TableRows rows = open(file, format)) {
      if (rows.isNamed()) {
        return read(file, features, MOST_STEPS, true, format);
      }
      width = rows.names().size();
    }
    that(
        !features.isEmpty() && width % features.size() == 0,
        "%s:1: expected the values of %d features, step by step, found %d; or begin with a header",
        file,
        features.size(),
        width);
    return read(file, features, width / features.size(), false, format);
  }

  /**
   * Writes sequences with what is true of them, one row a step: columns {@code index}, {@code
   * step}, {@code label} or the numbers to predict, {@code group}, and the features.
   */
  public static void write(Writer writer, Sequences sequences, Dataset dataset) throws IOException {
    Part.COMMONS_CSV.require();
    Target target = dataset.schema().target();
    List<String> header = new ArrayList<>(List.of(INDEX, "step"));
    header.addAll(target.isClasses() ? List.of("label") : target.names());
    header.add("group");
    header.addAll(dataset.schema().featureNames());
    CSVPrinter csv =
        new CSVPrinter(writer, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
    csv.printRecord(header);
    for (int i = 0; i < sequences.size(); i++) {
      float[] values = sequences.values(i);
      for (int step = 0; step < sequences.length(i); step++) {
        csv.print(i);
        csv.print(step);
        if (target.isClasses()) {
          int label = target.perStep() ? sequences.stepLabel(i, step) : sequences.label(i);
          csv.print(target.names().get(label));
        } else {
          for (int k = 0; k < target.names().size(); k++) {
            csv.print(sequences.number(i, k));
          }
        }
        csv.print(sequences.group(i));
        for (int feature = 0; feature < sequences.features(); feature++) {
          csv.print(values[step * sequences.features() + feature]);
        }
        csv.println();
      }
    }
    csv.flush();
  }

  /** Takes rows as they come. */
  private static final class Reader {
    private final Path file;
    private final List<String> features;
    private final int steps;
    private final boolean variableLength;
    private final TableFormat format;
    private final Sentinels sentinels;
    private final List<float[]> rows = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private String current;
    private CsvSeries series;
    private FileLine last;

    Reader(
        Path file, List<String> features, int steps, boolean variableLength, TableFormat format) {
      this.file = file;
      this.format = format;
      this.sentinels = new Sentinels(features.size());
      this.features = features;
      this.steps = steps;
      this.variableLength = variableLength;
    }

    /** Reads one row a step. */
    void readSteps(TableRows table) throws IOException {
      int index = column(table, INDEX);
      int[] columns = features.stream().mapToInt(name -> column(table, name)).toArray();
      int step = features.contains(STEP) ? -1 : table.names().indexOf(STEP);
      TableTime times = new TableTime("");
      float[] values = new float[columns.length];
      while (table.next()) {
        begin(table.cell(index), table.line());
        for (int i = 0; i < columns.length; i++) {
          values[i] = table.number(columns[i]);
          sentinels.see(i, values[i]);
        }
        if (step < 0) {
          series.add(values, NO_TRUTH);
        } else {
          series.add(values, NO_TRUTH, times.ordered(table.cell(step), table.line()));
        }
        last = table.line();
      }
      sentinels.checkAllThere(table.header(), features, format);
    }

    private int column(TableRows table, String name) {
      int column = table.names().indexOf(name);
      table
          .header()
          .that(
              column >= 0,
              "the header has no column '%s'; expected %s and %s",
              name,
              INDEX,
              TableRows.list(features));
      return column;
    }

    /** Begins another sequence where the row is of one. */
    private void begin(String index, FileLine line) {
      if (index.equals(current)) {
        return;
      }
      end();
      line.that(
          seen.add(index),
          "index '%s' occurred before; the rows of a sequence must follow each other",
          index);
      current = index;
      series = new CsvSeries(new CsvKey("", index), line, Optional.empty(), features.size(), 0);
    }

    /** Takes the sequence that ended. */
    private void end() {
      if (series != null) {
        series.sort();
        rows.add(series.values());
        lengths.add(series.steps());
        series = null;
        checkLength();
      }
    }

    /** Reads one row a sequence. */
    void readSequences(TableRows table) throws IOException {
      int width = steps * features.size();
      table
          .header()
          .that(
              table.names().size() == width,
              "expected %d values (%d steps of %d features; a file of one row a step needs a"
                  + " header), found %d",
              width,
              steps,
              features.size(),
              table.names().size());
      while (table.next()) {
        last = table.line();
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
          values[i] = table.number(i);
          sentinels.see(i % features.size(), values[i]);
        }
        rows.add(values);
        current = Integer.toString(lengths.size());
        seen.add(current);
        lengths.add(steps);
      }
      sentinels.checkAllThere(table.header(), features, format);
    }

    private void checkLength() {
      int length = lengths.get(lengths.size() - 1);
      last.that(
          length == steps || (variableLength && length < steps),
          "sequence '%s' ends after %d steps; the model takes %s%d",
          current,
          length,
          variableLength ? "up to " : "",
          steps);
    }

    Table table() {
      end();
      that(!lengths.isEmpty(), "%s: the file has no sequences", file);
      int count = lengths.size();
      int[] labels = new int[count];
      Arrays.fill(labels, Sequences.UNLABELLED);
      return new Table(
          List.copyOf(seen),
          Sequences.of(
                  Floats.concat(rows.toArray(float[][]::new)),
                  features.size(),
                  lengths.stream().mapToInt(Integer::intValue).toArray(),
                  labels,
                  new int[count])
              .named(List.copyOf(seen)));
    }
  }
}
