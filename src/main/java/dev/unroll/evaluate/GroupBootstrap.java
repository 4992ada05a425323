package dev.unroll.evaluate;

import static dev.unroll.check.Check.positive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Confidence intervals by the bootstrap over whole units, such as subjects: sequences of one
 * subject are alike, so that as many sequences of fewer subjects tell less.
 *
 * <p>Units are drawn with replacement, as many as there are, and the score is computed of what was
 * drawn, many times over. The interval goes from one percentile of those scores to another. Plain
 * percentiles are too narrow where there are few units; theirs are moved outwards so that for a
 * mean they agree with Student's t (T. Hesterberg, <a href="https://arxiv.org/abs/1411.5279">What
 * Teachers Should Know about the Bootstrap</a>, 2014, "expanded percentile").
 */
public final class GroupBootstrap {

  /** Units of which intervals can be told. */
  public static final int FEWEST_UNITS = 5;

  private static final int RESAMPLES = 4000;

  /** The point above which a standard normal variable is once in 40 times. */
  private static final double NORMAL = 1.959963984540054;

  private final int units;
  private final long seed;

  /**
   * A bootstrap.
   *
   * @param units that are drawn from
   * @param seed decides what is drawn
   */
  public GroupBootstrap(int units, long seed) {
    this.units = positive("units", units);
    this.seed = seed;
  }

  /**
   * The 95 % interval of each score; empty where there are fewer than {@link #FEWEST_UNITS} units,
   * or where all resamples give the same, so that they tell nothing.
   *
   * @param scores some scores of a resample, told how often each unit is in it; NaN where one
   *     cannot be computed
   */
  public List<Optional<ConfidenceInterval>> intervals(Function<int[], double[]> scores) {
    int[] once = new int[units];
    Arrays.fill(once, 1);
    int width = scores.apply(once).length;
    List<Optional<ConfidenceInterval>> intervals = new ArrayList<>();
    if (units < FEWEST_UNITS) {
      for (int k = 0; k < width; k++) {
        intervals.add(Optional.empty());
      }
      return intervals;
    }
    double[][] drawn = new double[width][RESAMPLES];
    SplittableRandom random = new SplittableRandom(seed);
    int[] counts = new int[units];
    for (int i = 0; i < RESAMPLES; i++) {
      Arrays.fill(counts, 0);
      for (int u = 0; u < units; u++) {
        counts[random.nextInt(units)]++;
      }
      double[] of = scores.apply(counts);
      for (int k = 0; k < width; k++) {
        drawn[k][i] = of[k];
      }
    }
    for (double[] each : drawn) {
      intervals.add(interval(each));
    }
    return intervals;
  }

  private Optional<ConfidenceInterval> interval(double[] drawn) {
    double[] sorted = Arrays.stream(drawn).filter(Double::isFinite).sorted().toArray();
    if (sorted.length < RESAMPLES / 2 || sorted[0] == sorted[sorted.length - 1]) {
      return Optional.empty();
    }
    double tail = tail(units);
    return Optional.of(new ConfidenceInterval(quantile(sorted, tail), quantile(sorted, 1 - tail)));
  }

  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** The share of resamples below an interval, and above it. */
  static double tail(int units) {
    return normalBelow(-Math.sqrt(units / (units - 1.0)) * student(units - 1));
  }

  /**
   * The point above which Student's t is once in 40 times, by its expansion in the degrees of
   * freedom (Abramowitz and Stegun, 26.7.5); right to 1e-3 from 4 degrees on.
   */
  static double student(int degrees) {
    double z = NORMAL;
    double z2 = z * z;
    double inverse = 1.0 / degrees;
    double first = z * (z2 + 1) / 4;
    double second = z * ((5 * z2 + 16) * z2 + 3) / 96;
    double third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    double fourth = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
    return z + inverse * (first + inverse * (second + inverse * (third + inverse * fourth)));
  }

  /** The share of a standard normal variable below {@code x}, in (-8, 0] (A. and S., 26.2.17). */
  private static double normalBelow(double x) {
    double t = 1 / (1 - 0.2316419 * x);
    double sum =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * sum;
  }
}
