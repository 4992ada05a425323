package dev.unroll.data;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sequences to train on, to choose on and to report on, with what their numbers mean.
 *
 * @param name such as {@code UCI HAR}
 * @param simulated whether a formula made the data rather than a sensor; said wherever results are
 *     shown
 * @param schema what features, targets and groups are
 * @param train what weights are fitted on
 * @param validation what settings are chosen on; may be empty
 * @param test what results are reported on; may be empty
 * @param notes what a reader guessed, filled in or left out, with how much of it; no part of the
 *     numbers
 */
public record Dataset(
    String name,
    boolean simulated,
    Schema schema,
    Sequences train,
    Sequences validation,
    Sequences test,
    List<String> notes) {

  public Dataset {
    present("dataset name", name);
    notes = listOf("dataset notes", notes);
    for (Split split : Split.values()) {
      Sequences part =
          switch (split) {
            case TRAIN -> train;
            case VALIDATION -> validation;
            case TEST -> test;
          };
      that(
          part.features() == schema.features(),
          "dataset '%s': expected %d features in its %s part, got %d",
          name,
          schema.features(),
          split.label(),
          part.features());
      if (!part.isEmpty()) {
        checkTruth(name, split, part.truth(), schema.target());
      }
    }
  }

  /** A dataset of which there is nothing to note. */
  public Dataset(
      String name,
      boolean simulated,
      Schema schema,
      Sequences train,
      Sequences validation,
      Sequences test) {
    this(name, simulated, schema, train, validation, test, List.of());
  }

  /** A dataset of one class a sequence. */
  public Dataset(
      String name,
      boolean simulated,
      List<Signal> signals,
      List<String> classNames,
      Sequences train,
      Sequences validation,
      Sequences test) {
    this(name, simulated, Schema.ofClasses(signals, classNames), train, validation, test);
  }

  /**
   * Begins a dataset of sequences of one class each; see {@link DatasetBuilder}.
   *
   * @param sequences [sequences][steps][features], of any lengths
   * @param classes the class of each sequence
   */
  public static DatasetBuilder of(float[][][] sequences, String[] classes) {
    GivenSequences given = new GivenSequences(sequences);
    checkCount("class", given.size(), classes.length);
    String[][] each = Arrays.stream(classes).map(c -> new String[] {c}).toArray(String[][]::new);
    return new DatasetBuilder(given, new GivenTruth.Names(false, each));
  }

  /** As {@link #of(float[][][], String[])}, the classes numbered from 0. */
  public static DatasetBuilder of(float[][][] sequences, int[] labels) {
    GivenSequences given = new GivenSequences(sequences);
    checkCount("class", given.size(), labels.length);
    int[][] each = Arrays.stream(labels).mapToObj(l -> new int[] {l}).toArray(int[][]::new);
    return new DatasetBuilder(given, new GivenTruth.Labels(false, each));
  }

  /**
   * Begins a dataset of sequences with a class for each step; see {@link DatasetBuilder}.
   *
   * @param sequences [sequences][steps][features], of any lengths
   * @param classes [sequences][steps], the class of each step
   */
  public static DatasetBuilder ofSteps(float[][][] sequences, String[][] classes) {
    GivenSequences given = new GivenSequences(sequences);
    checkSteps(given, Arrays.stream(classes).mapToInt(c -> c == null ? 0 : c.length).toArray());
    return new DatasetBuilder(given, new GivenTruth.Names(true, classes));
  }

  /** As {@link #ofSteps(float[][][], String[][])}, the classes numbered from 0. */
  public static DatasetBuilder ofSteps(float[][][] sequences, int[][] labels) {
    GivenSequences given = new GivenSequences(sequences);
    checkSteps(given, Arrays.stream(labels).mapToInt(l -> l == null ? 0 : l.length).toArray());
    return new DatasetBuilder(given, new GivenTruth.Labels(true, labels));
  }

  /**
   * Begins a dataset of sequences with numbers to predict; see {@link DatasetBuilder}.
   *
   * @param sequences [sequences][steps][features], of any lengths
   * @param numbers [sequences][numbers], as many for each
   */
  public static DatasetBuilder ofNumbers(float[][][] sequences, float[][] numbers) {
    GivenSequences given = new GivenSequences(sequences);
    checkCount("row of numbers", given.size(), numbers.length);
    return new DatasetBuilder(given, new GivenTruth.Numbers(numbers));
  }

  /** As {@link #ofNumbers(float[][][], float[][])}, one number for each sequence. */
  public static DatasetBuilder ofNumbers(float[][][] sequences, float[] numbers) {
    GivenSequences given = new GivenSequences(sequences);
    checkCount("number", given.size(), numbers.length);
    float[][] each = new float[numbers.length][];
    Arrays.setAll(each, i -> new float[] {numbers[i]});
    return new DatasetBuilder(given, new GivenTruth.Numbers(each));
  }

  private static void checkCount(String what, int sequences, int found) {
    that(
        found == sequences,
        "dataset: expected one %s for each of %d sequences, got %d",
        what,
        sequences,
        found);
  }

  private static void checkSteps(GivenSequences given, int[] found) {
    checkCount("row of classes", given.size(), found.length);
    int[] lengths = given.lengths();
    for (int i = 0; i < found.length; i++) {
      that(
          found[i] == lengths[i],
          "sequence %d: expected a class for each of its %d steps, got %d",
          i,
          lengths[i],
          found[i]);
    }
  }

  private static void checkTruth(String name, Split split, Truth truth, Target target) {
    int outputs = target.names().size();
    that(
        truth.kind() == target.kind() && truth.fits(outputs),
        "dataset '%s': the targets of its %s part are not those of %s: a label is beyond its %d"
            + " classes, or their kind is another",
        name,
        split.label(),
        target,
        outputs);
  }

  /** What each feature of a step is. */
  public List<Signal> signals() {
    return schema.signals();
  }

  /** Name of each class, in the order of the labels; of each number where those are predicted. */
  public List<String> classNames() {
    return schema.target().names();
  }

  public Sequences split(Split split) {
    return switch (split) {
      case TRAIN -> train;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  /** Steps of the longest sequence of any part. */
  public int maxSteps() {
    return Math.max(train.maxSteps(), Math.max(validation.maxSteps(), test.maxSteps()));
  }

  /** Whether every sequence of every part has {@link #maxSteps()} steps. */
  public boolean sameLength() {
    int steps = maxSteps();
    return Arrays.stream(Split.values())
        .map(this::split)
        .allMatch(part -> part.isEmpty() || (part.sameLength() && part.maxSteps() == steps));
  }

  /**
   * This dataset with whole groups moved from training to validation, chosen by {@code seed}, so
   * that no subject is on both sides. Groups are exchanged where a side would lack a class that the
   * other can spare.
   *
   * @param groups how many; 0 moves none
   * @param seed chooses which
   */
  public Dataset holdOutGroups(int groups, long seed) {
    if (groups == 0) {
      return this;
    }
    that(
        validation.isEmpty(),
        "dataset '%s': it has a validation part of its own; set validationSubjects to 0, or the"
            + " reader's share for validation",
        name);
    List<Integer> all = List.copyOf(train.groups());
    if (groups < 0 || groups >= all.size()) {
      throw failure(
          "dataset '%s': cannot hold out %d of %s in training for validation; choose 0 to %d",
          name, groups, schema.count(all.size()), all.size() - 1);
    }
    Split[] drawn = new Split[all.size()];
    Arrays.fill(drawn, Split.TRAIN);
    Arrays.stream(Sequences.permutation(all.size(), seed))
        .limit(groups)
        .forEach(place -> drawn[place] = Split.VALIDATION);
    Map<Integer, Integer> places = new HashMap<>();
    IntStream.range(0, drawn.length).forEach(place -> places.put(all.get(place), place));
    Split[] parts = ClassSpread.of(drawn, train, schema.target(), places::get);
    Set<Integer> held =
        IntStream.range(0, parts.length)
            .filter(place -> parts[place] == Split.VALIDATION)
            .mapToObj(all::get)
            .collect(Collectors.toSet());
    return holdOut(held);
  }

  /** This dataset with the groups {@code held} moved from training to validation. */
  public Dataset holdOut(Collection<Integer> held) {
    return new Dataset(
        name,
        simulated,
        schema,
        train.where(i -> !held.contains(train.group(i))),
        train.where(i -> held.contains(train.group(i))),
        test,
        notes);
  }

  /**
   * This dataset with other parts.
   *
   * @param all its sequences
   * @param split the part of each, by its place among {@code all}
   */
  public Dataset divided(Sequences all, IntFunction<Split> split) {
    return new Dataset(
        name,
        simulated,
        schema,
        all.where(i -> split.apply(i) == Split.TRAIN),
        all.where(i -> split.apply(i) == Split.VALIDATION),
        all.where(i -> split.apply(i) == Split.TEST),
        notes);
  }

  /**
   * This dataset with all its sequences in the test part where its parts were drawn from one set;
   * unchanged where the data themselves come in parts.
   */
  public Dataset undivided() {
    return Sequences.together(List.of(train, validation, test))
        .map(
            all ->
                new Dataset(
                    name,
                    simulated,
                    schema,
                    Sequences.empty(schema.features()),
                    Sequences.empty(schema.features()),
                    all,
                    notes))
        .orElse(this);
  }

  /**
   * This dataset with some of its features, in the order of {@code names}.
   *
   * @param names of signals, each once
   * @throws dev.unroll.check.InputException where there is none of a name, or steps are images
   */
  public Dataset withFeatures(List<String> names) {
    that(
        schema.frame().isEmpty(),
        "dataset '%s': its steps are images, whose channels are not chosen by name",
        name);
    int[] columns = columns(schema.featureNames(), names, "dataset '" + name + "'");
    return new Dataset(
        name,
        simulated,
        schema.withFeatures(columns),
        train.withFeatures(columns),
        validation.withFeatures(columns),
        test.withFeatures(columns));
  }

  /**
   * Where the features of these names are.
   *
   * @param all features that there are
   * @param who has them, for messages
   * @throws dev.unroll.check.InputException where one is not there or asked for twice
   */
  public static int[] columns(List<String> all, List<String> names, String who) {
    int[] columns = new int[names.size()];
    for (int i = 0; i < columns.length; i++) {
      String asked = names.get(i);
      columns[i] = all.indexOf(asked);
      if (columns[i] < 0) {
        throw failure(
            "%s: there is no feature '%s'; it has %s%s; choose other %s",
            who, asked, all, didYouMean(asked, all), Choice.FEATURES);
      }
      that(
          names.indexOf(asked) == i,
          "%s: feature '%s' is asked for twice; choose other %s",
          who,
          asked,
          Choice.FEATURES);
    }
    return columns;
  }

  /** {@code "motion (simulated data)"} or just the name. */
  public String title() {
    return simulated ? name + " (simulated data)" : name;
  }
}
