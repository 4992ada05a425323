package dev.unroll.source.csv;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Floats;
import dev.unroll.data.Split;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cuts a sequence into windows, or takes it whole, and tells what is true of each. */
final class CsvCut {

  /**
   * A window of the sequence.
   *
   * @param first step
   * @param label number of its class; 0 where it has none of its own
   * @param numbers to predict; none where it has a class
   */
  record Window(
      int first, int steps, Optional<Split> split, int label, ImmutableList<Float> numbers) {}

  private final Csv settings;
  private final CsvTruth truth;
  private final CsvSeries series;
  private final BitSet gapped;
  private final int ahead;
  private final List<Window> windows = new ArrayList<>();
  private int found;
  private long stepsBeyond;
  private int acrossGaps;
  private int withoutTarget;

  /**
   * @param gapped steps that have no values
   */
  CsvCut(Csv settings, CsvTruth truth, CsvSeries series, BitSet gapped) {
    this.settings = settings;
    this.truth = truth;
    this.series = series;
    this.gapped = gapped;
    this.ahead =
        truth.isTold() && settings.target() instanceof CsvTarget.Ahead target
            ? target.rows().stream().mapToInt(Integer::intValue).max().orElseThrow()
            : 0;
  }

  /** Makes windows of the steps from {@code first} to before {@code end}. */
  void within(int first, int end, Optional<Split> split) {
    boolean ofOneClass =
        truth.isTold()
            && settings.target() instanceof CsvTarget.WindowLabel target
            && target.take() == CsvTarget.WindowLabel.Take.ONLY;
    int from = first;
    for (int step = first + 1; step <= end; step++) {
      boolean changes = ofOneClass && step < end && truth(step) != truth(step - 1);
      if (changes || step == end) {
        stretch(from, step, split);
        from = step;
      }
    }
  }

  private int truth(int step) {
    return (int) series.truth().get(step, 0);
  }

  private void stretch(int first, int end, Optional<Split> split) {
    if (settings.window() == 0) {
      add(first, end - first, split);
      return;
    }
    int stride = settings.stride() == 0 ? settings.window() : settings.stride();
    int next = first;
    int covered = first;
    while (next + settings.window() + ahead <= end) {
      add(next, settings.window(), split);
      covered = next + settings.window() + ahead;
      next += stride;
    }
    stepsBeyond += end - covered;
  }

  private void add(int first, int steps, Optional<Split> split) {
    found++;
    int gap = gapped.nextSetBit(first);
    if (gap >= 0 && gap < first + steps) {
      acrossGaps++;
      return;
    }
    int last = first + steps - 1;
    float[] numbers = truth.isTold() && !truth.isClass() ? numbers(last) : new float[0];
    for (float number : numbers) {
      if (Float.isNaN(number)) {
        withoutTarget++;
        return;
      }
    }
    int label = truth.isTold() && truth.isClass() ? label(first, last) : 0;
    windows.add(
        new Window(first, steps, split, label, ImmutableList.copyOf(Floats.asList(numbers))));
  }

  private int label(int first, int last) {
    if (!(settings.target() instanceof CsvTarget.WindowLabel target)
        || target.take() != CsvTarget.WindowLabel.Take.MOST) {
      return truth(last);
    }
    Map<Integer, Integer> counts = new HashMap<>();
    for (int step = first; step <= last; step++) {
      counts.merge(truth(step), 1, Integer::sum);
    }
    int best = truth(last);
    for (int step = last; step >= first; step--) {
      best = counts.get(truth(step)) > counts.get(best) ? truth(step) : best;
    }
    return best;
  }

  private float[] numbers(int last) {
    int width = truth.width();
    if (!(settings.target() instanceof CsvTarget.Ahead target)) {
      float[] numbers = new float[width];
      for (int i = 0; i < width; i++) {
        numbers[i] = series.truth().get(last, i);
      }
      return numbers;
    }
    float[] numbers = new float[width * target.rows().size()];
    int at = 0;
    for (int i = 0; i < width; i++) {
      for (int rows : target.rows()) {
        numbers[at++] = series.truth().get(last + rows, i);
      }
    }
    return numbers;
  }

  /** What was cut. */
  List<Window> windows() {
    return windows;
  }

  /** Windows that there would be if nothing were missing. */
  int found() {
    return found;
  }

  /** Steps after the last window of each stretch. */
  long stepsBeyond() {
    return stepsBeyond;
  }

  /** Windows left out since steps of theirs have no values. */
  int acrossGaps() {
    return acrossGaps;
  }

  /** Windows left out since a number to predict is missing. */
  int withoutTarget() {
    return withoutTarget;
  }
}
