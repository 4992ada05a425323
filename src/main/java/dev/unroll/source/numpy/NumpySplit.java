package dev.unroll.source.numpy;

import static dev.unroll.check.Check.shares;

import dev.unroll.settings.Default;

/**
 * How sequences are divided into training, validation and test, where the arrays do not come in
 * parts.
 */
public sealed interface NumpySplit {

  /**
   * Whole groups, drawn, each class alike; where there are no groups, sequences.
   *
   * @param test share of the groups
   * @param validation likewise
   * @param seed chooses which
   */
  record ByGroup(
      @Default("0.2") double test, @Default("0") double validation, @Default("1") int seed)
      implements NumpySplit {
    public ByGroup {
      shares(test, validation);
    }
  }

  /**
   * The end of each sequence is for test, what comes before it for validation; no window is on two
   * sides.
   *
   * @param test share of the steps
   * @param validation likewise
   */
  record ByTime(@Default("0.2") double test, @Default("0") double validation)
      implements NumpySplit {
    public ByTime {
      shares(test, validation);
    }
  }
}
