package dev.unroll.source.csv;

import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.settings.Default;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What is to be predicted, and which columns tell it. */
public sealed interface CsvTarget {

  /** The columns that tell it. */
  List<String> columns();

  /** What is to be predicted, where the settings tell it without the file. */
  Optional<Target> known();

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
    public Optional<Target> known() {
      return classes.isEmpty() ? Optional.empty() : Optional.of(new Target.OneClass(classes));
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
    public Optional<Target> known() {
      return classes.isEmpty() ? Optional.empty() : Optional.of(new Target.ClassPerStep(classes));
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
    public Optional<Target> known() {
      return Optional.of(new Target.OneClass(columns));
    }
  }

  /**
   * Numbers, of which those of a sequence's last row count.
   *
   * @param columns one a number
   */
  record Numbers(List<String> columns) implements CsvTarget {
    public Numbers {
      columns = listOf("columns", columns);
      that(!columns.isEmpty(), "columns: expected one or more, one a number, got none");
      checkDistinct("columns", columns);
    }

    @Override
    public Optional<Target> known() {
      List<Signal> signals = columns.stream().map(column -> new Signal(column, "")).toList();
      return Optional.of(new Target.Numbers(signals, Target.Numbers.NO_NAIVE));
    }
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
