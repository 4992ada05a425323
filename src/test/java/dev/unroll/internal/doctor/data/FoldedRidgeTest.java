package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.unroll.evaluate.RidgeRegression;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoldedRidgeTest {

  private static final int ROWS = 60;
  private static final int COLUMNS = 5;

  private final float[][] x = new float[ROWS][COLUMNS];
  private final double[][] y = new double[ROWS][2];
  private final int[] folds = new int[ROWS];

  FoldedRidgeTest() {
    Random random = new Random(7);
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        x[i][j] = (float) ((j + 1) * random.nextGaussian() + 3 * j);
      }
      y[i][0] = x[i][0] - 2 * x[i][3] + random.nextGaussian();
      y[i][1] = 5 + x[i][4];
      folds[i] = i % 4 - 1;
    }
  }

  /** Gauss's elimination of the normal equations of the rows outside a fold. */
  private double[] direct(int row, int columns, double l2) {
    int[] fitted =
        java.util.stream.IntStream.range(0, ROWS).filter(i -> folds[i] != folds[row]).toArray();
    double[] mean = new double[columns];
    double[] deviation = new double[columns];
    for (int j = 0; j < columns; j++) {
      int column = j;
      double[] all =
          java.util.stream.IntStream.range(0, ROWS).mapToDouble(i -> x[i][column]).toArray();
      deviation[j] = Statistics.deviation(all);
      mean[j] = Arrays.stream(fitted).mapToDouble(i -> x[i][column]).average().orElseThrow();
    }
    double[] predicted = new double[2];
    for (int k = 0; k < 2; k++) {
      int output = k;
      double level = Arrays.stream(fitted).mapToDouble(i -> y[i][output]).average().orElseThrow();
      double[][] a = new double[columns][columns + 1];
      for (int i : fitted) {
        for (int p = 0; p < columns; p++) {
          double xp = (x[i][p] - mean[p]) / deviation[p];
          for (int q = 0; q < columns; q++) {
            a[p][q] += xp * (x[i][q] - mean[q]) / deviation[q] / fitted.length;
          }
          a[p][columns] += xp * (y[i][k] - level) / fitted.length;
        }
      }
      for (int p = 0; p < columns; p++) {
        a[p][p] += l2;
      }
      for (int p = 0; p < columns; p++) {
        for (int q = 0; q < columns; q++) {
          if (q != p) {
            double factor = a[q][p] / a[p][p];
            for (int c = p; c <= columns; c++) {
              a[q][c] -= factor * a[p][c];
            }
          }
        }
      }
      predicted[k] = level;
      for (int p = 0; p < columns; p++) {
        predicted[k] += (x[row][p] - mean[p]) / deviation[p] * a[p][columns] / a[p][p];
      }
    }
    return predicted;
  }

  @Test
  void isTheDirectSolutionForEveryNumberOfColumns() {
    double[][][] found = new FoldedRidge(x, y, folds).predict(new int[] {0, 2, 5}, 0.3);
    int[] columns = {0, 2, 5};
    for (int lead = 0; lead < 3; lead++) {
      for (int row = 0; row < ROWS; row++) {
        if (folds[row] < 0) {
          assertNull(found[lead][row]);
          continue;
        }
        double[] expected = direct(row, columns[lead], 0.3);
        assertEquals(expected[0], found[lead][row][0], 1e-6);
        assertEquals(expected[1], found[lead][row][1], 1e-6);
      }
    }
  }

  @Test
  void agreesWithTheRidgeRegressionOfReports() {
    RidgeRegression.Sums sums = new RidgeRegression.Sums(COLUMNS, 2);
    int[] all = new int[ROWS];
    Arrays.fill(all, FoldedRidge.ALWAYS_FITTED);
    all[0] = 0;
    for (int i = 1; i < ROWS; i++) {
      sums.add(x[i], new float[] {(float) y[i][0], (float) y[i][1]});
    }
    double[] found = new FoldedRidge(x, y, all).predict(new int[] {COLUMNS}, 1e-6)[0][0];
    float[] expected = sums.fit(1e-6).predict(x[0]);
    assertEquals(expected[0], found[0], 1e-3);
    assertEquals(expected[1], found[1], 1e-3);
  }

  @Test
  void aColumnThatNeverChangesSaysNothing() {
    for (float[] row : x) {
      row[1] = 0.1f;
    }
    double[][][] found = new FoldedRidge(x, y, folds).predict(new int[] {1, 2}, 0.3);
    for (int row = 0; row < ROWS; row++) {
      if (folds[row] >= 0) {
        assertEquals(found[0][row][0], found[1][row][0], 1e-9);
      }
    }
  }
}
