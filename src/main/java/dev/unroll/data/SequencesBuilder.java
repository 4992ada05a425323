package dev.unroll.data;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Collects sequences one by one, of whatever length, with what is true of each: a class, a class
 * for each step, or numbers, the same kind for all. What does not fit in memory goes to a temporary
 * file and is read from there.
 */
public final class SequencesBuilder {

  private final int features;
  private final ValuesWriter writer;

  /** First value of each series of steps, ascending. */
  private final List<Long> series = new ArrayList<>();

  private final List<Long> starts = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final List<Integer> groups = new ArrayList<>();

  /** Where each begins in its series, or {@link SequenceNames#WHOLE}. */
  private final List<Integer> firstSteps = new ArrayList<>();

  /** Values of each feature that were missing, and filled in; null where nobody said. */
  private long[] missing;

  private long[] filled;
  private final List<Integer> labels = new ArrayList<>();
  private final List<Float> numbers = new ArrayList<>();

  /** The class of each step of {@link #writer}, as far as {@link #labelledSteps}. */
  private int[] stepLabels = new int[0];

  private int labelledSteps;

  /** That of all sequences, once the first was told of. */
  private Target.Kind kind;

  /** Numbers of a sequence, once those of the first are known. */
  private int width;

  /**
   * @param features numbers of a step
   */
  public SequencesBuilder(int features) {
    this(features, new ValuesWriter());
  }

  SequencesBuilder(int features, ValuesWriter writer) {
    this.features = positive("features", features);
    this.writer = writer;
  }

  /** Sequences so far. */
  public int size() {
    return lengths.size();
  }

  /**
   * Adds steps that windows can be taken from.
   *
   * @param values [steps, features], flat
   * @return where they begin, for {@link #window}
   */
  public long addSteps(float[] values) throws IOException {
    that(
        values.length > 0 && values.length % features == 0,
        "sequences: expected steps of %d values, got %d values",
        features,
        values.length);
    if (kind == Target.Kind.CLASS_PER_STEP) {
      checkStepsAreLabelled();
    }
    long start = writer.size();
    writer.add(values, 0, values.length);
    series.add(start);
    return start;
  }

  /**
   * Makes a sequence of steps that were added; windows may overlap.
   *
   * @param series from {@link #addSteps}
   * @param firstStep of the window, counted from the beginning of those steps
   */
  public SequencesBuilder window(long series, int firstStep, int steps, int group) {
    if (kind == Target.Kind.ONE_CLASS || kind == Target.Kind.NUMBERS) {
      checkAllTold(size());
    }
    int ofSeries = steps(series);
    that(
        firstStep >= 0 && steps >= 1 && steps <= ofSeries - firstStep,
        "sequences: sequence %d asks for %d steps from step %d on, but its series has %d",
        size(),
        steps,
        firstStep,
        ofSeries);
    starts.add(series + (long) firstStep * features);
    firstSteps.add(steps == ofSeries ? SequenceNames.WHOLE : firstStep);
    lengths.add(steps);
    groups.add(group);
    return this;
  }

  /** Adds a sequence of its own: [steps, features], flat. */
  public SequencesBuilder add(float[] values, int group) throws IOException {
    return window(addSteps(values), 0, values.length / features, group);
  }

  /** The class of the sequence that was added last, from 0 or {@link Sequences#UNLABELLED}. */
  public void label(int label) {
    tellLast(Target.Kind.ONE_CLASS);
    that(
        label >= Sequences.UNLABELLED,
        "sequences: sequence %d: expected a class from 0 on, got %d",
        size() - 1,
        label);
    labels.add(label);
  }

  /** The class of each step of the steps that were added last, in windows or not. */
  public void stepLabels(int... classes) {
    that(!series.isEmpty(), "sequences: there are no steps yet that could have classes");
    int last = series.size() - 1;
    setKind(Target.Kind.CLASS_PER_STEP, Math.max(0, size() - 1));
    int steps = steps(series.get(last));
    that(
        (long) labelledSteps * features == series.get(last) && classes.length == steps,
        "sequences: series %d: expected a class for each of its %d steps, told once and after those"
            + " of the series before; got %d classes, and %d of %d steps were told before",
        last,
        steps,
        classes.length,
        labelledSteps,
        writer.size() / features);
    stepLabels = Ints.ensureCapacity(stepLabels, labelledSteps + steps, labelledSteps);
    System.arraycopy(classes, 0, stepLabels, labelledSteps, steps);
    labelledSteps += steps;
  }

  /** The numbers to predict of the sequence that was added last, as many for each. */
  public void numbers(float... values) {
    tellLast(Target.Kind.NUMBERS);
    int expected = width == 0 ? positive("sequences: numbers of a sequence", values.length) : width;
    that(
        values.length == expected,
        "sequences: sequence %d: expected %d numbers to predict, as those before it have, got %d",
        size() - 1,
        expected,
        values.length);
    width = expected;
    numbers.addAll(Floats.asList(values));
  }

  /**
   * Counts values that were not there.
   *
   * @param notFound how many more of the feature
   * @param madeUp how many of those were filled in
   */
  public void gaps(int feature, long notFound, long madeUp) {
    if (missing == null) {
      missing = new long[features];
      filled = new long[features];
    }
    missing[feature] += notFound;
    filled[feature] += madeUp;
  }

  /** Renumbers the classes told so far, where their order is known only at the end. */
  public void relabel(IntUnaryOperator newLabel) {
    labels.replaceAll(label -> label < 0 ? label : newLabel.applyAsInt(label));
    for (int i = 0; i < labelledSteps; i++) {
      stepLabels[i] = newLabel.applyAsInt(stepLabels[i]);
    }
  }

  /** The sequences, each of which must have been told of. */
  public Sequences build() {
    if (kind == Target.Kind.CLASS_PER_STEP) {
      checkStepsAreLabelled();
    } else {
      checkAllTold(size());
    }
    Sequences all =
        Sequences.of(
            writer.values(),
            features,
            Longs.toArray(starts),
            Ints.toArray(lengths),
            truth(),
            Ints.toArray(groups));
    return missing == null ? all : all.withGaps(new SignalGaps(missing, filled));
  }

  /**
   * As {@link #build()}, by the names that the data have for the sequences.
   *
   * @param names of each, or of the series that it is a window of
   */
  public Sequences build(List<String> names) {
    that(
        names.size() == size(),
        "sequences: expected a name for each of %d, got %d",
        size(),
        names.size());
    return build().named(new SequenceNames(names.toArray(String[]::new), Ints.toArray(firstSteps)));
  }

  private Truth truth() {
    if (kind == Target.Kind.CLASS_PER_STEP) {
      return new Truth.StepLabels(Arrays.copyOf(stepLabels, labelledSteps));
    }
    return kind == Target.Kind.NUMBERS
        ? new Truth.Numbers(Floats.toArray(numbers), width)
        : new Truth.Labels(Ints.toArray(labels));
  }

  /** Steps of a series. */
  private int steps(long start) {
    int place = Collections.binarySearch(series, start);
    that(place >= 0, "sequences: no series of steps begins at %d", start);
    long end = place + 1 < series.size() ? series.get(place + 1) : writer.size();
    return Math.toIntExact((end - start) / features);
  }

  /** Sees to it that the sequence added last may be told of by {@code told}. */
  private void tellLast(Target.Kind told) {
    that(size() > 0, "sequences: there is no sequence yet that could have %s", told.words());
    setKind(told, size() - 1);
    checkAllTold(size() - 1);
    that(
        told() == size() - 1,
        "sequences: sequence %d: expected %s once, got another",
        size() - 1,
        told.words());
  }

  private void setKind(Target.Kind told, int sequence) {
    that(
        kind == null || kind == told,
        "sequences: sequence %d: expected %s, as those before it have, got %s",
        sequence,
        kind == null ? "" : kind.words(),
        told.words());
    kind = told;
  }

  /** Sequences whose own truth is known. */
  private int told() {
    return kind == Target.Kind.NUMBERS && width > 0 ? numbers.size() / width : labels.size();
  }

  private void checkAllTold(int count) {
    that(
        told() >= count,
        "sequences: sequence %d: expected %s, got nothing",
        told(),
        kind == null ? "a class, a class for each step, or numbers to predict" : kind.words());
  }

  private void checkStepsAreLabelled() {
    that(
        (long) labelledSteps * features == writer.size(),
        "sequences: series %d: expected a class for each of its steps, got nothing",
        series.size() - 1);
  }
}
