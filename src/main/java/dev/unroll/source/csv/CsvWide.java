package dev.unroll.source.csv;

import dev.unroll.check.Check;
import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.Sentinels;
import dev.unroll.internal.table.TableRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a file of one row a sequence, with a column for each step of each signal. */
final class CsvWide {

  /** A signal's name, perhaps a mark, and the number of the step. */
  private static final Pattern NUMBERED = Pattern.compile("(.*?)[_ .-]?(\\d{1,9})");

  /** The name of a signal whose columns are plain numbers. */
  private static final String UNNAMED = "value";

  private final TableRows table;
  private final Csv settings;
  private final CsvRows rows;
  private final List<String> notes;
  private int ended;

  /** Columns of each signal, step by step. */
  private final Map<String, List<Integer>> signals;

  private CsvWide(TableRows table, Csv settings, boolean told, List<String> notes) {
    this.notes = notes;
    this.table = table;
    this.settings = settings;
    this.rows = new CsvRows(table, settings, told);
    this.signals = signals();
  }

  /**
   * Reads all rows, the first of which {@code table} is at.
   *
   * @param told whether they tell what is to be predicted
   * @param notes take what was left out
   */
  static CsvSequences read(TableRows table, Csv settings, boolean told, List<String> notes)
      throws IOException {
    return new CsvWide(table, settings, told, notes).read();
  }

  private CsvSequences read() throws IOException {
    List<String> names = List.copyOf(signals.keySet());
    CsvSequences sequences = new CsvSequences(names, rows, settings, notes);
    Sentinels sentinels = new Sentinels(names.size());
    List<List<Integer>> columns = List.copyOf(signals.values());
    float[] step = new float[columns.size()];
    float[] truth = new float[rows.truth().width()];
    int row = 0;
    do {
      CsvKey key = new CsvKey(rows.group(), Integer.toString(row++));
      CsvSeries series = new CsvSeries(key, table.line(), rows.split(), step.length, truth.length);
      rows.truth().read(table, truth);
      int steps = steps(columns);
      for (int at = 0; at < steps; at++) {
        for (int i = 0; i < step.length; i++) {
          step[i] = rows.value(columns.get(i).get(at));
          if (!Float.isNaN(step[i])) {
            sentinels.see(i, step[i]);
          }
        }
        series.add(step, truth);
      }
      sequences.add(series);
    } while (table.next());
    if (ended > 0) {
      notes.add(
          ended + " of " + row + " rows end before their last column: what follows is missing");
    }
    sentinels.check(table.header(), names, table.format());
    return sequences;
  }

  /** Steps of the row: cells without a value at the end of all signals are none. */
  private int steps(List<List<Integer>> columns) {
    int steps = columns.get(0).size();
    while (steps > 0 && isEmpty(columns, steps - 1)) {
      steps--;
    }
    table.line().that(steps > 0, "the row has no values");
    ended += steps < columns.get(0).size() ? 1 : 0;
    return steps;
  }

  private boolean isEmpty(List<List<Integer>> columns, int step) {
    return columns.stream().allMatch(signal -> table.isMissing(signal.get(step)));
  }

  private Map<String, List<Integer>> signals() {
    Map<String, NavigableMap<Integer, Integer>> found = numberedColumns();
    List<String> wanted = settings.columns().features();
    List<String> names = wanted.isEmpty() ? List.copyOf(found.keySet()) : wanted;
    FileLine header = table.header();
    header.that(
        !names.isEmpty(),
        "expected columns NAME_0, NAME_1, ... for the steps of a signal; the columns are %s",
        TableRows.list(table.names()));
    Map<String, List<Integer>> columns = new LinkedHashMap<>();
    for (String name : names) {
      NavigableMap<Integer, Integer> steps = found.get(name);
      header.that(
          steps != null,
          "there are no columns %s_0, %s_1, ..., which columns.features names; signals are %s%s",
          name,
          name,
          TableRows.list(List.copyOf(found.keySet())),
          Check.didYouMean(name, found.keySet()));
      NavigableMap<Integer, Integer> first = found.get(names.get(0));
      header.that(
          steps.lastKey() - steps.firstKey() + 1 == steps.size()
              && steps.keySet().equals(first.keySet()),
          "signal '%s' has steps %s, the first signal has %s; expected the same without gaps, or"
              + " name the signals in columns.features",
          name,
          words(steps),
          words(first));
      columns.put(name, List.copyOf(steps.values()));
    }
    return columns;
  }

  private Map<String, NavigableMap<Integer, Integer>> numberedColumns() {
    Map<String, NavigableMap<Integer, Integer>> found = new LinkedHashMap<>();
    List<String> taken = rows.taken();
    List<String> others = new ArrayList<>();
    for (int column = 0; column < table.names().size(); column++) {
      String name = table.names().get(column);
      Matcher numbered = NUMBERED.matcher(name);
      boolean step = numbered.matches() && !name.startsWith("Unnamed: ");
      if (!taken.contains(name) && !step) {
        others.add("'" + name + "'");
      }
      if (!taken.contains(name) && step) {
        String signal = numbered.group(1).isEmpty() ? UNNAMED : numbered.group(1);
        Integer before =
            found
                .computeIfAbsent(signal, added -> new TreeMap<>())
                .put(Integer.valueOf(numbered.group(2)), column);
        table
            .header()
            .that(before == null, "two columns are the same step; one of them is '%s'", name);
      }
    }
    if (!others.isEmpty()) {
      notes.add("columns that are no step of a signal are left out: " + TableRows.list(others));
    }
    return found;
  }

  private static String words(NavigableMap<Integer, Integer> steps) {
    return steps.firstKey() + " to " + steps.lastKey() + " (" + steps.size() + ")";
  }
}
