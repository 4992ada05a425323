package dev.unroll.evaluate;

import static dev.unroll.check.Check.that;

/**
 * Linear least squares with a penalty on the weights: {@code (X'X + l2 n I) W = X'Y}, on features
 * that are centred and scaled first. The intercept is not penalised.
 *
 * <p>A. Hoerl, R. Kennard, "Ridge Regression", Technometrics 1970.
 */
public final class RidgeRegression {

  private final double[] mean;
  private final double[] scale;
  private final double[][] weights;
  private final double[] intercept;

  private RidgeRegression(double[] mean, double[] scale, double[][] weights, double[] intercept) {
    this.mean = mean;
    this.scale = scale;
    this.weights = weights;
    this.intercept = intercept;
  }

  /** Sums over rows, from which any penalty can be fitted. */
  public static final class Sums {
    private final int features;
    private final int outputs;
    private final double[][] products;
    private final double[][] crossed;
    private final double[] sum;
    private final double[] outputSum;
    private long count;

    public Sums(int features, int outputs) {
      this.features = features;
      this.outputs = outputs;
      this.products = new double[features][features];
      this.crossed = new double[features][outputs];
      this.sum = new double[features];
      this.outputSum = new double[outputs];
    }

    /** Adds a row: what is known and what is to be predicted. */
    public void add(float[] x, float[] y) {
      count++;
      for (int i = 0; i < features; i++) {
        double[] row = products[i];
        double xi = x[i];
        for (int j = 0; j <= i; j++) {
          row[j] += xi * x[j];
        }
        for (int k = 0; k < outputs; k++) {
          crossed[i][k] += xi * y[k];
        }
        sum[i] += xi;
      }
      for (int k = 0; k < outputs; k++) {
        outputSum[k] += y[k];
      }
    }

    /**
     * The regression.
     *
     * @param l2 the penalty, greater than 0
     */
    public RidgeRegression fit(double l2) {
      that(count > 1, "ridge regression: expected two rows or more, got %d", count);
      double[] mean = new double[features];
      double[] scale = new double[features];
      for (int i = 0; i < features; i++) {
        mean[i] = sum[i] / count;
        double variance = Math.max(0, products[i][i] / count - mean[i] * mean[i]);
        scale[i] = variance > 1e-12 ? 1 / Math.sqrt(variance) : 0;
      }
      double[][] gram = new double[features][features];
      double[][] right = new double[features][outputs];
      for (int i = 0; i < features; i++) {
        for (int j = 0; j <= i; j++) {
          gram[i][j] = (products[i][j] / count - mean[i] * mean[j]) * scale[i] * scale[j];
        }
        gram[i][i] += l2;
        for (int k = 0; k < outputs; k++) {
          right[i][k] = (crossed[i][k] / count - mean[i] * outputSum[k] / count) * scale[i];
        }
      }
      solve(gram, right);
      double[] intercept = new double[outputs];
      for (int k = 0; k < outputs; k++) {
        intercept[k] = outputSum[k] / count;
      }
      return new RidgeRegression(mean, scale, right, intercept);
    }
  }

  /** Cholesky's factors of the lower half of {@code a}, then both triangles, in place. */
  private static void solve(double[][] a, double[][] b) {
    int n = a.length;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double value = a[i][j];
        for (int k = 0; k < j; k++) {
          value -= a[i][k] * a[j][k];
        }
        a[i][j] = i == j ? Math.sqrt(value) : value / a[j][j];
      }
    }
    for (int k = 0; k < b[0].length; k++) {
      for (int i = 0; i < n; i++) {
        double value = b[i][k];
        for (int j = 0; j < i; j++) {
          value -= a[i][j] * b[j][k];
        }
        b[i][k] = value / a[i][i];
      }
      for (int i = n - 1; i >= 0; i--) {
        double value = b[i][k];
        for (int j = i + 1; j < n; j++) {
          value -= a[j][i] * b[j][k];
        }
        b[i][k] = value / a[i][i];
      }
    }
  }

  /** What is predicted of a row. */
  public float[] predict(float[] x) {
    float[] y = new float[intercept.length];
    for (int k = 0; k < y.length; k++) {
      double value = intercept[k];
      for (int i = 0; i < mean.length; i++) {
        value += (x[i] - mean[i]) * scale[i] * weights[i][k];
      }
      y[k] = (float) value;
    }
    return y;
  }
}
