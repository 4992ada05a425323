package dev.unroll.evaluate;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;

import dev.unroll.settings.Default;

/**
 * Multinomial logistic regression on standardised features, by gradient descent with Nesterov's
 * momentum over all rows. Biases are not decayed.
 *
 * @param l2 factor of half the squared weights that are added to the mean loss
 * @param iterations of the descent
 */
public record LogisticRegression(@Default("0.001") double l2, @Default("1000") int iterations)
    implements Baseline {

  public LogisticRegression {
    notNegative("l2", l2);
    positive("iterations", iterations);
  }

  public LogisticRegression() {
    this(0.001, 1000);
  }

  @Override
  public Fitted fit(float[][] features, int[] labels, int classes) {
    double[] rowWeights = ClassBalance.weights(labels, classes);
    Scale scale = Scale.of(features);
    double[][] rows = new double[features.length][];
    double squares = 0;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = scale.apply(features[i]);
      for (double value : rows[i]) {
        squares += rowWeights[i] * value * value / rows.length;
      }
    }
    // The loss's second derivative is at most half the mean squared row.
    double rate = 1 / (0.5 * squares + l2);
    int width = rows[0].length;
    double[][] weights = new double[classes][width];
    double[][] before = new double[classes][width];
    for (int iteration = 0; iteration < iterations; iteration++) {
      double momentum = iteration / (iteration + 3.0);
      double[][] ahead = new double[classes][width];
      for (int k = 0; k < classes; k++) {
        for (int f = 0; f < width; f++) {
          ahead[k][f] = weights[k][f] + momentum * (weights[k][f] - before[k][f]);
        }
      }
      double[][] gradient = gradient(ahead, rows, labels, rowWeights);
      before = weights;
      weights = ahead;
      for (int k = 0; k < classes; k++) {
        for (int f = 0; f < width; f++) {
          weights[k][f] -= rate * gradient[k][f];
        }
      }
    }
    double[][] fitted = weights;
    return row -> softmax(fitted, scale.apply(row));
  }

  private double[][] gradient(
      double[][] weights, double[][] rows, int[] labels, double[] rowWeights) {
    double[][] gradient = new double[weights.length][weights[0].length];
    for (int i = 0; i < rows.length; i++) {
      double[] error = softmax(weights, rows[i]);
      error[labels[i]] -= 1;
      for (int k = 0; k < error.length; k++) {
        double factor = error[k] * rowWeights[i] / rows.length;
        for (int f = 0; f < rows[i].length; f++) {
          gradient[k][f] += factor * rows[i][f];
        }
      }
    }
    for (int k = 0; k < weights.length; k++) {
      for (int f = 0; f < weights[k].length - 1; f++) {
        gradient[k][f] += l2 * weights[k][f];
      }
    }
    return gradient;
  }

  private static double[] softmax(double[][] weights, double[] row) {
    double[] scores = new double[weights.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < scores.length; k++) {
      for (int f = 0; f < row.length; f++) {
        scores[k] += weights[k][f] * row[f];
      }
      largest = Math.max(largest, scores[k]);
    }
    double sum = 0;
    for (int k = 0; k < scores.length; k++) {
      scores[k] = Math.exp(scores[k] - largest);
      sum += scores[k];
    }
    for (int k = 0; k < scores.length; k++) {
      scores[k] /= sum;
    }
    return scores;
  }

  /** Mean and spread of each feature. */
  private static final class Scale {
    private final double[] mean;
    private final double[] deviation;

    private Scale(int width) {
      mean = new double[width];
      deviation = new double[width];
    }

    static Scale of(float[][] rows) {
      Scale scale = new Scale(rows[0].length);
      for (int f = 0; f < scale.mean.length; f++) {
        double sum = 0;
        for (float[] row : rows) {
          sum += row[f];
        }
        scale.mean[f] = sum / rows.length;
        double squares = 0;
        for (float[] row : rows) {
          squares += (row[f] - scale.mean[f]) * (row[f] - scale.mean[f]);
        }
        double deviation = Math.sqrt(squares / rows.length);
        // A feature that never varies says nothing.
        scale.deviation[f] = deviation < 1e-9 ? 1 : deviation;
      }
      return scale;
    }

    /** The standardised row, and 1 for the bias. */
    double[] apply(float[] row) {
      double[] scaled = new double[row.length + 1];
      for (int f = 0; f < row.length; f++) {
        scaled[f] = (row[f] - mean[f]) / deviation[f];
      }
      scaled[row.length] = 1;
      return scaled;
    }
  }
}
