package dev.unroll.source.csv;

import dev.unroll.data.SequencesBuilder;
import dev.unroll.internal.table.Gaps;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Fills what is missing of sequences, as settings say, and counts it. */
final class CsvGaps {

  private final List<String> features;
  private final Csv settings;
  private final long[] filled;
  private long values;
  private int longest;

  CsvGaps(List<String> features, Csv settings) {
    this.features = features;
    this.settings = settings;
    this.filled = new long[features.size()];
  }

  /**
   * Fills gaps; what is in longer ones stays NaN.
   *
   * @param steps [steps, features], flat
   * @param of which they are
   * @param counts take what was missing and filled of each feature
   */
  void fill(float[] steps, CsvSeries of, SequencesBuilder counts) {
    values += steps.length;
    if (settings.missing() == Csv.Missing.ERROR) {
      for (int feature = 0; feature < features.size(); feature++) {
        counts.gaps(feature, 0, 0);
      }
      return;
    }
    int most = settings.longestGap() == 0 ? Gaps.ANY : settings.longestGap();
    for (int feature = 0; feature < features.size(); feature++) {
      Gaps.Found found = Gaps.fill(steps, feature, features.size(), most);
      of.first()
          .that(
              found.missing() < steps.length / features.size(),
              "'%s' has no value in any row of %s, which begins here; remove the sequence or the"
                  + " feature",
              features.get(feature),
              of.key());
      counts.gaps(feature, found.missing(), found.filled());
      filled[feature] += found.filled();
      longest = Math.max(longest, found.longest());
    }
  }

  /** What was filled, as a note; empty where nothing was. */
  String note() {
    long all = Arrays.stream(filled).sum();
    if (all == 0) {
      return "";
    }
    StringJoiner each = new StringJoiner(", ");
    for (int feature = 0; feature < filled.length; feature++) {
      if (filled[feature] > 0) {
        each.add(features.get(feature) + " " + filled[feature]);
      }
    }
    return String.format(
        Locale.ROOT,
        "%d of %d values (%.1f %%) are missing and interpolated: %s; the longest gap has %d steps",
        all,
        values,
        100.0 * all / values,
        each,
        longest);
  }
}
