package dev.unroll.source.climate;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Cuts windows out of a station's rows, for three parts that follow each other in time. */
final class ClimateWindows {

  private static final List<String> PARTS = List.of("training", "validation", "test");

  private final Climate settings;
  private final String file;
  private final int reach;
  private final int farthest;
  private final boolean told;
  private final List<String> names = new ArrayList<>();
  private SequencesBuilder builder;

  /** First row of each part, and the row after the last. */
  private final int[] borders = new int[PARTS.size() + 1];

  /** First window of each part, and the window after the last. */
  private final int[] firstWindows = new int[PARTS.size() + 1];

  private int acrossGaps;
  private int acrossParts;

  /**
   * @param told whether the rows that windows are to predict must be there
   */
  ClimateWindows(Climate settings, String file, boolean told) {
    this.settings = settings;
    this.file = file;
    this.told = told;
    this.reach = (settings.steps() - 1) * settings.step();
    this.farthest = told ? settings.farthest() : 0;
  }

  /**
   * Cuts the windows; their ends are a multiple of the stride from the start of a stretch. Where
   * they need not be told, one more ends at the newest row.
   */
  void cut(ClimateGrid grid) throws IOException {
    builder = new SequencesBuilder(grid.features());
    borders[1] = (int) Math.round(grid.rows() * settings.trainShare());
    borders[2] =
        (int) Math.round(grid.rows() * (settings.trainShare() + settings.validationShare()));
    borders[3] = grid.rows();
    for (ClimateGrid.Stretch stretch : grid.stretches()) {
      boolean first = stretch.firstRow() == 0;
      boolean last = stretch.firstRow() + stretch.rows() == grid.rows();
      // With a step, the rows of a window are not neighbours; those of every step-th row are.
      Map<Integer, Long> phases = new HashMap<>();
      boolean newest = last && !told;
      for (int row = 0; row < stretch.rows(); row = next(row, newest ? stretch.rows() : 0)) {
        if (row < reach || row + farthest >= stretch.rows()) {
          acrossGaps += (row < reach && !first) || (row >= reach && !last) ? 1 : 0;
        } else if (isBroken(stretch, row)) {
          acrossGaps++;
        } else {
          add(stretch, row, phases, grid.columns().targetIndex());
        }
      }
    }
    for (int part = 1; part <= PARTS.size(); part++) {
      firstWindows[part] = Math.max(firstWindows[part], firstWindows[part - 1]);
    }
  }

  /**
   * @param rows of which the last must not be passed over; 0 where it may be
   */
  private int next(int row, int rows) {
    int next = row + settings.stride();
    return row < rows - 1 ? Math.min(next, rows - 1) : next;
  }

  private boolean isBroken(ClimateGrid.Stretch stretch, int end) {
    for (int delay : told ? settings.delays() : List.<Integer>of()) {
      if (!stretch.measured().get(end + delay)) {
        return true;
      }
    }
    int next = stretch.broken().nextSetBit(end - reach);
    if (next < 0 || next > end) {
      return false;
    }
    for (int row = end - reach; row <= end; row += settings.step()) {
      if (stretch.broken().get(row)) {
        return true;
      }
    }
    return false;
  }

  private void add(ClimateGrid.Stretch stretch, int end, Map<Integer, Long> phases, int target)
      throws IOException {
    int part = part(stretch.firstRow() + end - reach);
    if (part != part(stretch.firstRow() + end + farthest)) {
      acrossParts++;
      return;
    }
    int phase = end % settings.step();
    Long series = phases.get(phase);
    if (series == null) {
      series = builder.addSteps(stretch.every(settings.step(), phase));
      phases.put(phase, series);
    }
    builder.window(series, (end - reach - phase) / settings.step(), settings.steps(), 0);
    names.add(ClimateClock.text(stretch.time(end)));
    if (told) {
      float[] numbers = new float[settings.delays().size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = stretch.value(end + settings.delays().get(i), target);
      }
      builder.numbers(numbers);
    } else {
      builder.label(Sequences.UNLABELLED);
    }
    firstWindows[part + 1] = builder.size();
  }

  private int part(int row) {
    return row < borders[1] ? 0 : row < borders[2] ? 1 : 2;
  }

  /** The windows of all parts, by the times of their newest rows. */
  Sequences all() {
    return builder.build().named(names);
  }

  /**
   * As {@link #all}.
   *
   * @throws dev.unroll.check.InputException where there are none
   */
  Sequences some() {
    that(
        !names.isEmpty(),
        "%s: no stretch of its %d rows has a whole window of %d rows without a gap; use a longer"
            + " file",
        file,
        borders[3],
        reach + 1);
    return all();
  }

  /** The windows of a part, of {@link #all}. */
  Sequences part(Sequences all, int part) {
    int rows = borders[part + 1] - borders[part];
    boolean found = firstWindows[part + 1] > firstWindows[part];
    that(
        found || rows == 0,
        "%s: the %s part has %d rows and no whole window of %d rows with what is %d rows ahead;"
            + " use a shorter lookback, nearer delays or a larger share",
        file,
        PARTS.get(part),
        rows,
        reach + 1,
        farthest);
    return all.where(i -> i >= firstWindows[part] && i < firstWindows[part + 1]);
  }

  int acrossGaps() {
    return acrossGaps;
  }

  int acrossParts() {
    return acrossParts;
  }
}
