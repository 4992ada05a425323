package dev.unroll.train;

import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.evaluate.Outcomes;
import dev.unroll.evaluate.RegressionReport;
import dev.unroll.evaluate.Report;
import java.util.Optional;

/**
 * How a model does on a part of the data.
 *
 * @param report of its sequences, or of their steps
 * @param groups of its groups, each by the mean of its sequences' probabilities; where every group
 *     is of one class and some have several sequences
 * @param naive of the naive forecast, where there is one
 * @param notFinite predictions that were NaN or infinite and are in none of the scores
 * @param outcomes what was predicted of each sequence, beside what is true; empty where nobody kept
 *     it
 */
public record Scores(
    Report report,
    Optional<ClassificationReport> groups,
    Optional<RegressionReport> naive,
    int notFinite,
    Optional<Outcomes> outcomes) {

  /** Where what was predicted is not kept. */
  public Scores(
      Report report,
      Optional<ClassificationReport> groups,
      Optional<RegressionReport> naive,
      int notFinite) {
    this(report, groups, naive, notFinite, Optional.empty());
  }

  /** Where every prediction is finite. */
  public Scores(
      Report report, Optional<ClassificationReport> groups, Optional<RegressionReport> naive) {
    this(report, groups, naive, 0);
  }

  /** These, with what was predicted of each sequence. */
  public Scores with(Outcomes predicted) {
    return new Scores(report, groups, naive, notFinite, Optional.of(predicted));
  }
}
