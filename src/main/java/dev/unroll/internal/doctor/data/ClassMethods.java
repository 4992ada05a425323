package dev.unroll.internal.doctor.data;

import dev.unroll.evaluate.Baseline;
import dev.unroll.evaluate.BoostedTrees;
import dev.unroll.evaluate.LogisticRegression;
import java.util.Arrays;

/** Simple methods that tell classes. Each gives [examples, classes]; null where none is told. */
final class ClassMethods {

  /** Multiplications that a regression may take. */
  private static final double BUDGET = 2e8;

  private static final int MOST_ITERATIONS = 200;
  private static final int LEAST_ITERATIONS = 20;

  /** Small forests, since they are only compared with. */
  private static final BoostedTrees TREES = new BoostedTrees(25, 3, 0.3, 1, 5);

  private final Folded folded;
  private final boolean balanced;

  /**
   * @param balanced whether every class is to count the same, however often it occurs
   */
  ClassMethods(Folded folded, boolean balanced) {
    this.folded = folded;
    this.balanced = balanced;
  }

  /** How often each class occurs among what is fitted on. */
  double[][] shares() {
    double[][] probabilities = new double[folded.examples().size()][];
    for (int fold = 0; fold < folded.count(); fold++) {
      double[] shares = shares(folded.fitted(fold));
      for (int place : folded.held(fold)) {
        probabilities[place] = shares;
      }
    }
    return probabilities;
  }

  /** As a prior that is never 0. */
  private double[] shares(int[] places) {
    double[] shares = new double[folded.outputs()];
    Arrays.fill(shares, 1e-3);
    for (int label : folded.labels(places)) {
      shares[label]++;
    }
    double sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  double[][] logistic(float[][] rows) {
    int iterations =
        (int)
            (BUDGET
                / (2.0
                    * folded.count()
                    * folded.fitted(0).length
                    * (rows[0].length + 1)
                    * folded.outputs()));
    iterations = Math.max(LEAST_ITERATIONS, Math.min(MOST_ITERATIONS, iterations));
    return told(rows, new LogisticRegression(0.001, iterations));
  }

  double[][] trees(float[][] rows) {
    return told(rows, TREES);
  }

  private double[][] told(float[][] rows, Baseline method) {
    double[][] probabilities = new double[rows.length][];
    for (int fold = 0; fold < folded.count(); fold++) {
      int[] places = folded.fitted(fold);
      Baseline.Fitted fitted =
          method.fit(Folded.pick(rows, places), folded.labels(places), folded.outputs());
      double[] shares = shares(places);
      for (int place : folded.held(fold)) {
        double[] found = fitted.probabilities(rows[place]);
        probabilities[place] = balanced ? found : withShares(found, shares);
      }
    }
    return probabilities;
  }

  /**
   * The methods are fitted as if all classes were equally frequent; Bayes' rule takes that back.
   */
  private static double[] withShares(double[] found, double[] shares) {
    double[] corrected = new double[found.length];
    double sum = 0;
    for (int k = 0; k < found.length; k++) {
      corrected[k] = found[k] * shares[k];
      sum += corrected[k];
    }
    for (int k = 0; k < found.length; k++) {
      corrected[k] = sum > 0 ? corrected[k] / sum : shares[k];
    }
    return corrected;
  }

  /** Regressions of 1 for the class and 0 for others, taken as probabilities. */
  double[][] probabilities(double[][] regressed) {
    double[][] probabilities = new double[regressed.length][];
    for (int i = 0; i < regressed.length; i++) {
      if (regressed[i] != null) {
        double[] row = Arrays.stream(regressed[i]).map(v -> Math.max(0.01, v)).toArray();
        double sum = Arrays.stream(row).sum();
        probabilities[i] = Arrays.stream(row).map(v -> v / sum).toArray();
      }
    }
    return probabilities;
  }
}
