package dev.unroll.source;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Check;
import dev.unroll.check.InputException;
import dev.unroll.files.PackedText;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The rows of a CSV file, one at a time, each as wide as the header; at the first to begin with.
 */
final class CsvTable implements Closeable {

  private static final int MOST_NAMES = 20;

  private final Path file;
  private final CSVParser parser;
  private final Iterator<CSVRecord> rows;
  private final FileLine header;
  private final List<String> names;
  private CSVRecord row;
  private FileLine line;

  CsvTable(Path file) throws IOException {
    this.file = file;
    BufferedReader text = PackedText.open(file);
    try {
      long lines = 0;
      String first = "";
      while (first != null && first.isBlank()) {
        first = text.readLine();
        lines++;
        first = first != null && lines == 1 ? ByteOrderMark.without(first) : first;
      }
      that(first != null, "%s: the file is empty; expected a header and rows", file);
      header = new FileLine(file, lines);
      line = header;
      CSVFormat format =
          CSVFormat.DEFAULT.builder().setDelimiter(separator(first)).setTrim(true).get();
      names = cells(first, format);
      parser = format.parse(text);
      rows = parser.iterator();
      that(next(), "%s: the file has a header and no rows", file);
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  private List<String> cells(String text, CSVFormat format) throws IOException {
    List<String> cells;
    try (CSVParser single = CSVParser.parse(text, format)) {
      cells = single.iterator().next().toList();
    } catch (UncheckedIOException e) {
      throw unreadable(e);
    }
    Set<String> seen = new HashSet<>();
    for (String name : cells) {
      line.that(name.isEmpty() || seen.add(name), "the header has two columns '%s'", name);
    }
    return cells;
  }

  /** What occurs most in the header, outside of quotes. */
  private static char separator(String header) {
    char best = ',';
    int most = 0;
    for (char candidate : new char[] {',', ';', '\t'}) {
      boolean quoted = false;
      int count = 0;
      for (int at = 0; at < header.length(); at++) {
        quoted ^= header.charAt(at) == '"';
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
  boolean next() {
    try {
      if (!rows.hasNext()) {
        return false;
      }
      row = rows.next();
    } catch (UncheckedIOException e) {
      line = new FileLine(file, header.number() + parser.getCurrentLineNumber());
      throw unreadable(e);
    }
    line = new FileLine(file, header.number() + parser.getCurrentLineNumber());
    line.that(
        row.size() == names.size(),
        "expected %d cells, as the header has, found %d",
        names.size(),
        row.size());
    return true;
  }

  private InputException unreadable(UncheckedIOException e) {
    // What the parser says of the place counts from the row below the header.
    String problem = e.getCause().getMessage().replaceFirst(" at line:.*", "");
    return new InputException(line.failure("not readable as CSV: %s", problem).getMessage(), e);
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
    return row.get(column);
  }

  /** A number of this row; NaN where it is missing and that is not an error. */
  float value(int column, Csv.Missing missing) {
    String text = row.get(column);
    if (!FileLine.isMissing(text)) {
      return line.number(text);
    }
    line.that(
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
    return line;
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
