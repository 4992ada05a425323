package dev.unroll.doctor.cases;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A table of text that is written when it is needed: the same rows each time.
 *
 * @param name of the file, without its ending
 * @param columns the header, separated by commas
 * @param rows writes all others
 */
record CsvFile(String name, String columns, Rows rows) implements Setup.Data {

  /** Writes rows. */
  @FunctionalInterface
  interface Rows {
    void write(Sink sink);
  }

  /** Takes rows. */
  static final class Sink {
    private final BufferedWriter writer;

    private Sink(BufferedWriter writer) {
      this.writer = writer;
    }

    /** A row: cells of their own, and then all numbers of arrays among them. */
    void row(Object... cells) {
      StringBuilder line = new StringBuilder();
      for (Object cell : cells) {
        if (cell instanceof float[] values) {
          for (float value : values) {
            line.append(value).append(',');
          }
        } else {
          line.append(cell).append(',');
        }
      }
      line.setLength(line.length() - 1);
      try {
        writer.append(line).append('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public String source(Path folder) throws IOException {
    Path file = folder.resolve(name + ".csv");
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      writer.append(columns).append('\n');
      rows.write(new Sink(writer));
    }
    return "csv:" + file;
  }
}
