package dev.unroll.doctor.cases;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.source.har.Har;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Some windows of UCI HAR as a table: {@code index,group,label} and the nine signals, 128 rows a
 * window; the group is the person.
 *
 * @param name of the file
 * @param chosen which of the 7,352 windows for training, in the order of the files
 * @param factor that all signals are multiplied by
 */
record HarWindows(String name, IntPredicate chosen, float factor) implements Setup.Data {

  private static final Path ZIP = Path.of("../shared/data/uci-har/UCI HAR Dataset.zip");

  private static final String[] SIGNALS = {
    "body_acc_x",
    "body_acc_y",
    "body_acc_z",
    "body_gyro_x",
    "body_gyro_y",
    "body_gyro_z",
    "total_acc_x",
    "total_acc_y",
    "total_acc_z"
  };

  /** Settings of the reader: people are not split. */
  static final String READER =
      "{type: csv, columns: {features: ["
          + String.join(", ", SIGNALS)
          + "]}, split: {type: by-group, test: 0.2, validation: 0.2}}";

  private static Dataset read;

  /** Every {@code n}th window. */
  static HarWindows every(int n) {
    return new HarWindows("har", i -> i % n == 0, 1);
  }

  static synchronized Sequences all() {
    if (read == null) {
      try {
        read = new Har().read(ZIP.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return read.train();
  }

  static String className(int label) {
    return read.classNames().get(label).replace(' ', '-');
  }

  @Override
  public boolean there() {
    return Files.exists(ZIP);
  }

  @Override
  public String source(Path folder) throws IOException {
    Sequences all = all();
    return new CsvFile(
            name,
            "index,group,label," + String.join(",", SIGNALS),
            sink -> IntStream.range(0, all.size()).filter(chosen).forEach(i -> write(all, i, sink)))
        .source(folder);
  }

  private void write(Sequences all, int i, CsvFile.Sink sink) {
    float[] values = all.values(i);
    for (int j = 0; j < values.length; j++) {
      values[j] *= factor;
    }
    for (int step = 0; step < all.length(i); step++) {
      float[] row = Arrays.copyOfRange(values, 9 * step, 9 * step + 9);
      sink.row(i, all.group(i), className(all.label(i)), row);
    }
  }
}
