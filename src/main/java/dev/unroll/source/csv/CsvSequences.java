package dev.unroll.source.csv;

import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes the sequences of a CSV file, cuts them into windows, and makes a dataset of them. */
final class CsvSequences {

  private final List<String> features;
  private final CsvRows rows;
  private final Csv settings;
  private final List<String> notes;
  private final CsvGaps gaps;
  private final SequencesBuilder builder;
  private final Map<String, Integer> groups = new HashMap<>();
  private final List<CsvWindow> windows = new ArrayList<>();

  /** Of the series that each window is of. */
  private final List<CsvKey> keys = new ArrayList<>();

  private int series;
  private int shortSeries;
  private int longest;
  private long stepsBeyond;
  private long emptyEnds;
  private int acrossGaps;
  private int withoutTarget;

  /**
   * @param notes take what was filled or left out
   */
  CsvSequences(List<String> features, CsvRows rows, Csv settings, List<String> notes) {
    this.features = features;
    this.rows = rows;
    this.settings = settings;
    this.notes = notes;
    this.gaps = new CsvGaps(features, settings);
    this.builder = new SequencesBuilder(features.size());
  }

  /** Adds a whole sequence. */
  void add(CsvSeries added) throws IOException {
    added.sort();
    float[] values = withoutEmptyEnd(added.values());
    gaps.fill(values, added, builder);
    BitSet gapped = gapped(values);
    long start = builder.addSteps(values);
    int steps = values.length / features.size();
    series++;
    longest = Math.max(longest, steps);
    if (rows.truth().isTold() && rows.truth().isOfStep()) {
      int[] classes = new int[steps];
      Arrays.setAll(classes, step -> (int) added.truth().get(step, 0));
      builder.stepLabels(classes);
    }
    CsvCut cut = new CsvCut(settings, rows.truth(), added, gapped);
    if (settings.split() instanceof CsvSplit.ByTime by) {
      int test = (int) Math.round(by.test() * steps);
      int validation = (int) Math.round(by.validation() * steps);
      int train = Math.max(0, steps - test - validation);
      cut.within(0, train, Optional.of(Split.TRAIN));
      cut.within(train, steps - test, Optional.of(Split.VALIDATION));
      cut.within(steps - test, steps, Optional.of(Split.TEST));
    } else {
      cut.within(0, steps, added.split());
    }
    cut.windows().forEach(window -> window(added, start, window));
    shortSeries += cut.found() == 0 ? 1 : 0;
    stepsBeyond += cut.stepsBeyond();
    acrossGaps += cut.acrossGaps();
    withoutTarget += cut.withoutTarget();
  }

  /** Values without the steps at the end that have none: a sequence that ends is no gap. */
  private float[] withoutEmptyEnd(float[] values) {
    CsvTruth truth = rows.truth();
    if (!truth.isClass() || truth.isOfStep()) {
      return values;
    }
    int end = values.length;
    while (end > 0 && Float.isNaN(values[end - 1])) {
      end--;
    }
    int steps = (end + features.size() - 1) / features.size();
    int kept = steps == 0 ? values.length : steps * features.size();
    emptyEnds += (values.length - kept) / features.size();
    return kept == values.length ? values : Arrays.copyOf(values, kept);
  }

  /** The steps whose gaps are too long to be filled, which have 0 in their place. */
  private BitSet gapped(float[] values) {
    BitSet gapped = new BitSet();
    for (int at = 0; at < values.length; at++) {
      if (Float.isNaN(values[at])) {
        gapped.set(at / features.size());
        values[at] = 0;
      }
    }
    return gapped;
  }

  private void window(CsvSeries of, long start, CsvCut.Window window) {
    String group = rows.hasGroups() ? of.key().group() : of.key().sequence();
    int groupNumber = groups.computeIfAbsent(group, added -> groups.size());
    builder.window(start, window.first(), window.steps(), groupNumber);
    keys.add(of.key());
    if (!rows.truth().isTold()) {
      builder.label(Sequences.UNLABELLED);
    } else if (!rows.truth().isClass()) {
      builder.numbers(Floats.toArray(window.numbers()));
    } else if (!rows.truth().isOfStep()) {
      builder.label(window.label());
    }
    windows.add(new CsvWindow(groupNumber, window.split(), of.first()));
  }

  /** All sequences, once all rows are read, where those need not tell what is true of them. */
  Sequences unlabelled(Path file) {
    checkSome(file);
    return built();
  }

  /** All windows by the names of their sequences, with the group where that takes both. */
  private Sequences built() {
    Set<CsvKey> distinct = new HashSet<>(keys);
    boolean unique = distinct.size() == distinct.stream().map(CsvKey::sequence).distinct().count();
    return builder.build(keys.stream().map(key -> key.name(unique)).toList());
  }

  private void checkSome(Path file) {
    tellWhatWasDone();
    that(
        !windows.isEmpty() || acrossGaps + withoutTarget == 0,
        "%s: no sequence or window is left: %s",
        file,
        String.join("; ", notes));
    that(
        !windows.isEmpty(),
        "%s: no sequence has the %d steps of a window%s; the longest has %d; choose a smaller"
            + " window",
        file,
        settings.window(),
        settings.split() instanceof CsvSplit.ByTime ? " in a part of it" : "",
        longest);
  }

  /** The dataset of all sequences in parts, once all rows are read. */
  Dataset dataset(Path file) {
    checkSome(file);
    Dataset whole = whole(file);
    CsvParts parts = CsvParts.of(windows, settings.split(), groups.size(), whole, file);
    parts.checkClasses(whole.test(), whole.schema().target());
    return whole.divided(whole.test(), parts::of);
  }

  /** The dataset to score a model on: for test, where no column says otherwise. */
  Dataset toScore(Path file) {
    checkSome(file);
    Dataset whole = whole(file);
    return whole.divided(whole.test(), i -> windows.get(i).split().orElse(Split.TEST));
  }

  /** All sequences as a test part. */
  private Dataset whole(Path file) {
    CsvTruth truth = rows.truth();
    int[] labels = truth.labels();
    builder.relabel(number -> labels[number]);
    List<Signal> signals = features.stream().map(name -> new Signal(name, "")).toList();
    Schema schema = new Schema(signals, Optional.empty(), truth.target(features), rows.grouping());
    Sequences none = Sequences.empty(features.size());
    return new Dataset(name(file), false, schema, none, none, built(), notes);
  }

  private void tellWhatWasDone() {
    if (!gaps.note().isEmpty()) {
      notes.add(gaps.note());
    }
    tell(emptyEnds, "steps at the ends of sequences have no value at all and are left out");
    String what = settings.window() == 0 ? "sequences" : "windows";
    tell(acrossGaps, what + " with a longer gap are left out");
    tell(withoutTarget, what + " whose number to predict is missing are left out");
    if (shortSeries > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%d of %d sequences are shorter than a window of %d steps%s and not used",
              shortSeries,
              series,
              settings.window(),
              rows.truth().isOfRow() && !rows.truth().isOfStep() ? " of one class" : ""));
    }
    tell(stepsBeyond, "steps beyond the last whole windows are not used");
  }

  private void tell(long count, String what) {
    if (count > 0) {
      notes.add(count + " " + what);
    }
  }

  /** The file's name without what tells its form. */
  private static String name(Path file) {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.', 1);
    return dot < 0 ? name : name.substring(0, dot);
  }
}
