package dev.unroll.internal.table;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Check;
import dev.unroll.source.table.TableFormat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The rows of a table, one at a time, each as wide as the header; the first are seen ahead. */
public final class TableRows implements Closeable {

  private static final int MOST_NAMES = 20;

  /** Rows that are looked at before the first is given. */
  private static final int AHEAD = 1000;

  /** Cells that they may have together, and one row more. */
  private static final int AHEAD_CELLS = 1 << 20;

  /** Numbers of the usual mark for one of the other, which may stand for a missing value. */
  private static final int MOST_ODD = 20;

  /** Rows above a header that may be passed over. */
  private static final int MOST_ABOVE = 50;

  /** A row that was read. */
  record Row(List<String> cells, FileLine line) {}

  /** What all rows have beyond the columns that the header names. */
  private enum Beyond {
    /** Nothing. */
    NONE,
    /** 1, 2, 3, ... before the others, as R names rows. */
    NUMBER,
    /** A separator at the end. */
    EMPTY_END
  }

  private final TableFormat format;
  private final FileLine first;
  private final Header header;

  private final Beyond beyond;

  private final Missing missing;
  private final Consumer<String> notes;

  /** Names of the cells that rows have after those of their file; most often none. */
  private List<String> addedNames = List.of();

  private Iterator<TablePart> rest = Collections.emptyIterator();

  /** These are of the file that the rows are of. */
  private TableInput cells;

  private List<Row> ahead = new ArrayList<>();
  private Numbers numbers;
  private List<String> added = List.of();
  private int given;
  private Row row;

  private TableRows(
      TableInput cells, TableFormat format, boolean numbersMayName, Consumer<String> notes)
      throws IOException {
    this.cells = cells;
    this.format = format;
    this.notes = notes;
    this.missing = new Missing(format);
    while (ahead.size() < AHEAD && (long) ahead.size() * width() < AHEAD_CELLS && cells.next()) {
      ahead.add(new Row(List.copyOf(cells.cells()), cells.row()));
    }
    that(!ahead.isEmpty(), "%s: the file is empty; expected a header and rows", file());
    Beyond found = beyondHeader();
    int above = found == Beyond.NONE ? rowsAbove() : 0;
    if (above > 0) {
      notes.accept(above + " rows above the table are passed over");
      ahead.subList(0, above).clear();
    }
    first = ahead.get(0).line;
    Header own =
        cells.isNamed()
            ? Header.inFirst(ahead.get(0).cells, first, format)
            : Header.of(ahead.get(0).cells, first, format, numbersMayName);
    if (own.inFile()) {
      ahead.remove(0);
    }
    beyond = own.inFile() ? found : Beyond.NONE;
    if (beyond == Beyond.NUMBER) {
      notes.accept("the header has no name for the first column, which numbers the rows");
    }
    header = beyond == Beyond.NONE ? own : own.withUnnamed(beyond == Beyond.NUMBER);
    int skipped = cells.isNamed() ? 0 : format.skipRows();
    ahead.subList(0, Math.min(skipped, ahead.size())).clear();
    numbers = new Numbers(decimal());
  }

  /** What the rows have beyond what the first names, which may be the header. */
  private Beyond beyondHeader() {
    int width = width();
    List<Row> rows = ahead.subList(1, ahead.size());
    if (rows.isEmpty()
        || !format.names().isEmpty()
        || rows.stream().anyMatch(one -> one.cells.size() != width + 1)) {
      return Beyond.NONE;
    }
    boolean numbered = true;
    boolean endsEmpty = width > 1;
    for (int i = 0; i < rows.size(); i++) {
      numbered &= rows.get(i).cells.get(0).equals(Integer.toString(i + 1));
      endsEmpty &= rows.get(i).cells.get(width).isEmpty();
    }
    return endsEmpty ? Beyond.EMPTY_END : numbered ? Beyond.NUMBER : Beyond.NONE;
  }

  private int width() {
    return ahead.isEmpty() ? 0 : ahead.get(0).cells.size();
  }

  private Path file() {
    return cells.file();
  }

  /**
   * Opens a file of a header, or names in its place, and at least one row; the table is at the
   * first.
   *
   * @param notes is told what was guessed or passed over
   */
  public static TableRows open(Path file, TableFormat format, Consumer<String> notes)
      throws IOException {
    TableRows table = openAny(file, format, true, notes);
    try {
      that(table.next(), "%s: the file has a header and no rows", file);
      return table;
    } catch (IOException | RuntimeException e) {
      table.close();
      throw e;
    }
  }

  /**
   * Opens files of the same columns as one table, which is at the first row.
   *
   * @param parts one or more, in order
   * @param addedNames of the cells that each part gives its rows, after those of the files
   * @param notes is told what was guessed or passed over
   */
  public static TableRows open(
      List<TablePart> parts, List<String> addedNames, TableFormat format, Consumer<String> notes)
      throws IOException {
    Iterator<TablePart> rest = parts.iterator();
    TablePart part = rest.next();
    TableRows table = openAny(part.file(), format, true, notes);
    try {
      for (String name : addedNames) {
        table.first.that(
            !table.has(name),
            "column '%s' is in the file, but what it tells comes from elsewhere too",
            name);
      }
      table.rest = rest;
      table.addedNames = List.copyOf(addedNames);
      table.added = part.cells();
      table.ahead.replaceAll(table::extended);
      that(table.next(), "%s: the file has a header and no rows", part.file());
      return table;
    } catch (IOException | RuntimeException e) {
      table.close();
      throw e;
    }
  }

  private Row extended(Row of) {
    if (added.isEmpty()) {
      return of;
    }
    List<String> all = new ArrayList<>(of.cells);
    all.addAll(added);
    return new Row(all, of.line);
  }

  /** Goes on with another file; false where there is none. */
  private boolean nextFile() throws IOException {
    if (!rest.hasNext()) {
      return false;
    }
    TablePart part = rest.next();
    cells.close();
    TableRows other = openAny(part.file(), format, true, notes);
    cells = other.cells;
    other.first.that(
        other.header.names().equals(header.names()),
        "the columns are %s, but those of %s are %s; files of one set have the same",
        list(other.header.names()),
        first.file(),
        list(header.names()));
    added = part.cells();
    ahead = other.ahead;
    ahead.replaceAll(this::extended);
    numbers = other.numbers;
    given = 0;
    that(!ahead.isEmpty(), "%s: the file has a header and no rows", part.file());
    return next();
  }

  /**
   * Opens a file that may have a header; the table is before the first row.
   *
   * @param numbersMayName whether a first row of numbers that count up by one names columns
   */
  public static TableRows openAny(
      Path file, TableFormat format, boolean numbersMayName, Consumer<String> notes)
      throws IOException {
    TableFile opened = TableFile.open(file);
    Closeable open = opened;
    try {
      TableInput cells = opened.rows(format, notes);
      open = cells;
      return new TableRows(cells, format, numbersMayName, notes);
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /**
   * Rows above the header: where all from some row on are of one width, and those above it are of
   * one cell each, or of other widths with a blank line after them.
   */
  private int rowsAbove() {
    if (cells.isNamed()
        || format.header() != TableFormat.Header.DETECT
        || !format.names().isEmpty()) {
      return 0;
    }
    int width = ahead.get(ahead.size() - 1).cells.size();
    int begin = ahead.size();
    while (begin > 0 && ahead.get(begin - 1).cells.size() == width) {
      begin--;
    }
    if (begin == 0 || begin > MOST_ABOVE || ahead.size() - begin < 3 || width < 2) {
      return 0;
    }
    boolean apart = ahead.get(begin).line.number() - ahead.get(begin - 1).line.number() > 1;
    return apart || ahead.subList(0, begin).stream().allMatch(above -> above.cells.size() == 1)
        ? begin
        : 0;
  }

  /** The decimal mark: a comma where numbers have it and hardly one has a point. */
  private char decimal() {
    if (format.decimalMark() != TableFormat.DETECT) {
      return format.decimalMark();
    }
    int commas = 0;
    int points = 0;
    for (Row one : ahead) {
      for (String cell : one.cells) {
        commas += Numbers.hasDecimalComma(cell) && !missing.is(cell) ? 1 : 0;
        points += Numbers.hasDecimalPoint(cell) && !missing.is(cell) ? 1 : 0;
      }
    }
    // A wrong choice is refused where numbers of the other mark are read.
    return commas > MOST_ODD * points ? ',' : '.';
  }

  /** Goes to the next row; false where there is none. */
  public boolean next() throws IOException {
    if (given < ahead.size()) {
      row = ahead.get(given++);
    } else if (cells.next()) {
      row = extended(new Row(cells.cells(), cells.row()));
    } else {
      return nextFile();
    }
    int found = row.cells.size() - added.size();
    if (beyond == Beyond.EMPTY_END
        && found == header.names().size()
        && !row.cells.get(found - 1).isEmpty()) {
      throw row.line.failure(
          "expected %d cells, as the header has, and nothing after the last separator, as in the"
              + " rows above, found '%s'",
          found - 1, row.cells.get(found - 1));
    }
    if (found != header.names().size()) {
      throw row.line.failure(
          "expected %d cells, as the header has, found %d%s",
          header.names().size(), found, widthAdvice());
    }
    return true;
  }

  private String widthAdvice() {
    String cell = row.cells.get(0);
    for (String mark : List.of("#", "%", "//")) {
      if (cell.startsWith(mark)) {
        return "; where that is a comment, set table.comment: '" + mark + "'";
      }
    }
    List<Row> rest = ahead.subList(Math.max(0, given - 1), ahead.size());
    int width = row.cells.size();
    return rest.size() > 2 && rest.stream().allMatch(one -> one.cells.size() == width)
        ? ", as do all rows from here on; where the lines above are no part of the table, set"
            + " table.skipLines: "
            + (row.line.number() - 1)
            + (width == header.names().size() + added.size() + 1
                ? ", and where the first cell names the row, begin the header with a name for it"
                : "")
        : "";
  }

  /** The rows that were seen ahead, without the header. */
  List<Row> ahead() {
    return ahead;
  }

  /** The names of the columns; empty where one has none. */
  public List<String> names() {
    return addedNames.isEmpty()
        ? header.names()
        : Stream.concat(header.names().stream(), addedNames.stream()).toList();
  }

  /** The classes that the file declares for a column, in its order; none where it declares none. */
  public List<String> classes(int column) {
    return column < header.names().size() ? cells.classes(column) : List.of();
  }

  /** Names of the columns that are not in the files. */
  public List<String> addedNames() {
    return addedNames;
  }

  /** Whether columns have names, of the file or of settings. */
  public boolean isNamed() {
    return header.inFile() || !format.names().isEmpty();
  }

  /**
   * Requires that columns have names, unless settings say that there is no header.
   *
   * @throws dev.unroll.check.InputException where the first row holds numbers alone
   */
  public TableRows named() {
    first.that(
        isNamed() || format.header() == TableFormat.Header.NONE,
        "the first row holds numbers, so the file has no header; name the columns by table.names,"
            + " such as [label, '*'] where the first is the label and ['*', label] where the last"
            + " is, or set table.header: first-row where these are names");
    return this;
  }

  public boolean has(String name) {
    return !name.isEmpty() && names().contains(name);
  }

  /**
   * Where a column is.
   *
   * @param setting that names it
   */
  public int column(String name, String setting) {
    String bare = name.startsWith("# ") && !has(name) ? name.substring(2) : name;
    int column = names().indexOf(bare);
    if (column < 0 || name.isEmpty()) {
      throw first.failure(
          "the header has no column '%s', which %s names; its columns are %s%s",
          name, setting, list(names()), Check.didYouMean(name, names()));
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
    return row.cells.get(column);
  }

  /** Whether a cell of this row says that there is no value. */
  public boolean isMissing(int column) {
    return missing.is(cell(column));
  }

  /** The number of a cell of this row, finite; NaN where it says that there is none. */
  public float numberOrNaN(int column) {
    String text = cell(column);
    float number = numbers.parse(text);
    if (Float.isFinite(number)) {
      return missing.isNumber(number) ? Float.NaN : number;
    }
    if (missing.is(text)) {
      return Float.NaN;
    }
    throw row.line.failure(
        "column '%s': expected a finite number, found '%s'%s",
        names().get(column), text, numbers.advice(text));
  }

  /** The number of a cell of this row, finite and not missing. */
  public float number(int column) {
    float number = numberOrNaN(column);
    row.line.that(
        !Float.isNaN(number),
        "column '%s': expected a finite number, found '%s'",
        names().get(column),
        cell(column));
    return number;
  }

  /** How numbers are written. */
  public Numbers numbers() {
    return numbers;
  }

  /** Which cells say that there is no value. */
  public Missing missing() {
    return missing;
  }

  /** How the table is written. */
  public TableFormat format() {
    return format;
  }

  /** Where the header is, or the first row. */
  public FileLine header() {
    return first;
  }

  /** Where this row is. */
  public FileLine line() {
    return row.line;
  }

  @Override
  public void close() throws IOException {
    cells.close();
  }
}
