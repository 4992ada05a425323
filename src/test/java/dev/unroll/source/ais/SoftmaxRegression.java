package dev.unroll.source.ais;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import java.util.Arrays;

/**
 * A linear classifier, by gradient descent in plain Java: the baseline that sequences must beat.
 */
public final class SoftmaxRegression {

  private static final int ITERATIONS = 3000;
  private static final double RATE = 0.5;

  private SoftmaxRegression() {}

  /** Test accuracy on each window's nine means, standardised. */
  public static double onWindowMeans(Dataset dataset) {
    double[][] train = means(dataset.train());
    double[][] test = means(dataset.test());
    standardise(train, test);
    int classes = dataset.classNames().size();
    double[][] weights = new double[classes][train[0].length];
    int[] labels = dataset.train().labels();
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double[][] gradient = new double[classes][train[0].length];
      for (int i = 0; i < train.length; i++) {
        double[] p = probabilities(weights, train[i]);
        p[labels[i]] -= 1;
        for (int k = 0; k < classes; k++) {
          for (int f = 0; f < train[i].length; f++) {
            gradient[k][f] += p[k] * train[i][f] / train.length;
          }
        }
      }
      for (int k = 0; k < classes; k++) {
        for (int f = 0; f < weights[k].length; f++) {
          weights[k][f] -= RATE * gradient[k][f];
        }
      }
    }
    int right = 0;
    for (int i = 0; i < test.length; i++) {
      double[] p = probabilities(weights, test[i]);
      int best = 0;
      for (int k = 1; k < classes; k++) {
        best = p[k] > p[best] ? k : best;
      }
      right += best == dataset.test().label(i) ? 1 : 0;
    }
    return (double) right / test.length;
  }

  /** [windows, features + 1]; the last is 1, for the bias. */
  private static double[][] means(Sequences sequences) {
    double[][] means = new double[sequences.size()][sequences.features() + 1];
    for (int i = 0; i < means.length; i++) {
      means[i][sequences.features()] = 1;
      for (int step = 0; step < sequences.length(i); step++) {
        for (int f = 0; f < sequences.features(); f++) {
          means[i][f] += sequences.value(i, step, f) / sequences.length(i);
        }
      }
    }
    return means;
  }

  private static void standardise(double[][] train, double[][] test) {
    for (int f = 0; f < train[0].length - 1; f++) {
      int feature = f;
      double mean = Arrays.stream(train).mapToDouble(row -> row[feature]).average().orElse(0);
      double variance =
          Arrays.stream(train)
              .mapToDouble(row -> (row[feature] - mean) * (row[feature] - mean))
              .average()
              .orElse(1);
      for (double[][] part : new double[][][] {train, test}) {
        for (double[] row : part) {
          row[f] = (row[f] - mean) / Math.sqrt(variance);
        }
      }
    }
  }

  private static double[] probabilities(double[][] weights, double[] row) {
    double[] p = new double[weights.length];
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      double logit = 0;
      for (int f = 0; f < row.length; f++) {
        logit += weights[k][f] * row[f];
      }
      p[k] = Math.exp(logit);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
    }
    return p;
  }
}
