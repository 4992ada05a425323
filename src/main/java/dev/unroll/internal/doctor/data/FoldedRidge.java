package dev.unroll.internal.doctor.data;

import java.util.Arrays;

/**
 * Ridge regressions of rows that they were not fitted on: one a fold, from sums that are taken
 * once. The first columns alone give a regression too, at next to no cost, since Cholesky's factors
 * of a matrix begin with those of its corner.
 */
final class FoldedRidge {

  /** The fold of a row that every regression is fitted on and that none predicts. */
  static final int ALWAYS_FITTED = -1;

  private final double[][] rows;
  private final double[][] answers;
  private final int[] folds;
  private final int columns;
  private final int outputs;

  /** Sums over the rows of each fold; those that are always fitted come last. */
  private final Sums[] sums;

  /**
   * Takes the sums.
   *
   * @param x [rows, columns]
   * @param answers [rows, outputs]
   * @param folds of each row, from 0 or {@link #ALWAYS_FITTED}
   */
  FoldedRidge(float[][] x, double[][] answers, int[] folds) {
    this.rows = standardised(x);
    this.answers = answers;
    this.folds = folds;
    this.columns = x[0].length;
    this.outputs = answers[0].length;
    int count = Arrays.stream(folds).max().orElse(0) + 1;
    sums = new Sums[count + 1];
    Arrays.setAll(sums, i -> new Sums(columns, outputs));
    for (int i = 0; i < rows.length; i++) {
      sums[folds[i] == ALWAYS_FITTED ? count : folds[i]].add(rows[i], answers[i]);
    }
  }

  private static double[][] standardised(float[][] x) {
    int width = x[0].length;
    double[] mean = new double[width];
    double[] squares = new double[width];
    for (float[] row : x) {
      for (int i = 0; i < width; i++) {
        mean[i] += row[i] / (double) x.length;
      }
    }
    for (float[] row : x) {
      for (int i = 0; i < width; i++) {
        squares[i] += (row[i] - mean[i]) * (row[i] - mean[i]) / x.length;
      }
    }
    double[][] rows = new double[x.length][width];
    for (int r = 0; r < x.length; r++) {
      for (int i = 0; i < width; i++) {
        // A column that never changes says nothing.
        double deviation = Math.sqrt(squares[i]);
        boolean constant = deviation <= 1e-6 * Math.abs(mean[i]) || deviation < 1e-30;
        rows[r][i] = constant ? 0 : (x[r][i] - mean[i]) / deviation;
      }
    }
    return rows;
  }

  /**
   * What regressions say of the rows that they were not fitted on.
   *
   * @param leads of the first so many columns, one regression each
   * @param l2 penalty, greater than 0, on columns of deviation 1
   * @return [leads, rows, outputs]; null for rows that are always fitted
   */
  double[][][] predict(int[] leads, double l2) {
    double[][][] predictions = new double[leads.length][rows.length][];
    for (int fold = 0; fold < sums.length - 1; fold++) {
      Sums fitted = new Sums(columns, outputs);
      for (int other = 0; other < sums.length; other++) {
        if (other != fold) {
          fitted.add(sums[other]);
        }
      }
      if (fitted.count > 1) {
        predict(fitted, fold, leads, l2, predictions);
      }
    }
    return predictions;
  }

  private void predict(Sums fitted, int fold, int[] leads, double l2, double[][][] predictions) {
    int widest = Arrays.stream(leads).max().orElse(0);
    double[] mean = new double[widest];
    double[] level = new double[outputs];
    Arrays.setAll(mean, i -> fitted.sum[i] / fitted.count);
    Arrays.setAll(level, k -> fitted.answerSum[k] / fitted.count);
    double[][] factors = new double[widest][];
    double[][] right = new double[widest][outputs];
    for (int i = 0; i < widest; i++) {
      factors[i] = new double[i + 1];
      for (int j = 0; j <= i; j++) {
        factors[i][j] = fitted.products[i][j] / fitted.count - mean[i] * mean[j];
      }
      factors[i][i] += l2;
      for (int k = 0; k < outputs; k++) {
        right[i][k] = fitted.crossed[i][k] / fitted.count - mean[i] * level[k];
      }
    }
    factorise(factors);
    forward(factors, right);
    for (int lead = 0; lead < leads.length; lead++) {
      double[][] weights = backward(factors, right, leads[lead]);
      for (int row = 0; row < rows.length; row++) {
        if (folds[row] == fold) {
          double[] predicted = level.clone();
          for (int i = 0; i < leads[lead]; i++) {
            double value = rows[row][i] - mean[i];
            for (int k = 0; k < outputs; k++) {
              predicted[k] += value * weights[i][k];
            }
          }
          predictions[lead][row] = predicted;
        }
      }
    }
  }

  /** Cholesky's factors of the lower half of a positive definite matrix, in place. */
  private static void factorise(double[][] a) {
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j <= i; j++) {
        double value = a[i][j];
        for (int k = 0; k < j; k++) {
          value -= a[i][k] * a[j][k];
        }
        a[i][j] = i == j ? Math.sqrt(Math.max(value, 1e-12)) : value / a[j][j];
      }
    }
  }

  private static void forward(double[][] factors, double[][] right) {
    for (int i = 0; i < factors.length; i++) {
      for (int k = 0; k < right[i].length; k++) {
        double value = right[i][k];
        for (int j = 0; j < i; j++) {
          value -= factors[i][j] * right[j][k];
        }
        right[i][k] = value / factors[i][i];
      }
    }
  }

  private double[][] backward(double[][] factors, double[][] forward, int lead) {
    double[][] weights = new double[lead][];
    for (int i = lead - 1; i >= 0; i--) {
      weights[i] = forward[i].clone();
      for (int j = i + 1; j < lead; j++) {
        for (int k = 0; k < outputs; k++) {
          weights[i][k] -= factors[j][i] * weights[j][k];
        }
      }
      for (int k = 0; k < outputs; k++) {
        weights[i][k] /= factors[i][i];
      }
    }
    return weights;
  }

  /** The mean squared difference of predictions to the answers, over what was predicted. */
  double meanSquare(double[][] predicted) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < predicted.length; i++) {
      for (int k = 0; predicted[i] != null && k < outputs; k++) {
        double error = predicted[i][k] - answers[i][k];
        sum += error * error;
        count++;
      }
    }
    return sum / count;
  }

  /** Sums over some rows. */
  private static final class Sums {
    private final double[][] products;
    private final double[][] crossed;
    private final double[] sum;
    private final double[] answerSum;
    private int count;

    Sums(int columns, int outputs) {
      products = new double[columns][];
      Arrays.setAll(products, i -> new double[i + 1]);
      crossed = new double[columns][outputs];
      sum = new double[columns];
      answerSum = new double[outputs];
    }

    void add(double[] x, double[] y) {
      count++;
      for (int i = 0; i < x.length; i++) {
        double value = x[i];
        double[] row = products[i];
        for (int j = 0; j <= i; j++) {
          row[j] += value * x[j];
        }
        for (int k = 0; k < y.length; k++) {
          crossed[i][k] += value * y[k];
        }
        sum[i] += value;
      }
      for (int k = 0; k < y.length; k++) {
        answerSum[k] += y[k];
      }
    }

    void add(Sums other) {
      count += other.count;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += other.sum[i];
        for (int j = 0; j <= i; j++) {
          products[i][j] += other.products[i][j];
        }
        for (int k = 0; k < answerSum.length; k++) {
          crossed[i][k] += other.crossed[i][k];
        }
      }
      for (int k = 0; k < answerSum.length; k++) {
        answerSum[k] += other.answerSum[k];
      }
    }
  }
}
