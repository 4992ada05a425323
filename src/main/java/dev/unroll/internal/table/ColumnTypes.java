package dev.unroll.internal.table;

import dev.unroll.internal.table.TableRows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Which columns of a table hold measurements, told by many rows: numbers that neither number the
 * rows nor tell the time. The others are left out, and told.
 */
public final class ColumnTypes {

  /** What programs call row numbers that had no name. */
  private static final Pattern UNNAMED =
      Pattern.compile("Unnamed: ?\\d+|__index_level_\\d+__|\\.\\.\\.\\d+|X\\.?");

  /** What columns are called that number rows or tell the time. */
  private static final Pattern COUNTER =
      Pattern.compile(
          "#|n|no|nr|num|number|rows?|lines?|index|idx|seq|records?|samples?|obs|observation|count"
              + "|counter|step|frame|t|ts|ms|sec|secs|seconds|milliseconds|(.*[ _.-])?id"
              + "|(.*[ _.-])?(no|nr|row|index|number)|(time|date|elapsed|unix|epoch).*"
              + "|.*(time|timestamp|date)",
          Pattern.CASE_INSENSITIVE);

  /** Rows that tell a count from numbers that happen to grow. */
  private static final int LEAST_ROWS = 10;

  /** Seconds since 1970 of 1990 and of 2060; other units are 1000 times as many, and so on. */
  private static final double EPOCH_FIRST = 631_152_000;

  private static final double EPOCH_LAST = 2_840_140_800d;

  private final TableRows table;
  private final List<Row> rows;
  private final List<Integer> leftOut = new ArrayList<>();

  private ColumnTypes(TableRows table) {
    this.table = table;
    // Those of another width are refused when they are read.
    int width = table.names().size();
    this.rows = table.ahead().stream().filter(row -> row.cells().size() == width).toList();
  }

  /** Tells by the rows that a table has seen ahead. */
  public static ColumnTypes of(TableRows table) {
    return new ColumnTypes(table);
  }

  /**
   * The columns that hold measurements.
   *
   * @param candidates columns, in order
   * @param notes is told of columns that are left out
   * @throws dev.unroll.check.InputException where a column holds numbers and words
   */
  public List<Integer> measurements(List<Integer> candidates, Consumer<String> notes) {
    List<Integer> kept = new ArrayList<>();
    List<String> words = new ArrayList<>();
    List<String> counts = new ArrayList<>();
    List<String> growing = new ArrayList<>();
    List<Integer> counters = new ArrayList<>();
    for (int column : candidates) {
      String name = table.names().get(column);
      if (name.isEmpty() || UNNAMED.matcher(name).matches()) {
        counts.add("'" + name + "'");
      } else if (!isNumbers(column)) {
        words.add("'" + name + "'");
        leftOut.add(column);
      } else if (counts(column, name)) {
        counts.add("'" + name + "'");
        counters.add(column);
      } else {
        kept.add(column);
        growing.addAll(isEven(values(column)) ? List.of("'" + name + "'") : List.of());
      }
    }
    tell(words, "hold no numbers", notes);
    if (kept.isEmpty() && !counters.isEmpty()) {
      return counters;
    }
    if (!growing.isEmpty()) {
      notes.accept(
          "columns that grow by the same from row to row are taken for signals: "
              + TableRows.list(growing)
              + "; where they number the rows, name the columns to take");
    }
    tell(counts, "have no name, number the rows or tell the time", notes);
    return kept;
  }

  private static void tell(List<String> names, String why, Consumer<String> notes) {
    if (!names.isEmpty()) {
      notes.accept(
          "columns that "
              + why
              + " are left out: "
              + TableRows.list(names)
              + "; name the columns to take where they are to be used");
    }
  }

  /** Whether a column holds numbers in some row seen ahead, and else no words. */
  private boolean isNumbers(int column) {
    int numbers = 0;
    Row firstWord = null;
    for (Row row : rows) {
      String cell = row.cells().get(column);
      if (table.numbers().isMeant(cell)) {
        numbers++;
      } else if (firstWord == null && !table.missing().is(cell)) {
        firstWord = row;
      }
    }
    if (numbers > 0 && firstWord != null) {
      boolean units = firstWord.equals(rows.get(0));
      throw firstWord
          .line()
          .failure(
              "column '%s' holds '%s' here and numbers in other rows; %sname it in table.missing"
                  + " where it stands for a missing value, or name the columns to take",
              table.names().get(column),
              firstWord.cells().get(column),
              units ? "set table.skipRows: 1 where this is a row of units, " : "");
    }
    return numbers > 0;
  }

  /** Whether a column numbers the rows, by its name and numbers, or holds times since 1970. */
  private boolean counts(int column, String name) {
    double[] values = values(column);
    return isEpoch(values) || (isEven(values) && COUNTER.matcher(name.strip()).matches());
  }

  /**
   * The numbers of a column in the rows seen ahead; none where they are few or some are missing.
   */
  private double[] values(int column) {
    double[] values = new double[rows.size() < LEAST_ROWS ? 0 : rows.size()];
    for (int i = 0; i < values.length; i++) {
      String cell = rows.get(i).cells().get(column);
      if (!table.numbers().isNumber(cell)) {
        return new double[0];
      }
      values[i] = Double.parseDouble(cell.replace(table.numbers().decimal(), '.'));
    }
    return values;
  }

  /** Whether numbers grow by the same from one to the next. */
  private static boolean isEven(double[] values) {
    double step = values.length == 0 ? 0 : values[1] - values[0];
    for (int i = 1; i < values.length; i++) {
      if (Math.abs(values[i] - values[i - 1] - step) > 1e-6 * step) {
        return false;
      }
    }
    return step > 0;
  }

  private static boolean isEpoch(double[] values) {
    int back = 0;
    for (int i = 1; i < values.length; i++) {
      back += values[i] < values[i - 1] ? 1 : 0;
    }
    if (values.length == 0 || 5 * back > values.length) {
      return false;
    }
    for (double unit = 1; unit <= 1e9; unit *= 1000) {
      boolean all = true;
      for (double value : values) {
        all &= value >= EPOCH_FIRST * unit && value <= EPOCH_LAST * unit;
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  /**
   * Holds columns that were left out to what was seen ahead.
   *
   * @throws dev.unroll.check.InputException where this row has a number in a column of words
   */
  public void check() {
    for (int column : leftOut) {
      String cell = table.cell(column);
      if (!cell.isEmpty() && cell.charAt(0) <= '9' && table.numbers().isNumber(cell)) {
        throw table
            .line()
            .failure(
                "column '%s' holds '%s' here and no numbers in the first rows, so that it was left"
                    + " out; name the columns to take",
                table.names().get(column), cell);
      }
    }
  }
}
