package dev.unroll.source.numpy;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.internal.numpy.Cells;
import dev.unroll.internal.numpy.Entries;
import dev.unroll.internal.numpy.NpyArray;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The sequences of an array, each [steps, features], one after the other. */
final class InputArray {

  private final NpyArray array;
  private final List<Axis> axes;
  private final boolean guessed;
  private final Optional<Entries> entries;

  private InputArray(NpyArray array, List<Axis> axes, boolean guessed) {
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
  static InputArray of(NpyArray array, Numpy settings) {
    that(
        array.type().isNumber(),
        "%s: expected numbers, found %s of the shape %s; set arrays.inputs where another array has"
            + " the sequences",
        array.who(),
        array.type().words(),
        array.shapeText());
    List<Axis> axes = settings.axes().isEmpty() ? usual(array, settings) : settings.axes();
    that(
        axes.size() == array.rank(),
        "%s: its shape %s has %d axes, but the setting axes has %d: %s",
        array.who(),
        array.shapeText(),
        array.rank(),
        axes.size(),
        axes);
    InputArray inputs = new InputArray(array, axes, settings.axes().isEmpty());
    that(
        inputs.size() > 0 && inputs.steps() > 0 && inputs.features() > 0,
        "%s: it is empty: its shape is %s",
        array.who(),
        array.shapeText());
    return inputs;
  }

  private static List<Axis> usual(NpyArray array, Numpy settings) {
    String shape = array.who() + ": its shape " + array.shapeText();
    return switch (array.rank()) {
      case 3 -> List.of(Axis.SEQUENCES, Axis.STEPS, Axis.FEATURES);
      case 2 -> {
        that(
            settings.window() == 0,
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
              shape, array.rank());
    };
  }

  NpyArray array() {
    return array;
  }

  /** Sequences; 1 where the array is one recording. */
  int size() {
    return entries.map(Entries::size).orElse(1);
  }

  boolean isOneRecording() {
    return entries.isEmpty();
  }

  /** Steps of each, before any end with padding. */
  long steps() {
    return array.size(axes.indexOf(Axis.STEPS));
  }

  int features() {
    return axes.contains(Axis.FEATURES)
        ? Math.toIntExact(array.size(axes.indexOf(Axis.FEATURES)))
        : 1;
  }

  /** What was guessed of the axes, where it might be otherwise. */
  Optional<String> note() {
    return guessed && array.rank() == 3 && features() > steps()
        ? Optional.of(
            array.shapeText()
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
   * @param length tells how many of its steps count
   */
  float[] sequence(int index, Function<Integer, Integer> length) throws IOException {
    Cells cells = cells(index);
    int features = features();
    int steps = length.apply(cells.shape().get(0));
    float[] values = new float[Math.multiplyExact(steps, features)];
    for (int i = 0; i < values.length; i++) {
      double number = cells.number(i);
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
