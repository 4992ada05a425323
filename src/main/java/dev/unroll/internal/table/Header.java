package dev.unroll.internal.table;

import dev.unroll.source.table.TableFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of a table's columns.
 *
 * @param names of all columns; empty where one has none
 * @param inFile whether the first row is where they come from, or would have come from
 */
public record Header(List<String> names, boolean inFile) {

  /** Decimal marks aside, what the first row of a table without a header looks like. */
  private static final Numbers POINT = new Numbers('.');

  private static final Numbers COMMA = new Numbers(',');

  /** Numbers in a row that count up by one: fewer may do so by chance. */
  private static final int LEAST_COUNT = 3;

  /**
   * Takes the names.
   *
   * @param first row of the file
   * @param line where it is
   * @param numbersMayName whether a row of numbers that count up by one names columns
   */
  public static Header of(
      List<String> first, FileLine line, TableFormat format, boolean numbersMayName) {
    boolean inFile =
        format.header() == TableFormat.Header.FIRST_ROW
            || (format.header() == TableFormat.Header.DETECT
                && isHeader(first, line, format, numbersMayName));
    return of(first, line, inFile, format);
  }

  /** Takes the names of a first row that surely has them, unless others are given. */
  public static Header inFirst(List<String> first, FileLine line, TableFormat format) {
    return of(first, line, true, format);
  }

  private static Header of(List<String> first, FileLine line, boolean inFile, TableFormat format) {
    List<String> names = new ArrayList<>();
    if (format.names().isEmpty()) {
      for (int i = 0; i < first.size(); i++) {
        names.add(inFile ? first.get(i) : Integer.toString(i));
      }
    } else {
      names.addAll(given(format.names(), first.size(), line));
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      line.that(name.isEmpty() || seen.add(name), "the header has two columns '%s'", name);
    }
    return new Header(List.copyOf(names), inFile);
  }

  /** The same, with one more column that has no name, before the others or after them. */
  Header withUnnamed(boolean before) {
    List<String> more = new ArrayList<>(names);
    more.add(before ? 0 : more.size(), "");
    return new Header(List.copyOf(more), inFile);
  }

  private static boolean isHeader(
      List<String> first, FileLine line, TableFormat format, boolean numbersMayName) {
    int numbers = 0;
    int words = 0;
    for (String cell : first) {
      if (POINT.isNumber(cell) || COMMA.isNumber(cell)) {
        numbers++;
      } else if (!Missing.isKnown(cell)) {
        words++;
      }
    }
    if (format.names().isEmpty()) {
      return words > 0 || numbers == 0 || (numbersMayName && countsUp(first));
    }
    line.that(
        numbers > 0 && !countsUp(first),
        "table.names are given and the first row may name the columns too; set table.header:"
            + " first-row to put them in its place, or none where it holds data");
    return false;
  }

  /** Whether the numbers of a row are 0, 1, 2, ... or 1, 2, 3, ... */
  private static boolean countsUp(List<String> row) {
    int next = -1;
    int count = 0;
    for (String cell : row) {
      if (cell.matches("\\d{1,9}")) {
        int number = Integer.parseInt(cell);
        if (next >= 0 ? number != next : number > 1) {
          return false;
        }
        next = number + 1;
        count++;
      } else if (POINT.isNumber(cell) || COMMA.isNumber(cell)) {
        return false;
      }
    }
    return count >= LEAST_COUNT;
  }

  private static List<String> given(List<String> given, int width, FileLine line) {
    int rest = given.indexOf(TableFormat.REST);
    int others = rest < 0 ? given.size() : given.size() - 1;
    line.that(
        rest < 0 ? others == width : others <= width,
        "table.names gives %d names%s, the row has %d cells",
        others,
        rest < 0 ? "" : " and " + TableFormat.REST,
        width);
    List<String> names = new ArrayList<>();
    for (String name : given) {
      if (!name.equals(TableFormat.REST)) {
        names.add(name);
        continue;
      }
      for (int i = 0; i < width - others; i++) {
        names.add(Integer.toString(i));
      }
    }
    return names;
  }
}
