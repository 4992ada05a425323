package dev.unroll.data;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Immutable sequences, each [steps, features] with what is true of it and a group (the subject,
 * vessel or recording it came from).
 *
 * <p>The values are in memory or, where they do not fit, in a temporary file. Sequences may
 * overlap: windows of one recording share its values, and a selection of sequences those of its
 * set.
 */
public final class Sequences {

  /** The label of a sequence whose class is not known. */
  public static final int UNLABELLED = -1;

  /** Numbers that are copied at a time where all are looked at. */
  private static final int MOST_COPIED = 1 << 16;

  private final Values values;
  private final int features;

  /** First value of each sequence in {@link #values}. */
  private final long[] starts;

  private final int[] lengths;
  private final Truth truth;
  private final int[] groups;
  private final int maxSteps;

  /** What the data call each; empty where they number them. */
  private final Optional<SequenceNames> names;

  /** Of the whole set that these are from; empty where its reader did not say. */
  private final Optional<SignalGaps> gaps;

  private Sequences(
      Values values,
      int features,
      long[] starts,
      int[] lengths,
      Truth truth,
      int[] groups,
      Optional<SequenceNames> names,
      Optional<SignalGaps> gaps) {
    this.values = values;
    this.features = features;
    this.starts = starts;
    this.lengths = lengths;
    this.truth = truth;
    this.groups = groups;
    this.maxSteps = Arrays.stream(lengths).max().orElse(0);
    this.names = names;
    this.gaps = gaps;
  }

  static Sequences of(
      Values values, int features, long[] starts, int[] lengths, Truth truth, int[] groups) {
    positive("features", features);
    int count = lengths.length;
    boolean perStep = truth.kind() == Target.Kind.CLASS_PER_STEP;
    int truths = perStep ? count : truth.size();
    that(
        truths == count && groups.length == count,
        "sequences: expected a label and a group for each of %d sequences, got %d labels and %d"
            + " groups",
        count,
        truths,
        groups.length);
    that(
        !perStep || (long) truth.size() * features == values.size(),
        "sequences: expected a class for each of %d steps, got %d",
        values.size() / features,
        truth.size());
    for (int i = 0; i < count; i++) {
      that(lengths[i] >= 1, "sequences: sequence %d has no steps", i);
      that(
          starts[i] >= 0 && starts[i] + (long) lengths[i] * features <= values.size(),
          "sequences: sequence %d goes beyond the %d values",
          i,
          values.size());
    }
    return new Sequences(
        values, features, starts, lengths, truth, groups, Optional.empty(), Optional.empty());
  }

  /**
   * Sequences of different lengths, one after the other, of one class each.
   *
   * @param values every sequence's values one after the other, step by step; not copied, the caller
   *     lets go of it
   * @param features channels of a step
   * @param lengths steps of each sequence, 1 or more
   * @param labels class of each sequence from 0, or {@link #UNLABELLED}
   * @param groups which sequences belong together and must not be split
   */
  public static Sequences of(
      float[] values, int features, int[] lengths, int[] labels, int[] groups) {
    positive("features", features);
    long[] starts = new long[lengths.length];
    long next = 0;
    for (int i = 0; i < lengths.length; i++) {
      starts[i] = next;
      next += (long) lengths[i] * features;
    }
    that(
        next == values.length,
        "sequences: the lengths ask for %d values, got %d",
        next,
        values.length);
    return of(
        new Values.InMemory(values),
        features,
        starts,
        lengths.clone(),
        new Truth.Labels(labels.clone()),
        groups.clone());
  }

  /** Sequences that all have {@code steps} steps; else as {@link #of}. */
  public static Sequences ofSteps(
      float[] values, int steps, int features, int[] labels, int[] groups) {
    int[] lengths = new int[labels.length];
    Arrays.fill(lengths, positive("steps", steps));
    return of(values, features, lengths, labels, groups);
  }

  /**
   * Sequences of which nothing is known, each a group of its own.
   *
   * @param sequences [sequences][steps][features]; copied
   * @param features of a step
   * @throws dev.unroll.check.InputException where a sequence has no steps, or a step another number
   *     of features
   */
  public static Sequences unlabelled(float[][][] sequences, int features) {
    int[] lengths = new int[sequences.length];
    long size = 0;
    for (int i = 0; i < sequences.length; i++) {
      lengths[i] = sequences[i].length;
      size += (long) lengths[i] * features;
    }
    float[] values = new float[Math.toIntExact(size)];
    int next = 0;
    for (int i = 0; i < sequences.length; i++) {
      for (int t = 0; t < lengths[i]; t++) {
        float[] step = sequences[i][t];
        that(
            step.length == features,
            "sequence %d, step %d: expected %d features, got %d",
            i,
            t,
            features,
            step.length);
        System.arraycopy(step, 0, values, next, features);
        next += features;
      }
    }
    int[] labels = new int[lengths.length];
    Arrays.fill(labels, UNLABELLED);
    return of(values, features, lengths, labels, IntStream.range(0, lengths.length).toArray());
  }

  /** No sequences, of {@code features} channels. */
  public static Sequences empty(int features) {
    return of(new float[0], features, new int[0], new int[0], new int[0]);
  }

  public int size() {
    return lengths.length;
  }

  public boolean isEmpty() {
    return lengths.length == 0;
  }

  public int features() {
    return features;
  }

  /** Steps of the longest sequence; 0 where there is none. */
  public int maxSteps() {
    return maxSteps;
  }

  /** Whether all sequences have the same number of steps. */
  public boolean sameLength() {
    return Arrays.stream(lengths).allMatch(length -> length == maxSteps);
  }

  public int length(int index) {
    return lengths[index];
  }

  /** What is true of the sequences. */
  public Truth truth() {
    return truth;
  }

  /** The class of a sequence, from 0, or {@link #UNLABELLED}. */
  public int label(int index) {
    return truth.label(index);
  }

  /** The class of every sequence. */
  public int[] labels() {
    return IntStream.range(0, size()).map(truth::label).toArray();
  }

  /** The class of a step of a sequence, from 0. */
  public int stepLabel(int index, int step) {
    that(
        step >= 0 && step < lengths[index],
        "sequence %d has %d steps: it has no class of step %d",
        index,
        lengths[index],
        step);
    return truth.stepLabel(starts[index] / features + step);
  }

  /** A number to predict of a sequence. */
  public float number(int index, int number) {
    return truth.number(index, number);
  }

  /** What is true of a sequence, as 32-bit words. */
  IntStream truthWords(int index) {
    return truth.words(index, starts[index] / features, lengths[index]);
  }

  public int group(int index) {
    return groups[index];
  }

  /** Whether two sequences have steps in common, as windows of one recording may. */
  public boolean overlap(int index, int other) {
    return starts[index] < end(other) && starts[other] < end(index);
  }

  private long end(int index) {
    return starts[index] + (long) lengths[index] * features;
  }

  /** The distinct groups, ascending. */
  public Set<Integer> groups() {
    Set<Integer> distinct = new TreeSet<>();
    for (int group : groups) {
      distinct.add(group);
    }
    return distinct;
  }

  /** One value of one sequence. */
  public float value(int index, int step, int feature) {
    if (step < 0 || step >= lengths[index] || feature < 0 || feature >= features) {
      throw failure(
          "sequence %d is [%d, %d]: it has no value at [%d, %d]",
          index, lengths[index], features, step, feature);
    }
    return values.get(starts[index] + (long) step * features + feature);
  }

  /** Takes values, such as {@code FloatBuffer::put}. */
  @FunctionalInterface
  public interface Sink {
    /** Takes {@code count} values of {@code source}, from {@code start} on. */
    void put(float[] source, int start, int count);
  }

  /** Gives the values of a sequence, step by step, to {@code sink}. */
  public void copyTo(int index, Sink sink) {
    values.copyTo(starts[index], lengths[index] * features, sink);
  }

  /** The values of a sequence, [steps, features], flat. */
  public float[] values(int index) {
    return values(index, 0, lengths[index]);
  }

  /** The values of some steps of a sequence, [count, features], flat. */
  public float[] values(int index, int firstStep, int count) {
    that(
        firstStep >= 0 && firstStep + count <= lengths[index],
        "sequence %d has no steps %d to %d",
        index,
        firstStep,
        firstStep + count - 1);
    float[] copy = new float[count * features];
    values.copyTo(
        starts[index] + (long) firstStep * features,
        copy.length,
        (source, start, size) -> System.arraycopy(source, start, copy, 0, size));
    return copy;
  }

  /** The sequences at {@code indices}, in that order, sharing this set's values. */
  public Sequences select(int... indices) {
    return new Sequences(
        values,
        features,
        Arrays.stream(indices).mapToLong(i -> starts[i]).toArray(),
        pick(lengths, indices),
        truth.select(indices),
        pick(groups, indices),
        names.map(all -> all.select(indices)),
        gaps);
  }

  /**
   * These sequences by other names.
   *
   * @param given one for each
   */
  public Sequences named(List<String> given) {
    that(
        given.size() == size(),
        "sequences: expected a name for each of %d, got %d",
        size(),
        given.size());
    int[] whole = new int[size()];
    Arrays.fill(whole, SequenceNames.WHOLE);
    return named(new SequenceNames(given.toArray(String[]::new), whole));
  }

  /** These sequences by the names that their data have for them. */
  Sequences named(SequenceNames given) {
    return new Sequences(
        values, features, starts, lengths, truth, groups, Optional.of(given), gaps);
  }

  /**
   * All sequences of {@code parts} as they lie in the set that the parts were drawn from; empty
   * where they come from more sets than one.
   */
  static Optional<Sequences> together(List<Sequences> parts) {
    List<Sequences> some = parts.stream().filter(part -> !part.isEmpty()).toList();
    if (some.stream().map(part -> part.values).distinct().count() != 1) {
      return Optional.empty();
    }
    Sequences first = some.get(0);
    Sequences all =
        new Sequences(
            first.values,
            first.features,
            Longs.concat(some.stream().map(part -> part.starts).toArray(long[][]::new)),
            Ints.concat(some.stream().map(part -> part.lengths).toArray(int[][]::new)),
            Truth.together(some.stream().map(part -> part.truth).toList()),
            Ints.concat(some.stream().map(part -> part.groups).toArray(int[][]::new)),
            some.stream().allMatch(part -> part.names.isPresent())
                ? Optional.of(
                    SequenceNames.together(
                        some.stream().flatMap(part -> part.names.stream()).toList()))
                : Optional.empty(),
            first.gaps);
    return Optional.of(
        all.select(
            IntStream.range(0, all.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> all.starts[i]))
                .mapToInt(Integer::intValue)
                .toArray()));
  }

  /** These sequences with what their reader did not find. */
  Sequences withGaps(SignalGaps found) {
    return new Sequences(
        values, features, starts, lengths, truth, groups, names, Optional.of(found));
  }

  /** What was missing in the set that these are from, where its reader says. */
  public Optional<SignalGaps> gaps() {
    return gaps;
  }

  /**
   * Where a sequence begins among all steps of its set: in the order in which the set was made, and
   * windows of one recording share steps.
   */
  public long firstStep(int index) {
    return starts[index] / features;
  }

  /** Whether {@code other} is of the same set. */
  public boolean sharesValuesWith(Sequences other) {
    return values.equals(other.values);
  }

  /** Gives each step that any sequence has, once, to {@code sink}; some at a time. */
  void copyStepsTo(Sink sink) {
    long next = 0;
    int most = Math.max(1, MOST_COPIED / features) * features;
    int[] order =
        IntStream.range(0, size())
            .boxed()
            .sorted(Comparator.comparingLong(i -> starts[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i : order) {
      long end = starts[i] + (long) lengths[i] * features;
      next = Math.max(next, starts[i]);
      while (next < end) {
        int count = (int) Math.min(most, end - next);
        values.copyTo(next, count, sink);
        next += count;
      }
    }
  }

  /** What the data call a sequence, which is its number from 0 where they do not. */
  public String name(int index) {
    return names.map(all -> all.of(index)).orElseGet(() -> Integer.toString(index));
  }

  /**
   * The same sequences with some of their features, in another order; the values are shared.
   *
   * @param columns features from 0, one or more
   */
  public Sequences withFeatures(int... columns) {
    positive("features", columns.length);
    for (int column : columns) {
      that(
          column >= 0 && column < features,
          "sequences: expected a feature from 0 to %d, got %d",
          features - 1,
          column);
    }
    return new Sequences(
        new Values.Columns(values, features, columns.clone()),
        columns.length,
        Arrays.stream(starts).map(start -> start / features * columns.length).toArray(),
        lengths,
        truth,
        groups,
        names,
        gaps.map(all -> all.of(columns)));
  }

  /** The sequences whose index fulfils {@code condition}, in order. */
  public Sequences where(IntPredicate condition) {
    return select(IntStream.range(0, size()).filter(condition).toArray());
  }

  /** All sequences in an order that {@code seed} determines. */
  public Sequences shuffled(long seed) {
    return select(permutation(size(), seed));
  }

  /** The numbers 0 to {@code count - 1} in an order that {@code seed} determines. */
  static int[] permutation(int count, long seed) {
    int[] order = IntStream.range(0, count).toArray();
    Random random = new Random(seed);
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private static int[] pick(int[] from, int[] indices) {
    return Arrays.stream(indices).map(i -> from[i]).toArray();
  }
}
