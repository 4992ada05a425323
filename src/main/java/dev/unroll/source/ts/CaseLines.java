package dev.unroll.source.ts;

import dev.unroll.internal.table.FileLine;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The cases of a file, each as a line of a ts file: {@code 1,2,3:4,5,6:label}. */
interface CaseLines extends Closeable {

  /**
   * What the file says of its cases; called once, before {@link #next}.
   *
   * @param alone whether nothing is known of the classes from another file
   */
  TsHeader header(boolean alone) throws IOException;

  /** The next case; null at the end. */
  String next() throws IOException;

  /** Where the case is that was given last. */
  FileLine line();

  /** What was taken for the end of a case; empty where nothing was. */
  default Optional<String> note() {
    return Optional.empty();
  }

  /** Opens a file, whatever its form. */
  static CaseLines open(Path file) throws IOException {
    if (ArffCases.isNamed(file)) {
      return ArffCases.open(file);
    }
    TsLines lines = new TsLines(file);
    try {
      String first = lines.peek();
      boolean labelFirst =
          first != null
              && first.charAt(0) != '@'
              && !file.getFileName().toString().matches(".*\\.ts(\\.[a-z0-9]+)?");
      return labelFirst ? new LabelFirst(file, lines) : new TsFileCases(lines);
    } catch (IOException | RuntimeException e) {
      lines.close();
      throw e;
    }
  }

  /**
   * How many cases are shorter than the file is wide; none where all are as long.
   *
   * @param steps of the longest
   */
  static Optional<String> shorter(Path file, int shorter, int steps) {
    return shorter == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %,d cases end with missing values and are taken as shorter than %,d steps",
                file.getFileName(),
                shorter,
                steps));
  }
}
