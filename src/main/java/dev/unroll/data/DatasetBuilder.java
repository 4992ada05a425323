package dev.unroll.data;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.fraction;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes a {@link Dataset} of arrays: {@code Dataset.of(sequences, classes).splitByShare(0.1, 0.2,
 * 1)}. All settings are optional; one of the {@code split} methods, or {@link #build}, ends it.
 *
 * <p>Sequences are [steps][features] and may differ in their steps. The arrays are copied.
 */
public final class DatasetBuilder {

  private final GivenSequences sequences;
  private final GivenTruth truth;
  private final Map<Split, DatasetBuilder> others = new EnumMap<>(Split.class);
  private String name = "data";
  private Target target;
  private List<Signal> signals;
  private FrameSize frame;
  private List<?> groups = List.of();
  private String grouping;

  DatasetBuilder(GivenSequences sequences, GivenTruth truth) {
    this.sequences = sequences;
    this.truth = truth;
    this.target = truth.target();
  }

  /** What reports call the data; {@code data} by default. */
  public DatasetBuilder name(String dataset) {
    this.name = present("dataset name", dataset);
    return this;
  }

  /**
   * The classes by their names, in the order of the labels. By default those that occur, in
   * alphabetical order; named by their numbers where labels are numbers.
   */
  public DatasetBuilder classNames(String... names) {
    return target(
        switch (target.kind()) {
          case ONE_CLASS -> new Target.OneClass(List.of(names));
          case CLASS_PER_STEP -> new Target.ClassPerStep(List.of(names));
          case NUMBERS, NUMBERS_PER_STEP ->
              throw failure("classNames: the sequences have numbers to predict");
        });
  }

  /** What is to be predicted, in full: units of numbers, a naive forecast. */
  public DatasetBuilder target(Target what) {
    that(
        what.kind() == target.kind(),
        "target: the sequences have %s, but the target is %s",
        target.kind().words(),
        what.kind().words());
    this.target = what;
    return this;
  }

  /** The features by their names; {@code x0}, {@code x1}, ... by default. */
  public DatasetBuilder signals(String... names) {
    return signals(Arrays.stream(names).map(signal -> new Signal(signal, "")).toList());
  }

  /** The features by their names and units. */
  public DatasetBuilder signals(List<Signal> all) {
    this.signals = List.copyOf(all);
    return this;
  }

  /** The size of a step's image, where steps are images; signals are then channels of a pixel. */
  public DatasetBuilder frame(int height, int width) {
    this.frame = new FrameSize(height, width);
    return this;
  }

  /**
   * Which sequences belong together, such as those of one subject; by default every sequence is a
   * group of its own.
   */
  public DatasetBuilder groups(int[] ofSequences) {
    return groups(Arrays.stream(ofSequences).boxed().toList());
  }

  /** As {@link #groups(int[])}, by name. */
  public DatasetBuilder groups(String[] ofSequences) {
    return groups(List.of(ofSequences));
  }

  private DatasetBuilder groups(List<?> all) {
    that(
        all.size() == sequences.size(),
        "groups: expected one for each of %d sequences, got %d",
        sequences.size(),
        all.size());
    this.groups = all;
    return this;
  }

  /** What a group is, in the singular, such as {@code subject}. */
  public DatasetBuilder grouping(String what) {
    this.grouping = present("grouping", what);
    return this;
  }

  /** Takes the validation part as it is given; groups apart, its settings are those of this. */
  public DatasetBuilder withValidation(DatasetBuilder validation) {
    others.put(Split.VALIDATION, validation);
    return this;
  }

  /** Takes the test part as it is given; groups apart, its settings are those of this. */
  public DatasetBuilder withTest(DatasetBuilder test) {
    others.put(Split.TEST, test);
    return this;
  }

  /** The dataset: all sequences for training, and the parts that were given. */
  public Dataset build() {
    Split[] splits = new Split[sequences.size()];
    Arrays.fill(splits, Split.TRAIN);
    return dataset(splits);
  }

  /**
   * The dataset, divided by chance, each class alike.
   *
   * @param validation share of the sequences in [0, 1); 0 where that part is given or not wanted
   * @param test likewise
   * @param seed determines which
   */
  public Dataset splitByShare(double validation, double test, long seed) {
    that(
        groups.isEmpty(),
        "dataset '%s': its sequences have groups, which a split by share would tear apart; use"
            + " splitByGroup",
        name);
    return split(validation, test, seed);
  }

  /**
   * The dataset, divided by chance into parts of whole groups, each class alike; that of a group is
   * the class of most of its sequences.
   *
   * @param validation share of the groups in [0, 1); 0 where that part is given or not wanted
   * @param test likewise
   * @param seed determines which
   */
  public Dataset splitByGroup(double validation, double test, long seed) {
    that(
        !groups.isEmpty(),
        "dataset '%s': its sequences have no groups; call groups first, or use splitByShare",
        name);
    return split(validation, test, seed);
  }

  private Dataset split(double validation, double test, long seed) {
    checkShares(validation, test);
    Sequences all = sequences.with(truth.truth(target, who(Split.TRAIN)), new Groups().of(this));
    Map<Integer, Split> ofGroup = GroupFolds.divide(all, validation, test, seed);
    return dataset(
        IntStream.range(0, all.size())
            .mapToObj(i -> ofGroup.get(all.group(i)))
            .toArray(Split[]::new),
        validation,
        test);
  }

  /**
   * The dataset, divided in the given order: first training, then validation, the last for test.
   *
   * @param validation share of the sequences in [0, 1); 0 where that part is given or not wanted
   * @param test likewise
   */
  public Dataset splitByTime(double validation, double test) {
    checkShares(validation, test);
    int size = sequences.size();
    int tests = (int) Math.round(test * size);
    int validations = (int) Math.round(validation * size);
    Split[] splits = new Split[size];
    Arrays.setAll(
        splits,
        i ->
            i >= size - tests
                ? Split.TEST
                : i >= size - tests - validations ? Split.VALIDATION : Split.TRAIN);
    return dataset(splits, validation, test);
  }

  private void checkShares(double validation, double test) {
    fraction("share for validation", validation);
    fraction("share for test", test);
    that(
        validation + test < 1,
        "dataset '%s': the shares for validation and test leave nothing for training: %s and %s",
        name,
        validation,
        test);
    checkShare(Split.VALIDATION, validation);
    checkShare(Split.TEST, test);
  }

  private void checkShare(Split split, double share) {
    that(
        share == 0 || !others.containsKey(split),
        "dataset '%s': its %s part is given; expected a share of 0 for it, got %s",
        name,
        split.label(),
        share);
  }

  private Dataset dataset(Split[] splits, double validation, double test) {
    checkFilled(splits, Split.TRAIN, 1 - validation - test);
    checkFilled(splits, Split.VALIDATION, validation);
    checkFilled(splits, Split.TEST, test);
    return dataset(splits);
  }

  private void checkFilled(Split[] splits, Split split, double share) {
    that(
        share == 0 || Arrays.asList(splits).contains(split),
        "dataset '%s': its %d sequences are too few for a %s part of share %.2f; give a larger share"
            + " or more sequences",
        name,
        splits.length,
        split.label(),
        share);
  }

  private Dataset dataset(Split[] splits) {
    Groups numbers = new Groups();
    Sequences own = sequences.with(truth.truth(target, who(Split.TRAIN)), numbers.of(this));
    Map<Split, Sequences> parts = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      DatasetBuilder other = others.get(split);
      parts.put(
          split,
          other == null
              ? own.where(i -> splits[i] == split)
              : other.sequences.with(other.truth(this, split), numbers.of(other)));
    }
    checkClasses(parts);
    return new Dataset(
        name,
        false,
        schema(),
        parts.get(Split.TRAIN),
        parts.get(Split.VALIDATION),
        parts.get(Split.TEST));
  }

  /** What is true of this as the part {@code split} of {@code whole}. */
  private Truth truth(DatasetBuilder whole, Split split) {
    that(
        target.kind() == whole.target.kind(),
        "%s: its sequences have %s, those for training %s",
        whole.who(split),
        target.kind().words(),
        whole.target.kind().words());
    that(
        sequences.features() == whole.sequences.features(),
        "%s: expected %d features, as for training, got %d",
        whole.who(split),
        whole.sequences.features(),
        sequences.features());
    return truth.truth(whole.target, whole.who(split));
  }

  private String who(Split split) {
    return others.containsKey(split)
        ? "dataset '" + name + "', " + split.label() + " part"
        : "dataset '" + name + "'";
  }

  private Schema schema() {
    int features = sequences.features();
    int pixels = frame == null ? 1 : frame.pixels();
    List<Signal> named =
        signals != null
            ? signals
            : IntStream.range(0, features / pixels)
                .mapToObj(feature -> new Signal("x" + feature, ""))
                .toList();
    that(
        named.size() * pixels == features,
        "dataset '%s': expected names of %s, got %d signals%s",
        name,
        features + (features == 1 ? " feature" : " features"),
        named.size(),
        frame == null ? "" : " of each of " + pixels + " pixels");
    String what = grouping != null ? grouping : groups.isEmpty() ? "sequence" : "group";
    return new Schema(named, Optional.ofNullable(frame), target, what);
  }

  /** Checks that training sees every class, and that there is something to tell apart. */
  private void checkClasses(Map<Split, Sequences> parts) {
    if (!target.isClasses()) {
      return;
    }
    BitSet trained = new BitSet();
    Sequences train = parts.get(Split.TRAIN);
    for (int i = 0; i < train.size(); i++) {
      target.classes(train, i).forEach(trained::set);
    }
    that(
        trained.cardinality() > 1,
        "dataset '%s': all training sequences are of one class, '%s'; there is nothing to tell"
            + " apart",
        name,
        target.names().get(trained.nextSetBit(0)));
    int lacking = trained.nextClearBit(0);
    if (lacking < target.names().size()) {
      List<String> holders = new ArrayList<>();
      for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
        Sequences part = parts.get(split);
        if (IntStream.range(0, part.size())
            .anyMatch(i -> target.classes(part, i).anyMatch(label -> label == lacking))) {
          holders.add(split.label());
        }
      }
      throw failure(
          "dataset '%s': class '%s' does not occur in training, %s",
          name,
          target.names().get(lacking),
          holders.isEmpty()
              ? "nor elsewhere; number classes from 0 without gaps, and name those that occur"
              : "but in the part for "
                  + String.join(" and ", holders)
                  + "; divide otherwise, or leave the class out");
    }
  }

  /** Numbers groups across the parts of a dataset. */
  private static final class Groups {
    private final Map<Object, Integer> byName = new HashMap<>();
    private DatasetBuilder first;
    private int next;

    int[] of(DatasetBuilder part) {
      if (first == null) {
        first = part;
      }
      that(
          kind(part).equals(kind(first)),
          "dataset '%s': expected groups of all parts given alike, got %s for training and %s for"
              + " another part",
          first.name,
          kind(first),
          kind(part));
      int[] numbers = new int[part.sequences.size()];
      Arrays.setAll(numbers, i -> part.groups.isEmpty() ? next++ : number(part.groups.get(i)));
      return numbers;
    }

    private int number(Object group) {
      return group instanceof Integer number
          ? number
          : byName.computeIfAbsent(group, added -> next++);
    }

    private static String kind(DatasetBuilder part) {
      return part.groups.isEmpty()
          ? "none"
          : part.groups.get(0) instanceof Integer ? "numbers" : "names";
    }
  }
}
