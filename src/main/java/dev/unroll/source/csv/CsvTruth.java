package dev.unroll.source.csv;

import dev.unroll.check.Check;
import dev.unroll.data.Target;
import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.TableRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
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
  private final boolean mayMiss;

  /** Classes that the file declares, in its order. */
  private final List<String> declared;

  private final Map<String, Integer> classes = new LinkedHashMap<>();

  /**
   * @param mayMiss whether a number may be missing where it does not count
   */
  CsvTruth(CsvTarget kind, TableRows table, boolean mayMiss) {
    this.kind = kind;
    this.mayMiss = mayMiss;
    this.columns = kind.columns().stream().mapToInt(name -> table.column(name, "target")).toArray();
    if (isClass()) {
      kind.known(List.of()).ifPresent(known -> known.names().forEach(this::number));
    }
    this.classesGiven = !classes.isEmpty();
    this.declared =
        isClass() && !(kind instanceof CsvTarget.OneHot) ? table.classes(columns[0]) : List.of();
  }

  /** Of rows that need not tell what is to be predicted. */
  CsvTruth() {
    this.kind = null;
    this.columns = new int[0];
    this.classesGiven = false;
    this.declared = List.of();
    this.mayMiss = false;
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
    return !(kind instanceof CsvTarget.Numbers || kind instanceof CsvTarget.Ahead);
  }

  /** Whether each step has a class. */
  boolean isOfStep() {
    return kind instanceof CsvTarget.StepLabel;
  }

  /** Whether each row has a class of its own. */
  boolean isOfRow() {
    return isOfStep() || kind instanceof CsvTarget.WindowLabel;
  }

  /** Reads a row's numbers, or the number of its class, into {@code truth}. */
  void read(TableRows row, float[] truth) {
    if (!isTold()) {
      return;
    }
    if (!isClass()) {
      for (int i = 0; i < columns.length; i++) {
        truth[i] = mayMiss ? row.numberOrNaN(columns[i]) : row.number(columns[i]);
      }
    } else if (kind instanceof CsvTarget.OneHot) {
      truth[0] = hot(row);
    } else {
      truth[0] = named(row);
    }
  }

  private int named(TableRows row) {
    String name = row.cell(columns[0]);
    FileLine line = row.line();
    Integer known = classes.get(name);
    if (known != null) {
      return known;
    }
    line.that(
        declared.contains(name) || !row.isMissing(columns[0]),
        "the class is missing in column '%s'%s",
        kind.columns().get(0),
        name.isEmpty()
            ? ""
            : " ('"
                + name
                + "'); remove the rows, or, where it is a class, name it in target.classes");
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
      float value = row.number(columns[i]);
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

  /**
   * What is to be predicted, once all rows are read.
   *
   * @param features in order
   */
  Target target(List<String> features) {
    return kind.known(features)
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

  /** Requires that no number is written in two ways, which would be two classes. */
  private void checkDistinct() {
    Map<Double, String> byNumber = new HashMap<>();
    for (String name : classes.keySet()) {
      String same = byNumber.putIfAbsent(Double.parseDouble(name), name);
      Check.that(
          same == null,
          "column '%s': the classes '%s' and '%s' are one number; write it in one way, or name the"
              + " classes in target.classes",
          kind.columns().get(0),
          same,
          name);
    }
  }

  private List<String> orderedClasses() {
    if (declared.containsAll(classes.keySet())) {
      return declared.stream().filter(classes::containsKey).toList();
    }
    Comparator<String> order = Comparator.naturalOrder();
    if (classes.keySet().stream().allMatch(FileLine::isNumber)) {
      checkDistinct();
      order = Comparator.<String>comparingDouble(Double::parseDouble).thenComparing(order);
    }
    return classes.keySet().stream().sorted(order).toList();
  }
}
