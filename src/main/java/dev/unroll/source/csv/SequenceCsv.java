package dev.unroll.source.csv;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.internal.table.ByteOrderMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * Sequences as CSV.
 *
 * <p>With a header: a column {@code index} that tells sequences apart and a column of each feature,
 * one row a step; other columns are passed over. Without: one row a sequence, its {@code steps *
 * features} values step by step.
 */
public final class SequenceCsv {

  private static final String INDEX = "index";

  /** Columns that are no features. */
  private static final Set<String> NO_FEATURES = Set.of(INDEX, "step", "label", "group");

  private static final int MOST_STEPS = 1 << 20;

  private SequenceCsv() {}

  /**
   * Sequences of a file.
   *
   * @param indices how the file names each; counted from 0 where it does not
   * @param sequences without labels
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
    try (CSVParser parser =
        CSVParser.parse(
            file, StandardCharsets.UTF_8, CSVFormat.DEFAULT.builder().setTrim(true).get())) {
      Reader reader = new Reader(file, features, steps, variableLength);
      for (CSVRecord row : parser) {
        reader.add(row, parser.getCurrentLineNumber());
      }
      return reader.table(parser.getCurrentLineNumber());
    } catch (UncheckedIOException e) {
      throw new InputException(file + ": not a readable CSV file: " + e.getCause().getMessage(), e);
    }
  }

  /**
   * Names of the features in a file: its columns in their order, without those that {@link #write}
   * puts before them.
   *
   * @return none where the file has no header
   * @throws InputException where it cannot be read
   */
  public static List<String> columns(Path file) throws IOException {
    List<String> first = firstRow(file);
    return Floats.tryParse(first.get(0)) == null
        ? first.stream().filter(name -> !NO_FEATURES.contains(name)).toList()
        : List.of();
  }

  /** As {@link #read}, where sequences may have any number of steps, told by the file alone. */
  public static Table readAnySteps(Path file, List<String> features) throws IOException {
    List<String> first = firstRow(file);
    if (Floats.tryParse(first.get(0)) == null) {
      return read(file, features, MOST_STEPS, true);
    }
    int width = first.size();
    that(
        !features.isEmpty() && width % features.size() == 0,
        "%s:1: expected the values of %d features, step by step, found %d; or begin with a header",
        file,
        features.size(),
        width);
    return read(file, features, width / features.size(), false);
  }

  private static List<String> firstRow(Path file) throws IOException {
    try (CSVParser parser =
        CSVParser.parse(
            file, StandardCharsets.UTF_8, CSVFormat.DEFAULT.builder().setTrim(true).get())) {
      for (CSVRecord row : parser) {
        return row.stream().map(ByteOrderMark::without).toList();
      }
      throw failure("%s: the file has no sequences", file);
    } catch (UncheckedIOException e) {
      throw new InputException(file + ": not a readable CSV file: " + e.getCause().getMessage(), e);
    }
  }

  /**
   * Writes sequences with what is true of them, one row a step: columns {@code index}, {@code
   * step}, {@code label} or the numbers to predict, {@code group}, and the features.
   */
  public static void write(Writer writer, Sequences sequences, Dataset dataset) throws IOException {
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
    private final List<float[]> rows = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private boolean first = true;
    private int[] columns;
    private int indexColumn;
    private int width;
    private String current;

    Reader(Path file, List<String> features, int steps, boolean variableLength) {
      this.file = file;
      this.features = features;
      this.steps = steps;
      this.variableLength = variableLength;
    }

    void add(CSVRecord row, long line) {
      if (first) {
        first = false;
        if (Floats.tryParse(ByteOrderMark.without(row.get(0))) == null) {
          readHeader(row, line);
          return;
        }
        width = steps * features.size();
      }
      that(
          row.size() == width,
          "%s:%d: expected %d values%s, found %d",
          file,
          line,
          width,
          columns == null
              ? " ("
                  + steps
                  + " steps of "
                  + features.size()
                  + " features; a file of one row a step"
                  + " needs a header)"
              : "",
          row.size());
      if (columns == null) {
        addSequence(row, line);
      } else {
        addStep(row, line);
      }
    }

    private void readHeader(CSVRecord row, long line) {
      List<String> names = row.stream().map(ByteOrderMark::without).toList();
      indexColumn = column(names, INDEX, line);
      columns = features.stream().mapToInt(name -> column(names, name, line)).toArray();
      width = names.size();
    }

    private int column(List<String> names, String name, long line) {
      int column = names.indexOf(name);
      that(
          column >= 0,
          "%s:%d: the header has no column '%s'; expected %s and %s",
          file,
          line,
          name,
          INDEX,
          String.join(", ", features.subList(0, Math.min(20, features.size()))));
      return column;
    }

    private void addSequence(CSVRecord row, long line) {
      float[] values = new float[width];
      for (int i = 0; i < width; i++) {
        values[i] = number(ByteOrderMark.without(row.get(i)), line);
      }
      rows.add(values);
      current = Integer.toString(lengths.size());
      seen.add(current);
      lengths.add(steps);
    }

    private void addStep(CSVRecord row, long line) {
      String index = row.get(indexColumn);
      if (!index.equals(current)) {
        checkLength(line - 1);
        that(
            seen.add(index),
            "%s:%d: index '%s' occurred before; the rows of a sequence must follow each other",
            file,
            line,
            index);
        current = index;
        lengths.add(0);
      }
      float[] values = new float[columns.length];
      for (int i = 0; i < columns.length; i++) {
        values[i] = number(row.get(columns[i]), line);
      }
      rows.add(values);
      lengths.set(lengths.size() - 1, lengths.get(lengths.size() - 1) + 1);
    }

    private float number(String text, long line) {
      Float value = Floats.tryParse(text);
      if (value == null || !Float.isFinite(value)) {
        throw failure("%s:%d: expected a finite number, found '%s'", file, line, text);
      }
      return value;
    }

    /** Checks the sequence that ends at {@code line}. */
    private void checkLength(long line) {
      if (lengths.isEmpty()) {
        return;
      }
      int length = lengths.get(lengths.size() - 1);
      that(
          length == steps || (variableLength && length < steps),
          "%s:%d: sequence '%s' ends after %d steps; the model takes %s%d",
          file,
          line,
          current,
          length,
          variableLength ? "up to " : "",
          steps);
    }

    Table table(long lastLine) {
      that(!lengths.isEmpty(), "%s: the file has no sequences", file);
      checkLength(lastLine);
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
              new int[count]));
    }
  }
}
