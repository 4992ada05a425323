package dev.unroll.data;

import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects sequences one by one, of whatever length. What does not fit in memory goes to a
 * temporary file and is read from there.
 */
public final class SequencesBuilder {

  private final int features;
  private final ValuesWriter writer;
  private final List<Long> starts = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final List<Integer> groups = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private final ImmutableIntArray.Builder stepLabels = ImmutableIntArray.builder();
  private final List<Float> numbers = new ArrayList<>();

  /**
   * @param features numbers of a step
   */
  public SequencesBuilder(int features) {
    this(features, new ValuesWriter());
  }

  SequencesBuilder(int features, ValuesWriter writer) {
    this.features = features;
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
    long start = writer.size();
    writer.add(values, 0, values.length);
    return start;
  }

  /**
   * Makes a sequence of steps that were added; windows may overlap.
   *
   * @param series from {@link #addSteps}
   * @param firstStep of the window, counted from the beginning of those steps
   */
  public SequencesBuilder window(long series, int firstStep, int steps, int group) {
    starts.add(series + (long) firstStep * features);
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
    labels.add(label);
  }

  /** The class of each step of the steps that were added last. */
  public void stepLabels(int... classes) {
    stepLabels.addAll(classes);
  }

  /** The numbers to predict of the sequence that was added last. */
  public void numbers(float... values) {
    numbers.addAll(Floats.asList(values));
  }

  /** The sequences, which must all have been given the same kind of truth. */
  public Sequences build() {
    Truth truth;
    ImmutableIntArray ofSteps = stepLabels.build();
    if (!ofSteps.isEmpty()) {
      truth = new Truth.StepLabels(ofSteps.toArray());
    } else if (!numbers.isEmpty()) {
      truth = new Truth.Numbers(Floats.toArray(numbers), numbers.size() / size());
    } else {
      truth = new Truth.Labels(Ints.toArray(labels));
    }
    return Sequences.of(
        writer.values(),
        features,
        Longs.toArray(starts),
        Ints.toArray(lengths),
        truth,
        Ints.toArray(groups));
  }
}
