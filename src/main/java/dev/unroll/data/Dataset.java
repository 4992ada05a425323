package dev.unroll.data;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sequences to train on, to choose on and to report on, with what their numbers mean.
 *
 * @param name such as {@code UCI HAR}
 * @param simulated whether a formula made the data rather than a sensor; said wherever results are
 *     shown
 * @param signals what each feature is, in order
 * @param classNames name of each class, in the order of the labels
 * @param train what weights are fitted on
 * @param validation what settings are chosen on; may be empty
 * @param test what results are reported on; may be empty
 */
public record Dataset(
    String name,
    boolean simulated,
    List<Signal> signals,
    List<String> classNames,
    Sequences train,
    Sequences validation,
    Sequences test) {

  public Dataset {
    present("dataset name", name);
    signals = List.copyOf(signals);
    classNames = List.copyOf(classNames);
    that(
        Set.copyOf(classNames).size() == classNames.size(),
        "dataset '%s': class names must differ, got %s",
        name,
        classNames);
    for (Split split : Split.values()) {
      Sequences part =
          switch (split) {
            case TRAIN -> train;
            case VALIDATION -> validation;
            case TEST -> test;
          };
      that(
          part.features() == signals.size(),
          "dataset '%s': expected %d features in its %s part, got %d",
          name,
          signals.size(),
          split.label(),
          part.features());
      int classes = classNames.size();
      that(
          Arrays.stream(part.labels()).allMatch(label -> label < classes),
          "dataset '%s': a label of its %s part is beyond its %d classes",
          name,
          split.label(),
          classes);
    }
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
   * that no subject is on both sides.
   *
   * @param groups how many; 0 moves none
   * @param seed chooses which
   */
  public Dataset holdOutGroups(int groups, long seed) {
    if (groups == 0) {
      return this;
    }
    List<Integer> all = List.copyOf(train.groups());
    if (groups < 0 || groups >= all.size()) {
      throw failure(
          "dataset '%s': cannot hold out %d of %d training subjects for validation; choose 0 to %d",
          name, groups, all.size(), all.size() - 1);
    }
    Set<Integer> held =
        Arrays.stream(Sequences.permutation(all.size(), seed))
            .limit(groups)
            .mapToObj(all::get)
            .collect(Collectors.toSet());
    return holdOut(held);
  }

  /** This dataset with the groups {@code held} moved from training to validation. */
  public Dataset holdOut(Collection<Integer> held) {
    return new Dataset(
        name,
        simulated,
        signals,
        classNames,
        train.where(i -> !held.contains(train.group(i))),
        train.where(i -> held.contains(train.group(i))),
        test);
  }

  /** {@code "motion (simulated data)"} or just the name. */
  public String title() {
    return simulated ? name + " (simulated data)" : name;
  }
}
