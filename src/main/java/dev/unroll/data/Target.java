package dev.unroll.data;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What is to be predicted of a sequence. */
public sealed interface Target {

  /** Whether classes or numbers are predicted, and of what. */
  enum Kind {
    /** One class a sequence. */
    ONE_CLASS("one class"),
    /** One class a step. */
    CLASS_PER_STEP("a class for each step"),
    /** Numbers a sequence. */
    NUMBERS("numbers to predict"),
    /** Numbers a step. */
    NUMBERS_PER_STEP("numbers for each step");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** What messages say that a sequence has. */
    String words() {
      return words;
    }
  }

  /** What kind of thing is predicted. */
  Kind kind();

  /** What each output is called: the classes, or the numbers. */
  List<String> names();

  /** Whether classes are predicted, not numbers. */
  default boolean isClasses() {
    return kind() == Kind.ONE_CLASS || kind() == Kind.CLASS_PER_STEP;
  }

  /** Whether something is predicted of every step, not of the sequence. */
  default boolean perStep() {
    return kind() == Kind.CLASS_PER_STEP || kind() == Kind.NUMBERS_PER_STEP;
  }

  /** Rows that a prediction of a sequence of {@code steps} steps has. */
  default int rows(int steps) {
    return perStep() ? steps : 1;
  }

  /** What is shown of a training beside its loss. */
  default Metric metric() {
    return Metric.ACCURACY;
  }

  /** The numbers, where those are predicted. */
  default Optional<Numbers> numbers() {
    return Optional.empty();
  }

  /**
   * What is made of a target by its kind, where that is the caller's to make.
   *
   * @throws dev.unroll.check.InputException where it is {@link NumbersPerStep}, which are predicted
   *     by models of others alone
   */
  <R> R match(
      Function<OneClass, R> oneClass,
      Function<ClassPerStep, R> classPerStep,
      Function<Numbers, R> numbers);

  /** The classes of a sequence, one or one a step; none where numbers are predicted. */
  IntStream classes(Sequences sequences, int index);

  /**
   * One class a sequence.
   *
   * @param names of the classes, in the order of the labels
   */
  record OneClass(List<String> names) implements Target {
    public OneClass {
      names = distinct("class", names);
    }

    @Override
    public <R> R match(
        Function<OneClass, R> oneClass,
        Function<ClassPerStep, R> classPerStep,
        Function<Numbers, R> numbers) {
      return oneClass.apply(this);
    }

    @Override
    public IntStream classes(Sequences sequences, int index) {
      return IntStream.of(sequences.label(index));
    }

    @Override
    public Kind kind() {
      return Kind.ONE_CLASS;
    }
  }

  /**
   * One class a step.
   *
   * @param names of the classes, in the order of the labels
   */
  record ClassPerStep(List<String> names) implements Target {
    public ClassPerStep {
      names = distinct("class", names);
    }

    @Override
    public <R> R match(
        Function<OneClass, R> oneClass,
        Function<ClassPerStep, R> classPerStep,
        Function<Numbers, R> numbers) {
      return classPerStep.apply(this);
    }

    @Override
    public IntStream classes(Sequences sequences, int index) {
      return IntStream.range(0, sequences.length(index))
          .map(step -> sequences.stepLabel(index, step));
    }

    @Override
    public Kind kind() {
      return Kind.CLASS_PER_STEP;
    }
  }

  /**
   * Numbers, such as a temperature to come.
   *
   * @param signals name and unit of each
   * @param naive the feature whose last value is the naive forecast of every number; -1 where there
   *     is none
   */
  record Numbers(List<Signal> signals, int naive) implements Target {

    /** Where no feature is a naive forecast. */
    public static final int NO_NAIVE = -1;

    public Numbers {
      signals = List.copyOf(signals);
      that(!signals.isEmpty(), "target: expected one number or more, got none");
    }

    /** Whether there is a naive forecast. */
    public boolean hasNaive() {
      return naive != NO_NAIVE;
    }

    /** The naive forecast of a sequence, for each of its numbers. */
    public float naiveForecast(Sequences sequences, int index) {
      return sequences.value(index, sequences.length(index) - 1, naive);
    }

    @Override
    public Metric metric() {
      return new Metric("mae", signals.get(0).unit());
    }

    @Override
    public Optional<Numbers> numbers() {
      return Optional.of(this);
    }

    @Override
    public <R> R match(
        Function<OneClass, R> oneClass,
        Function<ClassPerStep, R> classPerStep,
        Function<Numbers, R> numbers) {
      return numbers.apply(this);
    }

    @Override
    public IntStream classes(Sequences sequences, int index) {
      return IntStream.empty();
    }

    @Override
    public Kind kind() {
      return Kind.NUMBERS;
    }

    @Override
    public List<String> names() {
      return signals.stream().map(Signal::name).toList();
    }
  }

  /**
   * Numbers at every step, such as what an autoencoder makes of its input. Models of others predict
   * them; they are neither trained nor scored.
   *
   * @param signals name and unit of each number of a step
   * @param steps of every prediction; 0 where it has those of its sequence
   */
  record NumbersPerStep(List<Signal> signals, int steps) implements Target {
    public NumbersPerStep {
      signals = List.copyOf(signals);
      that(!signals.isEmpty(), "target: expected one number or more a step, got none");
      that(steps >= 0, "target: expected 0 steps or more, got %d", steps);
    }

    @Override
    public int rows(int ofSequence) {
      return steps == 0 ? ofSequence : steps;
    }

    @Override
    public Metric metric() {
      return new Metric("mae", signals.get(0).unit());
    }

    @Override
    public <R> R match(
        Function<OneClass, R> oneClass,
        Function<ClassPerStep, R> classPerStep,
        Function<Numbers, R> numbers) {
      throw failure(
          "numbers at every step are predicted only; they are neither trained nor scored");
    }

    @Override
    public IntStream classes(Sequences sequences, int index) {
      return IntStream.empty();
    }

    @Override
    public Kind kind() {
      return Kind.NUMBERS_PER_STEP;
    }

    @Override
    public List<String> names() {
      return signals.stream().map(Signal::name).toList();
    }
  }

  private static List<String> distinct(String what, List<String> names) {
    that(Set.copyOf(names).size() == names.size(), "%s names must differ, got %s", what, names);
    return List.copyOf(names);
  }
}
