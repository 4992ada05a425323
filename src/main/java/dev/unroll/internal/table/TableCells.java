package dev.unroll.internal.table;

import dev.unroll.check.InputException;
import dev.unroll.check.Part;
import dev.unroll.source.table.TableFormat;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * The cells of a table, row by row, without blanks around them: what all readers of tables take for
 * a cell.
 *
 * <p>A byte order mark and blank lines are passed over. What separates cells is told by the first
 * lines unless the format says it. A cell whose first character is a quote goes to the next quote
 * that is not doubled, over lines if need be. Lines without quotes, which most files have, are
 * split here, which is several times as fast.
 */
public final class TableCells implements Closeable {

  /** More characters than a row has unless a quote is not closed. */
  private static final int MOST_QUOTED = 1 << 24;

  private static final char QUOTE = '"';

  private final Path file;
  private final TableLines lines;
  private final char separator;

  /** What separates the cells of rows that are {@link #separated}. */
  private final char mark;

  private final CSVFormat csv;
  private final List<String> cells = new ArrayList<>();
  private FileLine row;

  /** Opens a file that tells by itself how it is written. */
  public TableCells(Path file) throws IOException {
    this(file, new TableFormat(), note -> {});
  }

  /**
   * Opens a file.
   *
   * @param notes is told what was guessed
   */
  public TableCells(Path file, TableFormat format, Consumer<String> notes) throws IOException {
    Part.COMMONS_CSV.require();
    this.file = file;
    lines = new TableLines(file, format, notes);
    separator = lines.separator();
    mark = separator == TableFormat.BLANKS ? '\t' : separator;
    csv = CSVFormat.DEFAULT.builder().setDelimiter(mark).setIgnoreSurroundingSpaces(true).get();
  }

  /** Goes to the next row; false where there is none. */
  public boolean next() throws IOException {
    String line = lines.next();
    if (line == null) {
      return false;
    }
    row = lines.line();
    cells.clear();
    if (line.indexOf(QUOTE) >= 0) {
      unquote(line);
      return true;
    }
    line = separated(line);
    int start = 0;
    for (int end = line.indexOf(mark); end >= 0; end = line.indexOf(mark, start)) {
      cells.add(line.substring(start, end).strip());
      start = end + 1;
    }
    cells.add(line.substring(start).strip());
    return true;
  }

  /** A row in which one mark separates cells: a run of blanks does so once, and around it never. */
  private String separated(String whole) {
    return separator == TableFormat.BLANKS ? Separator.tabbed(whole) : whole;
  }

  private void unquote(String first) throws IOException {
    StringBuilder whole = new StringBuilder(first);
    boolean open = endsInQuotes(first, false);
    while (open) {
      String line = lines.raw();
      row.that(
          line != null && whole.length() + line.length() < MOST_QUOTED,
          "a quote is opened in this row and not closed");
      whole.append('\n').append(line);
      open = endsInQuotes(line, true);
    }
    try (CSVParser parser = CSVParser.parse(separated(whole.toString()), csv)) {
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
    boolean begins = true;
    for (int at = 0; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == QUOTE && (quoted || begins)) {
        boolean doubled = quoted && at + 1 < line.length() && line.charAt(at + 1) == QUOTE;
        quoted = doubled || !quoted;
        at += doubled ? 1 : 0;
      }
      begins = !quoted && (separates(c) || (begins && Character.isWhitespace(c)));
    }
    return quoted;
  }

  private boolean separates(char c) {
    return separator == TableFormat.BLANKS ? Character.isWhitespace(c) : c == separator;
  }

  /** The cells of this row; others after {@link #next()}. */
  public List<String> cells() {
    return cells;
  }

  Path file() {
    return file;
  }

  /** What separates the cells. */
  public char separator() {
    return separator;
  }

  /** Where this row begins. */
  public FileLine row() {
    return row;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
