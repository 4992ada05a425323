package dev.unroll.evaluate;

import static dev.unroll.check.Check.that;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far one model is from another on the same part. Both are scored on the same resamples, so
 * that what is hard for both does not count as a difference.
 *
 * @param kind what is scored
 * @param difference of the second's score less the first's
 * @param interval of that, 95 %; empty where it cannot be told
 */
public record PairedDifference(
    ScoreKind kind, double difference, Optional<ConfidenceInterval> interval) {

  /**
   * The difference in every score.
   *
   * @throws dev.unroll.check.InputException where they are not of the same sequences
   */
  public static List<PairedDifference> of(Outcomes first, Outcomes second) {
    that(
        first.ofSameSequences(second),
        "evaluation: the predictions are not of the same sequences, so that they cannot be paired");
    Tally one = Tally.of(first);
    Tally other = Tally.of(second);
    int units = first.units().count();
    int width = one.kinds().size();
    that(
        other.kinds().equals(one.kinds()) && second.units().count() == units,
        "evaluation: the predictions were not scored alike, so that they cannot be paired");
    Map<ScoreKind, ConfidenceInterval> intervals =
        ScoreIntervals.intervals(
            one.kinds(), first, counts -> difference(one.apply(counts), other.apply(counts)));
    double[] whole = difference(one.scores(units), other.scores(units));
    List<PairedDifference> all = new ArrayList<>();
    for (int k = 0; k < width; k++) {
      ScoreKind kind = one.kinds().get(k);
      all.add(new PairedDifference(kind, whole[k], Optional.ofNullable(intervals.get(kind))));
    }
    return all;
  }

  private static double[] difference(double[] from, double[] to) {
    double[] difference = new double[from.length];
    for (int k = 0; k < from.length; k++) {
      difference[k] = to[k] - from[k];
    }
    return difference;
  }

  /** Whether the interval has 0 in it, or cannot be told. */
  public boolean withinNoise() {
    return interval.map(i -> i.contains(0)).orElse(true);
  }
}
