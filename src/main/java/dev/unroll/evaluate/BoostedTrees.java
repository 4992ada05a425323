package dev.unroll.evaluate;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;

import dev.unroll.settings.Default;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradient-boosted decision trees: each round adds a small tree a class, which takes a Newton step
 * on the cross entropy of the softmax. Splits are sought among quantiles of the features. The same
 * trees on every machine.
 *
 * <p>T. Chen, C. Guestrin, "XGBoost: A Scalable Tree Boosting System", KDD 2016.
 *
 * @param rounds trees a class
 * @param depth splits from a tree's root to a leaf
 * @param rate share of a Newton step that a tree takes
 * @param l2 added to a leaf's second derivatives
 * @param leastRows rows that a leaf stands for, at the least
 */
public record BoostedTrees(
    @Default("100") int rounds,
    @Default("3") int depth,
    @Default("0.1") double rate,
    @Default("1") double l2,
    @Default("10") int leastRows)
    implements Baseline {

  public BoostedTrees {
    positive("rounds", rounds);
    positive("depth", depth);
    positive("rate", rate);
    notNegative("l2", l2);
    positive("leastRows", leastRows);
  }

  public BoostedTrees() {
    this(100, 3, 0.1, 1, 10);
  }

  @Override
  public Fitted fit(float[][] features, int[] labels, int classes) {
    double[] weights = ClassBalance.weights(labels, classes);
    FeatureBins bins = FeatureBins.of(features);
    double[][] scores = new double[labels.length][classes];
    List<DecisionTree[]> forest = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      double[][] gradients = new double[classes][labels.length];
      double[][] curvatures = new double[classes][labels.length];
      for (int i = 0; i < labels.length; i++) {
        double[] probabilities = softmax(scores[i]);
        for (int k = 0; k < classes; k++) {
          double p = probabilities[k];
          gradients[k][i] = weights[i] * (p - (labels[i] == k ? 1 : 0));
          curvatures[k][i] = weights[i] * p * (1 - p);
        }
      }
      DecisionTree[] trees = new DecisionTree[classes];
      for (int k = 0; k < classes; k++) {
        trees[k] = new TreeGrower(bins, gradients[k], curvatures[k], this).grow();
        for (int i = 0; i < labels.length; i++) {
          scores[i][k] += trees[k].value(features[i]);
        }
      }
      forest.add(trees);
    }
    return row -> {
      double[] sums = new double[classes];
      for (DecisionTree[] trees : forest) {
        for (int k = 0; k < classes; k++) {
          sums[k] += trees[k].value(row);
        }
      }
      return softmax(sums);
    };
  }

  private static double[] softmax(double[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double[] probabilities = new double[scores.length];
    double sum = 0;
    for (int k = 0; k < scores.length; k++) {
      // StrictMath: the same trees on every machine.
      probabilities[k] = StrictMath.exp(scores[k] - largest);
      sum += probabilities[k];
    }
    for (int k = 0; k < scores.length; k++) {
      probabilities[k] /= sum;
    }
    return probabilities;
  }
}
