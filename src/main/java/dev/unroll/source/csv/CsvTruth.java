package dev.unroll.source.csv;

import dev.unroll.check.Check;
import dev.unroll.data.Target;
import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.TableRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what is to be predicted, row by row. Classes are numbered as they first occur, until all of
 * them are known.
 */
final class CsvTruth {

  /** What is told; null where the rows need not tell anything. */
  private final CsvTarget kind;

  private final int[] columns;
  private final boolean classesGiven;
  private final Map<String, Integer> classes = new LinkedHashMap<>();

  CsvTruth(CsvTarget kind, TableRows table) {
    this.kind = kind;
    this.columns = kind.columns().stream().mapToInt(name -> table.column(name, "target")).toArray();
    if (isClass()) {
      kind.known().ifPresent(known -> known.names().forEach(this::number));
    }
    this.classesGiven = !classes.isEmpty();
  }

  /** Of rows that need not tell what is to be predicted. */
  CsvTruth() {
    this.kind = null;
    this.columns = new int[0];
    this.classesGiven = false;
  }

  /** Whether the rows tell what is to be predicted. */
  boolean isTold() {
    return kind != null;
  }

  private int number(String name) {
    return classes.computeIfAbsent(name, added -> classes.size());
  }

  /** Numbers that a row has of it: one where it is a class. */
  int width() {
    return isTold() && isClass() ? 1 : columns.length;
  }

  boolean isClass() {
    return !(kind instanceof CsvTarget.Numbers);
  }

  /** Whether each step has a class. */
  boolean isOfStep() {
    return kind instanceof CsvTarget.StepLabel;
  }

  /** Reads a row's numbers, or the number of its class, into {@code truth}. */
  void read(TableRows row, float[] truth) {
    if (!isTold()) {
      return;
    }
    if (!isClass()) {
      for (int i = 0; i < columns.length; i++) {
        truth[i] = row.line().number(row.cell(columns[i]));
      }
    } else if (kind instanceof CsvTarget.OneHot) {
      truth[0] = hot(row);
    } else {
      truth[0] = named(row.cell(columns[0]), row.line());
    }
  }

  private int named(String name, FileLine line) {
    line.that(!name.isEmpty(), "the class is missing in column '%s'", kind.columns().get(0));
    line.that(
        !classesGiven || classes.containsKey(name),
        "unknown class '%s'; the settings name %s%s",
        name,
        TableRows.list(List.copyOf(classes.keySet())),
        Check.didYouMean(name, classes.keySet()));
    return number(name);
  }

  private int hot(TableRows row) {
    int ones = 0;
    int zeros = 0;
    int hot = 0;
    for (int i = 0; i < columns.length; i++) {
      float value = row.line().number(row.cell(columns[i]));
      if (value == 1) {
        ones++;
        hot = i;
      } else if (value == 0) {
        zeros++;
      }
    }
    if (ones != 1 || zeros != columns.length - 1) {
      List<String> cells = new ArrayList<>();
      Arrays.stream(columns).forEach(column -> cells.add(row.cell(column)));
      throw row.line()
          .failure(
              "expected 1 in one of the columns %s and 0 in the others, found %s",
              TableRows.list(kind.columns()), TableRows.list(cells));
    }
    return hot;
  }

  /** How messages call the class of a number that {@link #read} gave. */
  String name(int number) {
    return List.copyOf(classes.keySet()).get(number);
  }

  /** What is to be predicted, once all rows are read. */
  Target target() {
    return kind.known()
        .orElseGet(
            () ->
                isOfStep()
                    ? new Target.ClassPerStep(orderedClasses())
                    : new Target.OneClass(orderedClasses()));
  }

  /** The label of each number that {@link #read} gave, once all rows are read. */
  int[] labels() {
    List<String> ordered = classesGiven ? List.copyOf(classes.keySet()) : orderedClasses();
    return classes.keySet().stream().mapToInt(ordered::indexOf).toArray();
  }

  private List<String> orderedClasses() {
    Comparator<String> order = Comparator.naturalOrder();
    if (classes.keySet().stream().allMatch(FileLine::isNumber)) {
      order = Comparator.<String>comparingDouble(Double::parseDouble).thenComparing(order);
    }
    return classes.keySet().stream().sorted(order).toList();
  }
}
