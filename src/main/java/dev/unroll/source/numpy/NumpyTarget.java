package dev.unroll.source.numpy;

import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.that;

import dev.unroll.settings.Default;
import java.util.HashSet;
import java.util.List;

/** What is to be predicted, and how the array of targets tells it. */
public sealed interface NumpyTarget {

  /** Names of the classes; empty where the array is to tell, and for numbers. */
  List<String> classes();

  /** The number of the first class, where numbers tell classes. */
  default int firstClass() {
    return 0;
  }

  /** Whether each step has a class. */
  default boolean isOfStep() {
    return false;
  }

  /**
   * One class a sequence: [sequences], or [sequences, classes] with a 1 in each row and else 0.
   *
   * @param classes where texts tell them, in the order to keep; where numbers tell them, the names
   *     of the numbers from {@code firstClass} on; empty for those that occur
   * @param firstClass number of the first of {@code classes}
   */
  record Label(@Default("[]") List<String> classes, @Default("0") int firstClass)
      implements NumpyTarget {
    public Label {
      classes = checkedClasses(classes, firstClass);
    }
  }

  /**
   * One class a step: [sequences, steps], or [sequences, steps, classes] with one 1 for each step
   * and else 0.
   *
   * @param classes as of {@link Label}
   * @param firstClass number of the first of {@code classes}
   */
  record StepLabel(@Default("[]") List<String> classes, @Default("0") int firstClass)
      implements NumpyTarget {
    public StepLabel {
      classes = checkedClasses(classes, firstClass);
    }

    @Override
    public boolean isOfStep() {
      return true;
    }
  }

  /**
   * One class a sequence: [sequences, classes] with a 1 in each row and else 0.
   *
   * @param classes names of the columns; empty to number them from 0
   */
  record OneHot(@Default("[]") List<String> classes) implements NumpyTarget {
    public OneHot {
      classes = checkedClasses(classes, 0);
    }
  }

  /**
   * Numbers of a sequence: [sequences] or [sequences, numbers].
   *
   * @param names of the numbers; empty for the array's name, with a number where there are several
   */
  record Numbers(@Default("[]") List<String> names) implements NumpyTarget {
    public Numbers {
      names = listOf("names", names);
      that(new HashSet<>(names).size() == names.size(), "names: each once, got %s", names);
    }

    @Override
    public List<String> classes() {
      return List.of();
    }
  }

  private static List<String> checkedClasses(List<String> given, int firstClass) {
    List<String> classes = listOf("classes", given);
    that(
        classes.size() != 1,
        "classes: expected two or more, or none where the array is to tell, got %s",
        classes);
    that(new HashSet<>(classes).size() == classes.size(), "classes: each once, got %s", classes);
    that(
        firstClass == 0 || !classes.isEmpty(),
        "firstClass: %d is the number of the first of classes; name them",
        firstClass);
    return classes;
  }
}
