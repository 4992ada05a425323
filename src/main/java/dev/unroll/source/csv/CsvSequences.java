package dev.unroll.source.csv;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.internal.table.Gaps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the sequences of a CSV file, cuts them into windows, and makes a dataset of them. */
final class CsvSequences {

  private static final Logger LOG = LoggerFactory.getLogger(CsvSequences.class);

  private final List<String> features;
  private final CsvRows rows;
  private final Csv settings;
  private final SequencesBuilder builder;
  private final Map<String, Integer> groups = new HashMap<>();
  private final List<CsvWindow> windows = new ArrayList<>();

  /** Of the series that each window is of. */
  private final List<CsvKey> keys = new ArrayList<>();

  private int series;
  private int shortSeries;
  private int longest;
  private long stepsBeyond;

  CsvSequences(List<String> features, CsvRows rows, Csv settings) {
    this.features = features;
    this.rows = rows;
    this.settings = settings;
    this.builder = new SequencesBuilder(features.size());
  }

  /** Adds a whole sequence. */
  void add(CsvSeries added) throws IOException {
    added.sort();
    float[] values = added.values();
    fillGaps(values, added);
    long start = builder.addSteps(values);
    int steps = added.steps();
    series++;
    longest = Math.max(longest, steps);
    if (rows.truth().isTold() && rows.truth().isOfStep()) {
      int[] classes = new int[steps];
      Arrays.setAll(classes, step -> (int) added.truth().get(step, 0));
      builder.stepLabels(classes);
    }
    int before = windows.size();
    if (settings.split() instanceof CsvSplit.ByTime by) {
      int test = (int) Math.round(by.test() * steps);
      int validation = (int) Math.round(by.validation() * steps);
      int train = Math.max(0, steps - test - validation);
      cut(added, start, 0, train, Optional.of(Split.TRAIN));
      cut(added, start, train, steps - test, Optional.of(Split.VALIDATION));
      cut(added, start, steps - test, steps, Optional.of(Split.TEST));
    } else {
      cut(added, start, 0, steps, added.split());
    }
    shortSeries += windows.size() == before ? 1 : 0;
  }

  private void fillGaps(float[] values, CsvSeries added) {
    for (int feature = 0; feature < features.size(); feature++) {
      int missing =
          settings.missing() == Csv.Missing.ERROR ? 0 : Gaps.fill(values, feature, features.size());
      builder.gaps(feature, missing, missing);
      added
          .first()
          .that(
              missing < added.steps(),
              "'%s' has no value in any row of %s, which begins here; remove the sequence or the"
                  + " feature",
              features.get(feature),
              added.key());
    }
  }

  /** Makes windows of the steps from {@code from} to before {@code to}. */
  private void cut(CsvSeries from, long start, int first, int end, Optional<Split> split) {
    if (settings.window() == 0) {
      window(from, start, first, end - first, split);
      return;
    }
    int stride = settings.stride() == 0 ? settings.window() : settings.stride();
    int next = first;
    int covered = first;
    while (next + settings.window() <= end) {
      window(from, start, next, settings.window(), split);
      covered = next + settings.window();
      next += stride;
    }
    stepsBeyond += end - covered;
  }

  private void window(CsvSeries of, long start, int first, int steps, Optional<Split> split) {
    String group = rows.hasGroups() ? of.key().group() : of.key().sequence();
    int groupNumber = groups.computeIfAbsent(group, added -> groups.size());
    builder.window(start, first, steps, groupNumber);
    keys.add(of.key());
    int last = first + steps - 1;
    CsvTruth truth = rows.truth();
    if (truth.isTold() && !truth.isClass()) {
      float[] numbers = new float[truth.width()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = of.truth().get(last, i);
      }
      builder.numbers(numbers);
    }
    if (!truth.isTold()) {
      builder.label(Sequences.UNLABELLED);
    } else if (truth.isClass() && !truth.isOfStep()) {
      builder.label((int) of.truth().get(last, 0));
    }
    windows.add(new CsvWindow(groupNumber, split, of.first()));
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
    that(
        !windows.isEmpty(),
        "%s: no sequence has the %d steps of a window%s; the longest has %d; choose a smaller"
            + " window",
        file,
        settings.window(),
        settings.split() instanceof CsvSplit.ByTime ? " in a part of it" : "",
        longest);
    tellWhatIsBeyond(file);
  }

  /** The dataset of all sequences in parts, once all rows are read. */
  Dataset dataset(Path file) {
    checkSome(file);
    CsvParts parts = CsvParts.of(windows, settings.split(), groups.size(), rows.grouping(), file);
    Dataset whole = whole(file);
    parts.checkClasses(whole.test(), whole.schema().target());
    return divided(whole, parts::of);
  }

  /** The dataset to score a model on: for test, where no column says otherwise. */
  Dataset toScore(Path file) {
    checkSome(file);
    return divided(whole(file), i -> windows.get(i).split().orElse(Split.TEST));
  }

  /** All sequences as a test part. */
  private Dataset whole(Path file) {
    CsvTruth truth = rows.truth();
    int[] labels = truth.labels();
    builder.relabel(number -> labels[number]);
    List<Signal> signals = features.stream().map(name -> new Signal(name, "")).toList();
    Schema schema = new Schema(signals, Optional.empty(), truth.target(), rows.grouping());
    Sequences none = Sequences.empty(features.size());
    return new Dataset(name(file), false, schema, none, none, built());
  }

  private static Dataset divided(Dataset whole, IntFunction<Split> split) {
    Sequences all = whole.test();
    return new Dataset(
        whole.name(),
        whole.simulated(),
        whole.schema(),
        all.where(i -> split.apply(i) == Split.TRAIN),
        all.where(i -> split.apply(i) == Split.VALIDATION),
        all.where(i -> split.apply(i) == Split.TEST));
  }

  private void tellWhatIsBeyond(Path file) {
    if (shortSeries > 0) {
      LOG.warn(
          "{}: {} of {} sequences are shorter than a window of {} steps and not used",
          file,
          shortSeries,
          series,
          settings.window());
    }
    if (stepsBeyond > 0) {
      LOG.info("{}: {} steps beyond the last whole windows are not used", file, stepsBeyond);
    }
  }

  /** The file's name without what tells its form. */
  private static String name(Path file) {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.', 1);
    return dot < 0 ? name : name.substring(0, dot);
  }
}
