package dev.unroll.source.csv;

import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.settings.Default;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What is to be predicted, and which columns tell it. */
public sealed interface CsvTarget {

  /** The columns that tell it. */
  List<String> columns();

  /** Those of its columns that are no features. */
  default List<String> taken() {
    return columns();
  }

  /**
   * What is to be predicted, where the settings tell it without the file.
   *
   * @param features in order
   */
  Optional<Target> known(List<String> features);

  /** Its name in settings. */
  String label();

  /** Whether it is the same for a whole sequence, which may be a row. */
  default boolean isOfSequence() {
    return true;
  }

  /** Whether it is of windows only. */
  default boolean needsWindow() {
    return false;
  }

  /**
   * One class a sequence, the same in all its rows.
   *
   * @param column of its names or indices
   * @param classes in the order to keep; empty to sort those that occur, numbers by size
   */
  record Label(@Default("label") String column, @Default("[]") List<String> classes)
      implements CsvTarget {
    public Label {
      present("column", column);
      classes = checkedClasses(classes);
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public Optional<Target> known(List<String> features) {
      return classes.isEmpty() ? Optional.empty() : Optional.of(new Target.OneClass(classes));
    }

    @Override
    public String label() {
      return "label";
    }
  }

  /**
   * One class a step.
   *
   * @param column of its names or indices
   * @param classes in the order to keep; empty to sort those that occur, numbers by size
   */
  record StepLabel(@Default("label") String column, @Default("[]") List<String> classes)
      implements CsvTarget {
    public StepLabel {
      present("column", column);
      classes = checkedClasses(classes);
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public Optional<Target> known(List<String> features) {
      return classes.isEmpty() ? Optional.empty() : Optional.of(new Target.ClassPerStep(classes));
    }

    @Override
    public String label() {
      return "step-label";
    }

    @Override
    public boolean isOfSequence() {
      return false;
    }
  }

  /**
   * One class a window, of recordings whose class changes.
   *
   * @param column of the classes of the rows, by name or index
   * @param classes in the order to keep; empty to sort those that occur, numbers by size
   * @param take which of a window's classes it has
   */
  record WindowLabel(
      @Default("label") String column,
      @Default("[]") List<String> classes,
      @Default("only") Take take)
      implements CsvTarget {

    /** Which of the classes of its rows a window has. */
    public enum Take {
      /** The only one: windows are cut from each stretch of one class. */
      ONLY,
      /** That of its last row. */
      LAST,
      /** The most frequent; of several, that which is there last. */
      MOST
    }

    public WindowLabel {
      present("column", column);
      classes = checkedClasses(classes);
      present("take", take);
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public Optional<Target> known(List<String> features) {
      return classes.isEmpty() ? Optional.empty() : Optional.of(new Target.OneClass(classes));
    }

    @Override
    public String label() {
      return "window-label";
    }

    @Override
    public boolean isOfSequence() {
      return false;
    }

    @Override
    public boolean needsWindow() {
      return true;
    }
  }

  /**
   * One class a sequence, the same in all its rows.
   *
   * @param columns one a class, of which each row has 1 in one and 0 in the others
   */
  record OneHot(List<String> columns) implements CsvTarget {
    public OneHot {
      columns = listOf("columns", columns);
      that(columns.size() > 1, "columns: expected two or more, one a class, got %s", columns);
      checkDistinct("columns", columns);
    }

    @Override
    public Optional<Target> known(List<String> features) {
      return Optional.of(new Target.OneClass(columns));
    }

    @Override
    public String label() {
      return "one-hot";
    }
  }

  /**
   * Numbers, of which those of a sequence's last row count.
   *
   * @param columns one a number
   */
  record Numbers(List<String> columns) implements CsvTarget {
    public Numbers {
      columns = checkedColumns(columns);
    }

    @Override
    public Optional<Target> known(List<String> features) {
      List<Signal> signals = columns.stream().map(column -> new Signal(column, "")).toList();
      return Optional.of(new Target.Numbers(signals, Target.Numbers.NO_NAIVE));
    }

    @Override
    public String label() {
      return "numbers";
    }
  }

  /**
   * Numbers that come after a window, by rows: whatever time lies between them, such as business
   * days or months. The columns may be features too, and are by default.
   *
   * @param columns to predict
   * @param rows after the window's last, one number of each column for each
   */
  record Ahead(List<String> columns, @Default("[1]") List<Integer> rows) implements CsvTarget {
    public Ahead {
      columns = checkedColumns(columns);
      rows = listOf("rows", rows);
      that(!rows.isEmpty(), "rows: expected one number of rows or more, got none");
      rows.forEach(ahead -> positive("rows", ahead.intValue()));
      that(new HashSet<>(rows).size() == rows.size(), "rows: each once, got %s", rows);
    }

    @Override
    public List<String> taken() {
      return List.of();
    }

    /** The naive forecast is the value of the last row, where one column is predicted. */
    @Override
    public Optional<Target> known(List<String> features) {
      List<Signal> signals = new ArrayList<>();
      for (String column : columns) {
        rows.forEach(ahead -> signals.add(new Signal(column + "+" + ahead, "")));
      }
      int naive = columns.size() == 1 ? features.indexOf(columns.get(0)) : -1;
      return Optional.of(new Target.Numbers(signals, naive < 0 ? Target.Numbers.NO_NAIVE : naive));
    }

    @Override
    public String label() {
      return "ahead";
    }

    @Override
    public boolean isOfSequence() {
      return false;
    }

    @Override
    public boolean needsWindow() {
      return true;
    }
  }

  private static List<String> checkedColumns(List<String> given) {
    List<String> columns = listOf("columns", given);
    that(!columns.isEmpty(), "columns: expected one or more, one a number, got none");
    checkDistinct("columns", columns);
    return columns;
  }

  private static List<String> checkedClasses(List<String> given) {
    List<String> classes = listOf("classes", given);
    that(
        classes.size() != 1,
        "classes: expected two or more, or none where the file is to tell, got %s",
        classes);
    checkDistinct("classes", classes);
    return classes;
  }

  private static void checkDistinct(String key, List<String> names) {
    that(new HashSet<>(names).size() == names.size(), "%s: each once, got %s", key, names);
  }
}
