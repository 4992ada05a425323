package dev.unroll.source.csv;

import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.shares;
import static dev.unroll.check.Check.that;

import dev.unroll.settings.Default;

/** How the sequences of a file are divided into training, validation and test. */
public sealed interface CsvSplit {

  /**
   * As a column says.
   *
   * @param column of {@code train}, {@code validation} or {@code test}, the same in all rows of a
   *     sequence
   */
  record ByColumn(@Default("split") String column) implements CsvSplit {
    public ByColumn {
      that(
          !present("column", column).isEmpty(),
          "column: expected the name of the column that tells the parts");
    }
  }

  /**
   * Whole groups, drawn.
   *
   * @param test share of the groups; at least one group unless it is 0
   * @param validation likewise
   * @param seed chooses which
   */
  record ByGroup(
      @Default("0.2") double test, @Default("0") double validation, @Default("1") int seed)
      implements CsvSplit {

    static final double TEST = 0.2;

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
  record ByTime(@Default("0.2") double test, @Default("0") double validation) implements CsvSplit {
    public ByTime {
      shares(test, validation);
    }
  }
}
