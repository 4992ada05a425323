package dev.unroll.train;

import dev.unroll.evaluate.ClassificationReport;
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
 */
public record Scores(
    Report report,
    Optional<ClassificationReport> groups,
    Optional<RegressionReport> naive,
    int notFinite) {

  /** Where every prediction is finite. */
  public Scores(
      Report report, Optional<ClassificationReport> groups, Optional<RegressionReport> naive) {
    this(report, groups, naive, 0);
  }
}
