package dev.unroll.source.numpy;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.internal.numpy.Cells;
import dev.unroll.internal.numpy.SavedArray;
import dev.unroll.internal.numpy.Wholes;
import dev.unroll.internal.table.Gaps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the arrays of a part: its sequences and what is true of each. */
final class PartReader {

  private final Numpy settings;
  private final FoundArrays.Part part;
  private final ClassNumbers classes;
  private final GroupNumbers groups;
  private final NumpyNotes notes;
  private SequencesBuilder builder;

  /** Where each window is for, by the time it has in its sequence; none where that is no matter. */
  private final List<Split> splits = new ArrayList<>();

  private final List<String> names = new ArrayList<>();
  private int features;
  private Optional<Cells> lengths = Optional.empty();
  private Optional<Cells> groupNames = Optional.empty();
  private Optional<TargetArray> told = Optional.empty();

  /**
   * @param groups numbers those of all parts
   * @param notes take what was guessed, filled or left out
   */
  PartReader(
      Numpy settings,
      FoundArrays.Part part,
      ClassNumbers classes,
      GroupNumbers groups,
      NumpyNotes notes) {
    this.settings = settings;
    this.part = part;
    this.classes = classes;
    this.groups = groups;
    this.notes = notes;
  }

  /**
   * Reads all of it.
   *
   * @param withTargets whether it must be known what is true of the sequences
   */
  void read(boolean withTargets) throws IOException {
    try (SavedArray array = part.inputs().open()) {
      InputArray inputs = InputArray.of(array, settings);
      features = inputs.features();
      builder = new SequencesBuilder(features);
      inputs.note().ifPresent(notes::add);
      lengths = column(Role.LENGTHS, inputs);
      groupNames = column(Role.GROUPS, inputs);
      if (withTargets) {
        try (SavedArray targets = targets().open()) {
          TargetArray truth =
              TargetArray.of(
                  targets,
                  part.find(Role.TARGETS).orElseThrow().name(),
                  inputs,
                  settings.target(),
                  classes);
          truth.note().ifPresent(notes::add);
          addAll(inputs, Optional.of(truth));
          told = Optional.of(truth);
        }
      } else {
        addAll(inputs, Optional.empty());
      }
    }
  }

  private ArrayPlace targets() {
    return part.find(Role.TARGETS)
        .orElseThrow(
            () ->
                failure(
                    "%s: no array of targets by the usual names (y, labels, targets, ...) goes with"
                        + " '%s'; set arrays.targets",
                    part.inputs().file(), part.inputs().name()));
  }

  /** An array with a value for each sequence. */
  private Optional<Cells> column(Role role, InputArray inputs) throws IOException {
    Optional<ArrayPlace> place = part.find(role);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    try (SavedArray array = place.get().open()) {
      that(
          array.rank() >= 1 && array.size(0) == inputs.size() && array.size() == inputs.size(),
          "%s: its shape is %s, but there are %d sequences; expected one value for each. Where it is"
              + " no array of %s, set %s",
          array.who(),
          array.shapeText(),
          inputs.size(),
          role.label(),
          role.setting());
      return Optional.of(array.all());
    }
  }

  private void addAll(InputArray inputs, Optional<TargetArray> truth) throws IOException {
    for (int i = 0; i < inputs.size(); i++) {
      int index = i;
      float[] values = inputs.sequence(i, features, steps -> length(index, steps, inputs));
      values = withoutEmptyEnd(values, inputs, i);
      notes.sequence(values.length);
      if (lengths.isEmpty() && endsWithZeros(values)) {
        notes.endsWithZeros();
      }
      fill(values, inputs, i);
      add(values, truth, i);
    }
    that(
        builder.size() > 0,
        "%s: no sequence has the %d steps of a window; choose a smaller window",
        inputs.array().who(),
        settings.window());
  }

  private int length(int index, int steps, InputArray inputs) {
    if (lengths.isEmpty()) {
      return steps;
    }
    double length = lengths.get().areNumbers() ? lengths.get().number(index) : Double.NaN;
    that(
        Wholes.isWhole(length) && length >= 1 && length <= steps,
        "%s: the length of sequence %d is %s; expected a whole number from 1 to the %d steps of %s",
        part.find(Role.LENGTHS).orElseThrow().name(),
        index,
        lengths.get().text(index),
        steps,
        inputs.array().who());
    return (int) length;
  }

  /** Without the steps at the end that have no value at all: a sequence that ends is no gap. */
  private float[] withoutEmptyEnd(float[] values, InputArray inputs, int index) {
    int end = values.length;
    while (end > 0 && Float.isNaN(values[end - 1])) {
      end--;
    }
    that(
        end > 0,
        "%s: sequence %d (counted from 0) has no value at all; leave it out",
        inputs.array().who(),
        index);
    int kept = (end + features - 1) / features * features;
    if (kept == values.length) {
      return values;
    }
    notes.endsWithMissing();
    return Arrays.copyOf(values, kept);
  }

  private boolean endsWithZeros(float[] values) {
    int steps = values.length / features;
    for (int i = values.length - features; i < values.length; i++) {
      if (values[i] != 0) {
        return false;
      }
    }
    return steps > 1;
  }

  private void fill(float[] values, InputArray inputs, int index) {
    for (int feature = 0; feature < features; feature++) {
      if (settings.missing() == Numpy.Missing.ERROR) {
        for (int at = feature; at < values.length; at += features) {
          that(
              !Float.isNaN(values[at]),
              "%s is NaN; to fill in what is missing, set missing to interpolate",
              inputs.place(index, at / features, feature));
        }
        builder.gaps(feature, 0, 0);
      } else {
        Gaps.Found found = Gaps.fill(values, feature, features, Gaps.ANY);
        that(
            found.missing() < values.length / features,
            "%s: sequence %d has no value of feature %d (each counted from 0); leave it out",
            inputs.array().who(),
            index,
            feature);
        builder.gaps(feature, found.missing(), found.filled());
        notes.filled(feature, features, found.filled(), found.longest());
      }
    }
  }

  private void add(float[] values, Optional<TargetArray> truth, int index) throws IOException {
    float[] numbers = new float[0];
    if (truth.isPresent() && !truth.get().isClass()) {
      numbers = truth.get().numbers(index);
      for (float number : numbers) {
        if (Float.isNaN(number)) {
          that(
              settings.missing() == Numpy.Missing.INTERPOLATE,
              "%s: a number to predict is missing (NaN); leave the sequence out, or set missing to"
                  + " interpolate to have it left out",
              truth.get().place(index));
          notes.withoutTarget();
          return;
        }
      }
    }
    int steps = values.length / features;
    int group = groupNames.isPresent() ? groups.named(groupNames.get().text(index)) : groups.next();
    long start = builder.addSteps(values);
    if (truth.isPresent() && truth.get().isOfStep()) {
      builder.stepLabels(truth.get().stepLabels(index, steps));
    }
    int before = builder.size();
    if (settings.split() instanceof NumpySplit.ByTime by && part.split().isEmpty()) {
      int test = (int) Math.round(by.test() * steps);
      int validation = (int) Math.round(by.validation() * steps);
      int train = Math.max(0, steps - test - validation);
      cut(start, 0, train, group, index, Split.TRAIN, truth, numbers);
      cut(start, train, steps - test, group, index, Split.VALIDATION, truth, numbers);
      cut(start, steps - test, steps, group, index, Split.TEST, truth, numbers);
    } else {
      cut(start, 0, steps, group, index, Split.TRAIN, truth, numbers);
    }
    if (builder.size() == before) {
      notes.belowWindow();
    }
  }

  /** Makes windows of the steps from {@code first} to before {@code end}. */
  private void cut(
      long start,
      int first,
      int end,
      int group,
      int index,
      Split split,
      Optional<TargetArray> truth,
      float[] numbers)
      throws IOException {
    int window = settings.window() == 0 ? end - first : settings.window();
    int stride = settings.stride() == 0 ? window : settings.stride();
    int covered = first;
    for (int from = first; window > 0 && from + window <= end; from += stride) {
      builder.window(start, from, window, group);
      covered = from + window;
      splits.add(split);
      names.add(Integer.toString(index));
      if (truth.isEmpty()) {
        builder.label(Sequences.UNLABELLED);
      } else if (!truth.get().isClass()) {
        builder.numbers(numbers);
      } else if (!truth.get().isOfStep()) {
        builder.label(truth.get().label(index));
      }
    }
    notes.stepsBeyond(covered > first ? end - covered : 0);
  }

  /** Features of a step. */
  int features() {
    return features;
  }

  /** What is to be predicted, once all parts are read with their targets. */
  Target target() {
    return told.orElseThrow().target();
  }

  /** The part that each sequence is for by its time. */
  List<Split> splits() {
    return splits;
  }

  /** Its sequences, once those of all parts are read. */
  Sequences sequences() {
    int[] places = classes.places();
    builder.relabel(number -> places[number]);
    return settings.window() == 0 ? builder.build() : builder.build(names);
  }
}
