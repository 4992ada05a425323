package dev.unroll.source.climate;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Signal;
import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.TableRows;
import dev.unroll.internal.table.TableTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns of a station's table: {@code "T (degC)"} is named T and has the unit degC.
 *
 * @param where how messages name the header
 * @param columns all of them, in the order of the file, the times too
 * @param times indices of the columns that tell the time
 */
record ClimateHeader(String where, List<Signal> columns, List<Integer> times) {

  /** The 14 measurements of {@code jena_climate_2009_2016.csv}. */
  static final List<Signal> JENA =
      List.of(
          new Signal("p", "mbar"),
          new Signal("T", "degC"),
          new Signal("Tpot", "K"),
          new Signal("Tdew", "degC"),
          new Signal("rh", "%"),
          new Signal("VPmax", "mbar"),
          new Signal("VPact", "mbar"),
          new Signal("VPdef", "mbar"),
          new Signal("sh", "g/kg"),
          new Signal("H2OC", "mmol/mol"),
          new Signal("rho", "g/m**3"),
          new Signal("wv", "m/s"),
          new Signal("max. wv", "m/s"),
          new Signal("wd", "deg"));

  private static final Set<String> TIMES =
      Set.of(
          "date time",
          "date",
          "time",
          "datetime",
          "timestamp",
          "date_time",
          "utc",
          "datum",
          "zeit",
          "zeitstempel",
          "month",
          "day",
          "period",
          "ds");
  private static final Set<String> DATES = Set.of("date", "datum", "day");
  private static final Set<String> TIMES_OF_DAY = Set.of("time", "zeit", "uhrzeit", "hour");
  private static final Pattern NAME_AND_UNIT = Pattern.compile("(.*\\S)\\s*\\((.*)\\)");

  ClimateHeader {
    columns = List.copyOf(columns);
    times = List.copyOf(times);
  }

  /**
   * Takes the header of a table that is at its first row.
   *
   * @param time the columns that tell the time; none where they tell it themselves
   */
  static ClimateHeader of(TableRows table, List<String> time) {
    List<Signal> columns = table.names().stream().map(ClimateHeader::column).toList();
    List<Integer> times =
        time.isEmpty()
            ? times(table, columns)
            : time.stream().map(name -> table.column(name, "time")).toList();
    FileLine line = table.header();
    String text = String.join(",", table.names());
    line.that(
        !times.isEmpty(),
        "expected a header with a column of times named 'Date Time' or 'date', found '%s'; say by"
            + " the setting time which columns tell the time",
        text.length() > 80 ? text.substring(0, 80) + " ..." : text);
    return new ClimateHeader(line.where(), columns, times);
  }

  /** The columns that tell the time, by their names or by what the first row has. */
  private static List<Integer> times(TableRows table, List<Signal> columns) {
    List<String> names =
        columns.stream().map(column -> column.name().toLowerCase(Locale.ROOT)).toList();
    for (int i = 0; i < names.size(); i++) {
      if (TIMES.contains(names.get(i))) {
        for (int j = 0; j < names.size() && DATES.contains(names.get(i)); j++) {
          if (TIMES_OF_DAY.contains(names.get(j))
              && table.cell(j).matches("\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d+)?)?")) {
            return List.of(i, j);
          }
        }
        return List.of(i);
      }
    }
    for (int i = 0; i < names.size(); i++) {
      if (TableTime.isDate(table.cell(i))) {
        return List.of(i);
      }
    }
    return List.of();
  }

  /** The columns {@code names}, with the units that are written or known, after the times. */
  static ClimateHeader assumed(List<String> names) {
    List<Signal> columns = new ArrayList<>(List.of(new Signal("Date Time", "")));
    for (String name : names) {
      Signal column = column(name);
      columns.add(
          JENA.stream().filter(known -> known.name().equals(name)).findFirst().orElse(column));
    }
    return new ClimateHeader("climate: columns", columns, List.of(0));
  }

  private static Signal column(String text) {
    Matcher matcher = NAME_AND_UNIT.matcher(text);
    return matcher.matches()
        ? new Signal(matcher.group(1), matcher.group(2))
        : new Signal(text, "");
  }

  /** The index of the column of that name, with or without its unit; -1 where there is none. */
  int find(String name) {
    int found = -1;
    for (int i = 0; i < columns.size(); i++) {
      Signal column = columns.get(i);
      boolean same =
          column.name().equals(name) || (column.name() + " (" + column.unit() + ")").equals(name);
      if (same && !times.contains(i)) {
        that(found < 0, "%s: two columns are named '%s'; rename one", where, name);
        found = i;
      }
    }
    return found;
  }

  /**
   * The index of the column of that name.
   *
   * @param setting whose value the name is
   */
  int need(String setting, String name) {
    int found = find(name);
    if (found >= 0) {
      return found;
    }
    List<String> names = new ArrayList<>(columns.stream().map(Signal::name).toList());
    times.stream().map(columns::get).map(Signal::name).forEach(names::remove);
    throw failure(
        "%s: no column '%s', which %s asks for; the columns are %s%s",
        where, name, setting, String.join(", ", names), didYouMean(name, names));
  }
}
