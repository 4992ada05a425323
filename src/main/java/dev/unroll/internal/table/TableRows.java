package dev.unroll.internal.table;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Check;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rows of a CSV file, one at a time, each as wide as the header. */
public final class TableRows implements Closeable {

  private static final int MOST_NAMES = 20;

  private final TableCells cells;
  private final FileLine header;
  private final List<String> names;

  /**
   * A table whose header is the row that {@code cells} is at.
   *
   * @param cells closed with the table
   */
  public TableRows(TableCells cells) {
    this.cells = cells;
    header = cells.row();
    names = List.copyOf(cells.cells());
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      header.that(name.isEmpty() || seen.add(name), "the header has two columns '%s'", name);
    }
  }

  /** Opens a file of a header and at least one row; the table is at the first. */
  public static TableRows open(Path file) throws IOException {
    TableCells cells = new TableCells(file);
    try {
      that(cells.next(), "%s: the file is empty; expected a header and rows", file);
      TableRows table = new TableRows(cells);
      that(table.next(), "%s: the file has a header and no rows", file);
      return table;
    } catch (IOException | RuntimeException e) {
      cells.close();
      throw e;
    }
  }

  /** Goes to the next row; false where there is none. */
  public boolean next() throws IOException {
    if (!cells.next()) {
      return false;
    }
    int found = cells.cells().size();
    line()
        .that(
            found == names.size(),
            "expected %d cells, as the header has, found %d",
            names.size(),
            found);
    return true;
  }

  /** The names of the columns; empty where one has none. */
  public List<String> names() {
    return names;
  }

  public boolean has(String name) {
    return !name.isEmpty() && names.contains(name);
  }

  /**
   * Where a column is.
   *
   * @param setting that names it
   */
  public int column(String name, String setting) {
    int column = names.indexOf(name);
    if (column < 0 || name.isEmpty()) {
      throw header.failure(
          "the header has no column '%s', which %s names; its columns are %s%s",
          name, setting, list(names), Check.didYouMean(name, names));
    }
    return column;
  }

  /** {@code a, b, c}, cut where there are many. */
  public static String list(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMES))
            + " and "
            + (names.size() - MOST_NAMES)
            + " more";
  }

  /** A cell of this row, without blanks around it. */
  public String cell(int column) {
    return cells.cells().get(column);
  }

  /** Where the header is. */
  public FileLine header() {
    return header;
  }

  /** Where this row is. */
  public FileLine line() {
    return cells.row();
  }

  @Override
  public void close() throws IOException {
    cells.close();
  }
}
