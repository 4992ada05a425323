package dev.unroll.internal.table;

import dev.unroll.check.InputException;
import dev.unroll.check.Part;
import dev.unroll.internal.files.PackedText;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * The cells of a CSV file, row by row, without blanks around them: what all readers of tables take
 * for a cell.
 *
 * <p>A byte order mark and blank lines are passed over. The separator is a comma, semicolon or tab,
 * whichever the first row has most of. A cell whose first character is a quote goes to the next
 * quote that is not doubled, over lines if need be. Lines without quotes, which most files have,
 * are split here, which is several times as fast.
 */
public final class TableCells implements Closeable {

  /** More characters than a row has unless a quote is not closed. */
  private static final int MOST_QUOTED = 1 << 24;

  private static final char QUOTE = '"';

  private final Path file;
  private final BufferedReader text;
  private final char separator;
  private final CSVFormat format;
  private final List<String> cells = new ArrayList<>();
  private String next;
  private long lines;
  private FileLine row;

  /** Opens a file; the separator is what its first row has most of. */
  public TableCells(Path file) throws IOException {
    Part.COMMONS_CSV.require();
    this.file = file;
    this.text = PackedText.open(file);
    try {
      next = line();
      separator = separator(next == null ? "" : next);
      format = CSVFormat.DEFAULT.builder().setDelimiter(separator).get();
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  /** The next line that is not blank; null at the end. */
  private String line() throws IOException {
    for (String line = text.readLine(); line != null; line = text.readLine()) {
      lines++;
      String unmarked = lines == 1 ? ByteOrderMark.without(line) : line;
      if (!unmarked.isBlank()) {
        return unmarked;
      }
    }
    return null;
  }

  /** What separates cells: of comma, semicolon and tab the one that a first row has most of. */
  public static char separator(String header) {
    char best = ',';
    int most = 0;
    for (char candidate : new char[] {',', ';', '\t'}) {
      boolean quoted = false;
      int count = 0;
      for (int at = 0; at < header.length(); at++) {
        quoted ^= header.charAt(at) == QUOTE;
        count += !quoted && header.charAt(at) == candidate ? 1 : 0;
      }
      if (count > most) {
        most = count;
        best = candidate;
      }
    }
    return best;
  }

  /** Goes to the next row; false where there is none. */
  public boolean next() throws IOException {
    String line = next == null ? line() : next;
    next = null;
    if (line == null) {
      return false;
    }
    row = new FileLine(file, lines);
    cells.clear();
    if (line.indexOf(QUOTE) >= 0) {
      unquote(line);
      return true;
    }
    int start = 0;
    for (int end = line.indexOf(separator); end >= 0; end = line.indexOf(separator, start)) {
      cells.add(line.substring(start, end).strip());
      start = end + 1;
    }
    cells.add(line.substring(start).strip());
    return true;
  }

  private void unquote(String first) throws IOException {
    StringBuilder whole = new StringBuilder(first);
    boolean open = endsInQuotes(first, false);
    while (open) {
      String line = text.readLine();
      lines++;
      row.that(
          line != null && whole.length() + line.length() < MOST_QUOTED,
          "a quote is opened in this row and not closed");
      whole.append('\n').append(line);
      open = endsInQuotes(line, true);
    }
    try (CSVParser parser = CSVParser.parse(whole.toString(), format)) {
      parser.iterator().next().forEach(cell -> cells.add(cell.strip()));
    } catch (UncheckedIOException e) {
      // What the parser says of the place counts from this row.
      String problem = e.getCause().getMessage().replaceFirst(" at line:.*", "");
      throw new InputException(row.failure("not readable as CSV: %s", problem).getMessage(), e);
    }
  }

  /** Whether a cell that is quoted goes on in the next line. */
  private boolean endsInQuotes(String line, boolean inQuotes) {
    boolean quoted = inQuotes;
    for (int at = 0; at < line.length(); at++) {
      boolean begins = at == 0 || line.charAt(at - 1) == separator;
      if (line.charAt(at) == QUOTE && (quoted || begins)) {
        boolean doubled = quoted && at + 1 < line.length() && line.charAt(at + 1) == QUOTE;
        quoted = doubled || !quoted;
        at += doubled ? 1 : 0;
      }
    }
    return quoted;
  }

  /** The cells of this row; others after {@link #next()}. */
  public List<String> cells() {
    return cells;
  }

  /** Where this row begins. */
  public FileLine row() {
    return row;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
