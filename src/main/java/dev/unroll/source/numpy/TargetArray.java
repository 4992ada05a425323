package dev.unroll.source.numpy;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.internal.numpy.Cells;
import dev.unroll.internal.numpy.Entries;
import dev.unroll.internal.numpy.SavedArray;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What is true of each sequence of an array of inputs. */
final class TargetArray {

  /** How an entry tells it. */
  private enum Form {
    CLASS,
    CLASS_PER_STEP,
    ONE_HOT,
    ONE_HOT_PER_STEP,
    NUMBERS
  }

  private final SavedArray array;
  private final Entries entries;
  private final Form form;
  private final boolean guessed;
  private final NumpyTarget target;
  private final ClassNumbers classes;
  private final String name;

  private TargetArray(
      SavedArray array,
      Entries entries,
      Form form,
      NumpyTarget target,
      ClassNumbers classes,
      String name) {
    this.array = array;
    this.entries = entries;
    this.form = form;
    this.guessed = form == Form.ONE_HOT && !(target instanceof NumpyTarget.OneHot);
    this.target = target;
    this.classes = classes;
    this.name = name;
  }

  /**
   * Sees how targets are told.
   *
   * @param name of the array
   * @param inputs that they are of
   * @param classes takes those that occur
   * @throws dev.unroll.check.InputException where the shape is not that of such targets
   */
  static TargetArray of(
      SavedArray array, String name, InputArray inputs, NumpyTarget target, ClassNumbers classes)
      throws IOException {
    that(
        array.areNumbers() || array.areTexts(),
        "%s: expected classes or numbers, found both numbers and texts",
        array.who());
    if (inputs.isOneRecording()) {
      that(
          target.isOfStep() && array.rank() >= 1 && array.size(0) == inputs.steps(),
          "%s: its shape is %s, and the inputs are one recording of %d steps; expected a class for each"
              + " step, and target.type step-label",
          array.who(),
          array.shapeText(),
          inputs.steps());
      Cells all = array.all();
      Form form = isWide(array, 1) ? Form.ONE_HOT_PER_STEP : Form.CLASS_PER_STEP;
      return new TargetArray(array, new One(all), form, target, classes, name);
    }
    that(
        array.rank() >= 1 && array.size(0) == inputs.size(),
        "%s: its shape is %s, but there are %d sequences; expected one entry for each",
        array.who(),
        array.shapeText(),
        inputs.size());
    Entries entries = array.entries(0, IntStream.range(1, array.rank()).toArray());
    return new TargetArray(
        array, entries, form(array, entries, inputs, target), target, classes, name);
  }

  /** A single entry. */
  private record One(Cells get) implements Entries {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public Cells get(int index) {
      return get;
    }
  }

  /** Whether there is more than one value on an axis and all after it. */
  private static boolean isWide(SavedArray array, int axis) {
    return IntStream.range(axis, array.rank()).anyMatch(a -> array.size(a) != 1);
  }

  private static Form form(SavedArray array, Entries entries, InputArray inputs, NumpyTarget target)
      throws IOException {
    if (array.isRagged()) {
      that(
          target.isOfStep(),
          "%s: its entries are arrays; where those have a class for each step, set target.type to"
              + " step-label",
          array.who());
      return array.size() > 0 && entries.get(0).shape().size() > 1
          ? Form.ONE_HOT_PER_STEP
          : Form.CLASS_PER_STEP;
    }
    if (target.isOfStep()) {
      that(
          array.rank() >= 2 && array.rank() <= 3 && array.size(1) == inputs.steps(),
          "%s: its shape is %s; expected a class for each step, as target.type says: [%d, %d]",
          array.who(),
          array.shapeText(),
          inputs.size(),
          inputs.steps());
      return isWide(array, 2) ? Form.ONE_HOT_PER_STEP : Form.CLASS_PER_STEP;
    }
    that(
        array.rank() <= 2 || !isWide(array, 2),
        "%s: its shape is %s; expected [sequences] or [sequences, numbers]; where each step has a"
            + " class, set target.type to step-label",
        array.who(),
        array.shapeText());
    if (target instanceof NumpyTarget.Numbers) {
      return Form.NUMBERS;
    }
    if (target instanceof NumpyTarget.OneHot) {
      return Form.ONE_HOT;
    }
    if (!isWide(array, 1)) {
      return Form.CLASS;
    }
    for (int i = 0; i < entries.size(); i++) {
      if (array.areTexts() || hot(entries.get(i), 0, entries.get(i).size()) < 0) {
        throw failure(
            "%s: its shape is %s; expected one class for each sequence. Where each step has one, set"
                + " target.type to step-label; for numbers to predict, to numbers",
            array.who(), array.shapeText());
      }
    }
    that(
        array.size(1) != inputs.steps(),
        "%s: its shape is %s: it may have a column for each of %d classes, or a class for each of %d"
            + " steps; set target.type to one-hot or step-label",
        array.who(),
        array.shapeText(),
        array.size(1),
        inputs.steps());
    return Form.ONE_HOT;
  }

  /** Where the only 1 is among zeros; -1 where it is otherwise. */
  private static int hot(Cells cells, int from, int count) {
    int hot = -1;
    for (int i = 0; i < count; i++) {
      double value = cells.number(from + i);
      if (value == 1 && hot < 0) {
        hot = i;
      } else if (value != 0) {
        return -1;
      }
    }
    return hot;
  }

  boolean isOfStep() {
    return form == Form.CLASS_PER_STEP || form == Form.ONE_HOT_PER_STEP;
  }

  boolean isClass() {
    return form != Form.NUMBERS;
  }

  /** The class of a sequence, by the number that the classes gave it. */
  int label(int index) throws IOException {
    Cells cells = entries.get(index);
    return form == Form.ONE_HOT
        ? hotClass(cells, 0, cells.size(), place(index))
        : classes.of(cells, 0, place(index));
  }

  private int hotClass(Cells cells, int from, int columns, String who) {
    that(array.areNumbers(), "%s: expected 0 and 1, found texts", who);
    int hot = hot(cells, from, columns);
    that(hot >= 0, "%s: expected 1 in one of %d columns and 0 in the others", who, columns);
    return classes.column(hot, columns, who);
  }

  /** The class of each of the first steps of a sequence. */
  int[] stepLabels(int index, int steps) throws IOException {
    Cells cells = entries.get(index);
    int given = cells.shape().isEmpty() ? 0 : cells.shape().get(0);
    that(
        given >= steps && (given == steps || !array.isRagged()),
        "%s has %d classes, its sequence %d steps; expected a class for each step",
        place(index),
        given,
        steps);
    int columns = cells.size() / given;
    int[] labels = new int[steps];
    for (int step = 0; step < steps; step++) {
      String who = place(index) + ", step " + step;
      labels[step] =
          form == Form.ONE_HOT_PER_STEP
              ? hotClass(cells, step * columns, columns, who)
              : classes.of(cells, step, who);
    }
    return labels;
  }

  /** The numbers to predict of a sequence; NaN where one is missing. */
  float[] numbers(int index) throws IOException {
    Cells cells = entries.get(index);
    that(cells.areNumbers(), "%s: expected numbers, found texts", array.who());
    float[] numbers = new float[cells.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) cells.number(i);
      that(
          !Float.isInfinite(numbers[i]),
          "%s: number %d is %s, which no model of 32 bits predicts",
          place(index),
          i,
          cells.number(i));
    }
    return numbers;
  }

  /** How messages name an entry. */
  String place(int index) {
    return array.who() + ": entry " + index;
  }

  /** What was guessed. */
  Optional<String> note() {
    return guessed
        ? Optional.of(
            name + " " + array.shapeText() + " has a single 1 in each row: a column for each class")
        : Optional.empty();
  }

  /** What is to be predicted, once all is read. */
  Target target() {
    if (isOfStep()) {
      return new Target.ClassPerStep(classes.names());
    }
    if (isClass()) {
      return new Target.OneClass(classes.names());
    }
    int count = (int) (array.size() / Math.max(1, array.size(0)));
    List<String> given =
        target instanceof NumpyTarget.Numbers numbers ? numbers.names() : List.of();
    that(
        given.isEmpty() || given.size() == count,
        "%s: has %d numbers for each sequence, but target.names names %d: %s",
        array.who(),
        count,
        given.size(),
        given);
    String base = name.replaceFirst(".*/", "").replaceFirst("(?i)[-_. ]?(train(ing)?|tr)$", "");
    List<String> names =
        !given.isEmpty()
            ? given
            : count == 1
                ? List.of(base)
                : IntStream.range(0, count).mapToObj(i -> base + "_" + i).toList();
    return new Target.Numbers(
        names.stream().map(n -> new Signal(n, "")).toList(), Target.Numbers.NO_NAIVE);
  }
}
