package dev.unroll.internal.doctor.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A region of inputs whose labels are mixed as if drawn by lot, while those of all others hang
 * together: the labels of one class are lost.
 *
 * <p>Hard cases lie between two classes, or three. How many are mixed is told by the entropy of the
 * labels of the nearest others.
 *
 * @param members places in it
 * @param classes that are mixed there, on average: the exponential of the entropy
 * @param elsewhere likewise, the median of all others
 */
@SuppressWarnings("ArrayRecordComponent") // a view that nobody keeps or compares
record MixedRegion(int[] members, double classes, double elsewhere) {

  private static final int NEIGHBOURS = 15;

  /** Classes below which a mix of many is not told from one of two. */
  private static final int LEAST_CLASSES = 4;

  /** Of all classes; 15 labels that are drawn by lot are of more. */
  private static final double MIXED = 0.75;

  /** Of all classes, that half of the other places must have fewer of. */
  private static final double PURE = 0.45;

  private static final double LEAST_SHARE = 0.05;
  private static final int LEAST_COUNT = 20;

  /**
   * The region; empty where there is none.
   *
   * @param rows numbers that sequences are compared by, whatever their scale
   * @param labels of the rows
   */
  static Optional<MixedRegion> of(float[][] rows, int[] labels, int classes) {
    if (classes < LEAST_CLASSES || rows.length <= 2 * NEIGHBOURS) {
      return Optional.empty();
    }
    double most = MIXED * classes;
    double[][] scaled = scaled(rows, labels, classes);
    double[] mixed = new double[rows.length];
    Arrays.setAll(mixed, i -> mixed(scaled, labels, classes, i));
    int[] members = IntStream.range(0, mixed.length).filter(i -> mixed[i] > most).toArray();
    double elsewhere = Statistics.median(Arrays.stream(mixed).filter(m -> m <= most).toArray());
    if (members.length < Math.max(LEAST_COUNT, LEAST_SHARE * rows.length)
        || !(elsewhere < PURE * classes)) {
      return Optional.empty();
    }
    double mean = Arrays.stream(members).mapToDouble(i -> mixed[i]).average().orElseThrow();
    return Optional.of(new MixedRegion(members, mean, elsewhere));
  }

  /** In deviations, each column as large as it tells classes. */
  private static double[][] scaled(float[][] rows, int[] labels, int classes) {
    double[][] scaled = new double[rows.length][rows[0].length];
    for (int column = 0; column < rows[0].length; column++) {
      int at = column;
      double[] values = Arrays.stream(rows).mapToDouble(row -> row[at]).toArray();
      double mean = Statistics.mean(values);
      double deviation = Statistics.deviation(values);
      double told = told(values, labels, classes);
      for (int i = 0; i < values.length && deviation > 0; i++) {
        scaled[i][column] = told * (values[i] - mean) / deviation;
      }
    }
    return scaled;
  }

  /** Share of the variance that lies between classes. */
  private static double told(double[] values, int[] labels, int classes) {
    double[] sums = new double[classes];
    double[] counts = new double[classes];
    for (int i = 0; i < values.length; i++) {
      sums[labels[i]] += values[i];
      counts[labels[i]]++;
    }
    double[] means = new double[values.length];
    Arrays.setAll(means, i -> sums[labels[i]] / counts[labels[i]]);
    double deviation = Statistics.deviation(values);
    double between = Statistics.deviation(means);
    return deviation > 0 ? between * between / deviation / deviation : 0;
  }

  /** Classes that the nearest others have, by the entropy of their labels. */
  private static double mixed(double[][] rows, int[] labels, int classes, int place) {
    double[] distances = new double[NEIGHBOURS];
    int[] nearest = new int[NEIGHBOURS];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
    for (int i = 0; i < rows.length; i++) {
      double distance = i == place ? Double.POSITIVE_INFINITY : distance(rows[place], rows[i]);
      int at = NEIGHBOURS - 1;
      if (distance < distances[at]) {
        while (at > 0 && distances[at - 1] > distance) {
          distances[at] = distances[at - 1];
          nearest[at] = nearest[at - 1];
          at--;
        }
        distances[at] = distance;
        nearest[at] = i;
      }
    }
    double[] shares = new double[classes];
    for (int other : nearest) {
      shares[labels[other]] += 1.0 / NEIGHBOURS;
    }
    double entropy = 0;
    for (double share : shares) {
      entropy -= share > 0 ? share * Math.log(share) : 0;
    }
    return Math.exp(entropy);
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
