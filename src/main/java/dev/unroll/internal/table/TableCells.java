package dev.unroll.internal.table;

import dev.unroll.check.InputException;
import dev.unroll.source.table.TableFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
public final class TableCells implements TableInput {

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
    this(TableFile.open(file).lines(new TableFormat(), note -> {}), file);
  }

  /**
   * Takes the lines of a file.
   *
   * @param lines which are closed with this
   */
  TableCells(TableLines lines, Path file) {
    this.file = file;
    this.lines = lines;
    separator = lines.separator();
    mark = separator == TableFormat.BLANKS ? '\t' : separator;
    csv = CSVFormat.DEFAULT.builder().setDelimiter(mark).setIgnoreSurroundingSpaces(true).get();
  }

  @Override
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

  @Override
  public List<String> cells() {
    return cells;
  }

  @Override
  public Path file() {
    return file;
  }

  /** What separates the cells. */
  public char separator() {
    return separator;
  }

  @Override
  public FileLine row() {
    return row;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
