package dev.unroll.evaluate;

/** How predictions compare with what is true. */
public sealed interface Report permits ClassificationReport, RegressionReport {

  /** Rows that were scored. */
  int count();

  /** The one number that is shown of a training: accuracy, or mean absolute error. */
  double headline();
}
