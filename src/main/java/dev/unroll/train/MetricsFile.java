package dev.unroll.train;

import com.google.common.base.Splitter;
import com.google.common.primitives.Doubles;
import dev.unroll.data.Metric;
import dev.unroll.internal.files.AtomicWrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Appends what is shown of a training to a CSV file, a row a display. */
public final class MetricsFile implements TrainingListener {

  private final Path file;
  private final String header;

  /**
   * @param metric what the scores are: their columns are named after it, {@code train_accuracy} and
   *     so on
   */
  public MetricsFile(Path file, Metric metric) {
    this.file = file;
    this.header =
        String.format(
            Locale.ROOT,
            "step,loss,learning_rate,train_%1$s,validation_%1$s,test_%1$s,seconds",
            metric.name());
  }

  /** Begins the file, or goes on after the rows before step {@code first}. */
  public void begin(long first) throws IOException {
    List<String> lines = new ArrayList<>(List.of(header));
    if (first > 0 && Files.isRegularFile(file)) {
      Files.readAllLines(file).stream()
          .skip(1)
          .filter(line -> line.matches("\\d{1,18},.*"))
          .filter(line -> Long.parseLong(line.substring(0, line.indexOf(','))) < first)
          .forEach(lines::add);
    }
    AtomicWrite.text(file, String.join(System.lineSeparator(), lines) + System.lineSeparator());
  }

  /**
   * The columns of a file by name, a number a display; not a number where a cell is empty or
   * missing.
   */
  public static Map<String, double[]> read(Path file) throws IOException {
    List<List<String>> rows =
        Files.readAllLines(file).stream().map(Splitter.on(',')::splitToList).toList();
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (int column = 0; !rows.isEmpty() && column < rows.get(0).size(); column++) {
      double[] values = new double[rows.size() - 1];
      for (int i = 0; i < values.length; i++) {
        List<String> row = rows.get(i + 1);
        Double value = column < row.size() ? Doubles.tryParse(row.get(column)) : null;
        values[i] = value == null ? Double.NaN : value;
      }
      columns.put(rows.get(0).get(column), values);
    }
    return columns;
  }

  @Override
  public void progressed(Progress progress) throws IOException {
    String row =
        String.format(
            Locale.ROOT,
            "%d,%.6g,%.6g,%s,%s,%s,%.3f",
            progress.step(),
            progress.loss(),
            progress.learningRate(),
            optional(progress.train()),
            optional(progress.validation()),
            optional(progress.test()),
            progress.seconds());
    Files.write(file, List.of(row), StandardOpenOption.APPEND);
  }

  private static String optional(double value) {
    return Double.isNaN(value) ? "" : optional(OptionalDouble.of(value));
  }

  private static String optional(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.6f", value.getAsDouble()) : "";
  }
}
