package dev.unroll.source.csv;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Check;
import dev.unroll.internal.table.FileLine;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows of a CSV file, one at a time, each as wide as the header; at the first to begin with.
 */
final class CsvTable implements Closeable {

  private static final int MOST_NAMES = 20;

  private final CsvCells cells;
  private final FileLine header;
  private final List<String> names;

  CsvTable(Path file) throws IOException {
    cells = new CsvCells(file);
    try {
      that(cells.next(), "%s: the file is empty; expected a header and rows", file);
      header = cells.row();
      names = List.copyOf(cells.cells());
      Set<String> seen = new HashSet<>();
      for (String name : names) {
        header.that(name.isEmpty() || seen.add(name), "the header has two columns '%s'", name);
      }
      that(next(), "%s: the file has a header and no rows", file);
    } catch (IOException | RuntimeException e) {
      cells.close();
      throw e;
    }
  }

  /** Goes to the next row; false where there is none. */
  boolean next() throws IOException {
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
  List<String> names() {
    return names;
  }

  boolean has(String name) {
    return !name.isEmpty() && names.contains(name);
  }

  /**
   * Where a column is.
   *
   * @param setting that names it
   */
  int column(String name, String setting) {
    int column = names.indexOf(name);
    if (column < 0 || name.isEmpty()) {
      throw header.failure(
          "the header has no column '%s', which %s names; its columns are %s%s",
          name, setting, list(names), Check.didYouMean(name, names));
    }
    return column;
  }

  /** {@code a, b, c}, cut where there are many. */
  static String list(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMES))
            + " and "
            + (names.size() - MOST_NAMES)
            + " more";
  }

  /** A cell of this row, without blanks around it. */
  String cell(int column) {
    return cells.cells().get(column);
  }

  /** A number of this row; NaN where it is missing and that is not an error. */
  float value(int column, Csv.Missing missing) {
    String text = cell(column);
    if (!FileLine.isMissing(text)) {
      return line().number(text);
    }
    line()
        .that(
            missing == Csv.Missing.INTERPOLATE,
            "column '%s' has no value ('%s'); set missing: interpolate to take the line between its"
                + " neighbours in time",
            names.get(column),
            text);
    return Float.NaN;
  }

  /** Where the header is. */
  FileLine header() {
    return header;
  }

  /** Where this row is. */
  FileLine line() {
    return cells.row();
  }

  @Override
  public void close() throws IOException {
    cells.close();
  }
}
