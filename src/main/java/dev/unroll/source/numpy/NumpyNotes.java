package dev.unroll.source.numpy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Counts what was filled, left out or guessed, over all parts. */
final class NumpyNotes {

  private final List<String> notes = new ArrayList<>();
  private long values;
  private long[] filled = new long[0];
  private int longestGap;
  private int shorter;
  private int zeroEnds;
  private int sequences;
  private int belowWindow;
  private int withoutTarget;
  private long stepsBeyond;

  void add(String note) {
    notes.add(note);
  }

  void sequence(int ofValues) {
    sequences++;
    values += ofValues;
  }

  void filled(int feature, int features, int count, int longest) {
    filled = filled.length == 0 ? new long[features] : filled;
    filled[feature] += count;
    longestGap = Math.max(longestGap, longest);
  }

  void endsWithMissing() {
    shorter++;
  }

  void endsWithZeros() {
    zeroEnds++;
  }

  void belowWindow() {
    belowWindow++;
  }

  void withoutTarget() {
    withoutTarget++;
  }

  void stepsBeyond(int steps) {
    stepsBeyond += steps;
  }

  /**
   * All of them.
   *
   * @param features names of the signals
   */
  List<String> all(List<String> features) {
    List<String> all = new ArrayList<>(notes);
    long sum = Arrays.stream(filled).sum();
    if (sum > 0) {
      StringJoiner each = new StringJoiner(", ");
      for (int i = 0; i < filled.length; i++) {
        if (filled[i] > 0) {
          each.add(features.get(i) + " " + filled[i]);
        }
      }
      all.add(
          String.format(
              Locale.ROOT,
              "%d of %d values (%.1f %%) are missing and interpolated: %s; the longest gap has %d"
                  + " steps",
              sum,
              values,
              100.0 * sum / values,
              each,
              longestGap));
    }
    tell(all, shorter, "sequences end with missing values and are taken as shorter");
    tell(
        all,
        zeroEnds,
        "sequences end with steps of zeros, which are taken as values; where those are padding, save"
            + " the lengths as an array 'lengths'");
    tell(all, withoutTarget, "sequences whose number to predict is missing are left out");
    tell(all, belowWindow, "sequences are shorter than a window and not used");
    tell(all, stepsBeyond, "steps beyond the last whole windows are not used");
    return all;
  }

  private void tell(List<String> all, long count, String what) {
    if (count > 0) {
      all.add(
          count
              + (count > sequences || what.startsWith("steps") ? " " : " of " + sequences + " ")
              + what);
    }
  }
}
