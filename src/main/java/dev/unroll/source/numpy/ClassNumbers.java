package dev.unroll.source.numpy;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.internal.numpy.Cells;
import dev.unroll.internal.numpy.Wholes;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The classes of all parts, numbered as they first occur until all are known. */
final class ClassNumbers {

  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

  /** Names of the numbers from {@link #first} on; empty where numbers are called by themselves. */
  private final List<String> given;

  private final int first;

  /** Whether classes that were not there yet may come. */
  private final boolean open;

  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  /**
   * @param known names of all classes in their order; empty for those that occur
   */
  ClassNumbers(NumpyTarget target, List<String> known) {
    this.given = target.classes();
    this.first = target.firstClass();
    List<String> all = given.isEmpty() ? known : given;
    all.forEach(name -> numbers.put(name, numbers.size()));
    this.open = numbers.isEmpty();
  }

  /**
   * The number of a class.
   *
   * @param who how messages name its place
   */
  int of(Cells cells, int index, String who) {
    if (cells.areTexts()) {
      return named(cells.text(index), who);
    }
    double number = cells.number(index);
    that(!Double.isNaN(number), "%s: the class is missing (NaN); leave the sequence out", who);
    that(
        Wholes.isWhole(number),
        "%s: %s is no class: classes are whole numbers or texts; where numbers are to be predicted,"
            + " set target.type to numbers",
        who,
        number);
    return given.isEmpty() ? named(cells.text(index), who) : at((long) number, who);
  }

  private int at(long number, String who) {
    long place = number - first;
    that(
        place >= 0 && place < given.size(),
        "%s: there is no class %d: target.classes names %d, from %d to %d; where the first has another"
            + " number, set target.firstClass",
        who,
        number,
        given.size(),
        first,
        first + given.size() - 1);
    return (int) place;
  }

  /** The number of the class that a column of a table of ones and zeros stands for. */
  int column(int column, int columns, String who) {
    if (given.isEmpty()) {
      // All columns are classes, whether they occur or not.
      if (open) {
        IntStream.range(0, columns).forEach(c -> named(Integer.toString(c), who));
      }
      return named(Integer.toString(column), who);
    }
    that(
        given.size() == columns,
        "%s: has %d columns, one a class, but target.classes names %d: %s",
        who,
        columns,
        given.size(),
        given);
    return column;
  }

  private int named(String name, String who) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    if (!open) {
      throw failure(
          "%s: unknown class '%s'; known are %s%s",
          who,
          name,
          FoundArrays.list(List.copyOf(numbers.keySet())),
          didYouMean(name, numbers.keySet()));
    }
    that(!name.isEmpty(), "%s: the class is missing (an empty text)", who);
    numbers.put(name, numbers.size());
    return numbers.size() - 1;
  }

  /** How messages call a class of those so far. */
  String name(int number) {
    return List.copyOf(numbers.keySet()).get(number);
  }

  /**
   * All classes in their order: as they were given, else by size where all are numbers, by name.
   */
  List<String> names() {
    if (!open) {
      return List.copyOf(numbers.keySet());
    }
    Comparator<String> order = Comparator.naturalOrder();
    if (numbers.keySet().stream().allMatch(name -> WHOLE.matcher(name).matches())) {
      order = Comparator.comparingLong(Long::parseLong);
    }
    return numbers.keySet().stream().sorted(order).toList();
  }

  /** The place among {@link #names} of each number that was given out. */
  int[] places() {
    List<String> names = names();
    return numbers.keySet().stream().mapToInt(names::indexOf).toArray();
  }
}
