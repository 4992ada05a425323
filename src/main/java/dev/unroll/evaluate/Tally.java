package dev.unroll.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The scores of a part in which each unit is some number of times; sums, so that it is fast. */
interface Tally extends Function<int[], double[]> {

  /** Of what was predicted, in the order of {@link #kinds}. */
  static Tally of(Outcomes outcomes) {
    return outcomes.target().isClasses() ? new ClassTally(outcomes) : new NumberTally(outcomes);
  }

  /** What the scores are. */
  List<ScoreKind> kinds();

  /** The scores of the part as it is. */
  default double[] scores(int units) {
    int[] once = new int[units];
    Arrays.fill(once, 1);
    return apply(once);
  }
}
