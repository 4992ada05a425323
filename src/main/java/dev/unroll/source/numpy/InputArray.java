package dev.unroll.source.numpy;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.internal.numpy.Cells;
import dev.unroll.internal.numpy.Entries;
import dev.unroll.internal.numpy.SavedArray;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** The sequences of an array, each [steps, features], one after the other. */
final class InputArray {

  private final SavedArray array;
  private final List<Axis> axes;
  private final boolean guessed;
  private final Optional<Entries> entries;

  private InputArray(SavedArray array, List<Axis> axes, boolean guessed) throws IOException {
    this.array = array;
    this.axes = axes;
    this.guessed = guessed;
    this.entries =
        axes.contains(Axis.SEQUENCES)
            ? Optional.of(array.entries(axes.indexOf(Axis.SEQUENCES), ofEntry()))
            : Optional.empty();
  }

  private int[] ofEntry() {
    return axes.contains(Axis.FEATURES)
        ? new int[] {axes.indexOf(Axis.STEPS), axes.indexOf(Axis.FEATURES)}
        : new int[] {axes.indexOf(Axis.STEPS)};
  }

  /**
   * Sees what the axes are.
   *
   * @throws dev.unroll.check.InputException where settings and shape do not tell
   */
  static InputArray of(SavedArray array, Numpy settings) throws IOException {
    that(
        array.areNumbers(),
        "%s: expected numbers, found texts of the shape %s; set arrays.inputs where another array has"
            + " the sequences",
        array.who(),
        array.shapeText());
    that(
        array.rank() > 0 && array.size() > 0,
        "%s: it is empty: its shape is %s",
        array.who(),
        array.shapeText());
    int rank = array.rank() + (array.isRagged() ? array.entries(0).get(0).shape().size() : 0);
    List<Axis> axes = settings.axes().isEmpty() ? usual(array, rank, settings) : settings.axes();
    that(
        axes.size() == rank && (!array.isRagged() || axes.get(0) == Axis.SEQUENCES),
        "%s: its shape %s has %d axes%s, but the setting axes is %s",
        array.who(),
        array.shapeText(),
        rank,
        array.isRagged() ? ", with those of its arrays" : "",
        axes);
    return new InputArray(array, axes, settings.axes().isEmpty());
  }

  private static List<Axis> usual(SavedArray array, int rank, Numpy settings) {
    String shape = array.who() + ": its shape " + array.shapeText();
    return switch (rank) {
      case 3 -> List.of(Axis.SEQUENCES, Axis.STEPS, Axis.FEATURES);
      case 2 -> {
        that(
            settings.window() == 0 || array.isRagged(),
            "%s may be sequences of one feature or one recording of several, to be cut into windows;"
                + " set axes to [sequences, steps] or [steps, features]",
            shape);
        yield List.of(Axis.SEQUENCES, Axis.STEPS);
      }
      case 1 ->
          throw failure(
              "%s has one axis, expected [sequences, steps, features]; where it is one series, set"
                  + " axes to [steps], and window",
              shape);
      default ->
          throw failure(
              "%s has %d axes, expected [sequences, steps, features]; save it so, such as by"
                  + " X.reshape(X.shape[0], X.shape[1], -1)",
              shape, rank);
    };
  }

  SavedArray array() {
    return array;
  }

  /** Sequences; 1 where the array is one recording. */
  int size() {
    return entries.map(Entries::size).orElse(1);
  }

  boolean isOneRecording() {
    return entries.isEmpty();
  }

  /** Whether sequences have arrays of their own, which may differ in their steps. */
  boolean isRagged() {
    return array.isRagged();
  }

  /** Steps of each, before any end with padding; of the first where they differ. */
  long steps() throws IOException {
    return array.isRagged() ? cells(0).shape().get(stepsOfEntry()) : array.size(axisOf(Axis.STEPS));
  }

  int features() throws IOException {
    if (!axes.contains(Axis.FEATURES)) {
      return 1;
    }
    return array.isRagged()
        ? cells(0).shape().get(1 - stepsOfEntry())
        : Math.toIntExact(array.size(axisOf(Axis.FEATURES)));
  }

  private int axisOf(Axis axis) {
    return axes.indexOf(axis);
  }

  /** The axis of steps of a sequence that has an array of its own. */
  private int stepsOfEntry() {
    return axes.indexOf(Axis.STEPS) - 1;
  }

  /** What was guessed of the axes, where it might be otherwise. */
  Optional<String> note() throws IOException {
    return guessed && axes.size() == 3 && features() > steps()
        ? Optional.of(
            (array.isRagged() ? "the first sequence" : array.shapeText())
                + " is read as sequences of "
                + steps()
                + " steps of "
                + features()
                + " features; where it is otherwise, set axes, such as to [sequences, features,"
                + " steps]")
        : Optional.empty();
  }

  /** A sequence's values. */
  private Cells cells(int index) throws IOException {
    return entries.isPresent() ? entries.get().get(index) : array.all(ofEntry());
  }

  /**
   * A sequence, [steps, features], flat; NaN where a value is missing.
   *
   * @param features of a step
   * @param length tells how many of its steps count
   */
  float[] sequence(int index, int features, IntUnaryOperator length) throws IOException {
    Cells cells = cells(index);
    int all = cells.shape().isEmpty() ? 0 : cells.size() / features;
    boolean turned = array.isRagged() && stepsOfEntry() == 1;
    if (array.isRagged()) {
      checkEntry(index, cells, features, all);
    }
    int steps = length.applyAsInt(all);
    float[] values = new float[Math.multiplyExact(steps, features)];
    for (int i = 0; i < values.length; i++) {
      double number = cells.number(turned ? i % features * all + i / features : i);
      values[i] = (float) number;
      if (Float.isInfinite(values[i])) {
        throw failure(
            "%s holds %s, which is %s",
            place(index, i / features, i % features),
            number,
            Double.isInfinite(number)
                ? "no finite number; save NaN where a value is missing"
                : "too large for 32 bits, in which models compute; save it in another unit");
      }
    }
    return values;
  }

  private void checkEntry(int index, Cells cells, int features, int steps) {
    List<Integer> expected =
        !axes.contains(Axis.FEATURES)
            ? List.of(steps)
            : stepsOfEntry() == 0 ? List.of(steps, features) : List.of(features, steps);
    that(
        steps > 0 && cells.shape().equals(expected),
        "%s: sequence %d (counted from 0) has the shape %s; expected one or more steps of %d features,"
            + " as the first has",
        array.who(),
        index,
        cells.shape(),
        features);
  }

  /** How messages name a value. */
  String place(int index, int step, int feature) {
    return array.who()
        + ": sequence "
        + index
        + ", step "
        + step
        + ", feature "
        + feature
        + " (each counted from 0)";
  }
}
