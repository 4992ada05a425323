package dev.unroll.source.ts;

import dev.unroll.check.Check;
import dev.unroll.internal.files.PackedText;
import dev.unroll.internal.table.ByteOrderMark;
import dev.unroll.internal.table.FileLine;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The lines of a ts file that say something, one by one. */
final class TsLines implements Closeable {

  private final Path file;
  private final BufferedReader text;
  private long number;
  private String ahead;

  TsLines(Path file) throws IOException {
    this.file = file;
    this.text = PackedText.open(file);
  }

  /**
   * The next line that is neither blank nor a comment, without blanks around it; null at the end.
   */
  String next() throws IOException {
    if (ahead != null) {
      String line = ahead;
      ahead = null;
      return line;
    }
    for (String line = text.readLine(); line != null; line = text.readLine()) {
      number++;
      String stripped = (number == 1 ? ByteOrderMark.without(line) : line).strip();
      if (!stripped.isEmpty() && stripped.charAt(0) != '#' && stripped.charAt(0) != '%') {
        return stripped;
      }
    }
    Check.that(number > 0, "%s: the file is empty", file);
    return null;
  }

  /** The line that {@link #next} gives next. */
  String peek() throws IOException {
    ahead = next();
    return ahead;
  }

  /** Where the line is that {@link #next} or {@link #peek} gave last; the last line at the end. */
  FileLine line() {
    return new FileLine(file, number);
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
