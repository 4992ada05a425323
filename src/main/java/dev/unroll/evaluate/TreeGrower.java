package dev.unroll.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Grows one tree that takes a Newton step on the rows' losses. */
final class TreeGrower {

  private final FeatureBins bins;
  private final double[] gradients;
  private final double[] curvatures;
  private final BoostedTrees settings;

  /**
   * @param gradients of the loss by each row's score
   * @param curvatures its second derivatives
   */
  TreeGrower(FeatureBins bins, double[] gradients, double[] curvatures, BoostedTrees settings) {
    this.bins = bins;
    this.gradients = gradients;
    this.curvatures = curvatures;
    this.settings = settings;
  }

  DecisionTree grow() {
    return grow(IntStream.range(0, bins.rows()).toArray(), settings.depth());
  }

  private DecisionTree grow(int[] rows, int depth) {
    double gradient = Arrays.stream(rows).mapToDouble(row -> gradients[row]).sum();
    double curvature = Arrays.stream(rows).mapToDouble(row -> curvatures[row]).sum();
    Split best = depth == 0 ? Split.NONE : best(rows, gradient, curvature);
    if (best.gain <= 1e-9) {
      return new DecisionTree.Leaf(
          -settings.rate() * gradient / (curvature + settings.l2() + 1e-9));
    }
    int[] low = Arrays.stream(rows).filter(row -> best.isLow(bins, row)).toArray();
    int[] high = Arrays.stream(rows).filter(row -> !best.isLow(bins, row)).toArray();
    return new DecisionTree.Fork(
        best.feature,
        bins.threshold(best.feature, best.bin),
        grow(low, depth - 1),
        grow(high, depth - 1));
  }

  private Split best(int[] rows, double gradient, double curvature) {
    Split best = Split.NONE;
    double whole = score(gradient, curvature);
    for (int feature = 0; feature < bins.features(); feature++) {
      int count = bins.bins(feature);
      double[] gradientSums = new double[count];
      double[] curvatureSums = new double[count];
      int[] counts = new int[count];
      for (int row : rows) {
        int bin = bins.bin(feature, row);
        gradientSums[bin] += gradients[row];
        curvatureSums[bin] += curvatures[row];
        counts[bin]++;
      }
      double lowGradient = 0;
      double lowCurvature = 0;
      int low = 0;
      for (int bin = 0; bin < count - 1; bin++) {
        lowGradient += gradientSums[bin];
        lowCurvature += curvatureSums[bin];
        low += counts[bin];
        if (low < settings.leastRows() || rows.length - low < settings.leastRows()) {
          continue;
        }
        double gain =
            score(lowGradient, lowCurvature)
                + score(gradient - lowGradient, curvature - lowCurvature)
                - whole;
        if (gain > best.gain) {
          best = new Split(feature, bin, gain);
        }
      }
    }
    return best;
  }

  /** How much a leaf of these sums lowers the loss, twice. */
  private double score(double gradient, double curvature) {
    return gradient * gradient / (curvature + settings.l2() + 1e-9);
  }

  /**
   * A way to part rows.
   *
   * @param bin the last one that is low
   */
  private record Split(int feature, int bin, double gain) {
    static final Split NONE = new Split(-1, -1, 0);

    boolean isLow(FeatureBins bins, int row) {
      return bins.bin(feature, row) <= bin;
    }
  }
}
