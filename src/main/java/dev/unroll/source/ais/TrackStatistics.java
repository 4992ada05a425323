package dev.unroll.source.ais;

import static dev.unroll.check.Check.failure;

import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a window of a vessel's track comes to in a few numbers made by hand: the features of the
 * baselines that a network must beat.
 *
 * <p>It needs the channels of {@link AisFeature#SPEED} and {@link AisFeature#RELATIVE_COURSE};
 * others are passed over.
 */
public final class TrackStatistics {

  /** Fishing vessels work their gear below the first and, towing it, below the second, in knots. */
  private static final double SLOW_KNOTS = 2;

  private static final double TOWING_KNOTS = 5;
  private static final double FAST_KNOTS = 10;
  private static final double SHARP_DEGREES = 30;
  private static final double STEADY_KNOTS = 0.3;

  /** Steps of the stretches whose straightness is averaged. */
  private static final int STRETCH = 8;

  /** The least steps of a period; shorter ones are noise. */
  private static final int LEAST_PERIOD = 4;

  private static final List<String> NAMES =
      List.of(
          "speed mean",
          "speed log mean",
          "speed standard deviation",
          "speed 5 % quantile",
          "speed 25 % quantile",
          "speed median",
          "speed 75 % quantile",
          "speed 95 % quantile",
          "share slow",
          "share at towing speed",
          "share fast",
          "speed change standard deviation",
          "speed change largest",
          "share steady",
          "turn mean absolute",
          "turn mean absolute by way",
          "turn standard deviation",
          "turn mean, absolute",
          "share of sharp turns",
          "straightness",
          "straightness of stretches",
          "speed periodicity",
          "turn periodicity");

  private final int speed;
  private final int sine;
  private final int cosine;

  /**
   * @param signals of the sequences
   * @throws dev.unroll.check.InputException where a channel that it needs is not among them
   */
  public TrackStatistics(List<Signal> signals) {
    List<String> names = signals.stream().map(Signal::name).toList();
    speed = column(names, AisFeature.SPEED, 0);
    sine = column(names, AisFeature.RELATIVE_COURSE, 0);
    cosine = column(names, AisFeature.RELATIVE_COURSE, 1);
  }

  private static int column(List<String> names, AisFeature feature, int channel) {
    String wanted = feature.signals().get(channel).name();
    int position = names.indexOf(wanted);
    if (position < 0) {
      throw failure(
          "track statistics: expected a feature '%s', found %s; add %s to the reader's features",
          wanted, names, feature.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    return position;
  }

  /** Whether {@code signals} have the channels that it needs. */
  public static boolean possible(List<Signal> signals) {
    List<Signal> needed = new ArrayList<>(AisFeature.SPEED.signals());
    needed.addAll(AisFeature.RELATIVE_COURSE.signals());
    return signals.containsAll(needed);
  }

  /** What each number is. */
  public static List<String> names() {
    return NAMES;
  }

  /** The numbers of every sequence, [sequences, names]. */
  public float[][] of(Sequences sequences) {
    float[][] all = new float[sequences.size()][];
    for (int i = 0; i < all.length; i++) {
      all[i] = of(sequences, i);
    }
    return all;
  }

  /** The numbers of one sequence. */
  public float[] of(Sequences sequences, int index) {
    int steps = sequences.length(index);
    int width = sequences.features();
    float[] values = sequences.values(index);
    double[] speeds = new double[steps];
    double[] easts = new double[steps + 1];
    double[] norths = new double[steps + 1];
    double[] turns = new double[steps];
    for (int i = 0; i < steps; i++) {
      int at = i * width;
      double east = values[at + sine];
      double north = values[at + cosine];
      speeds[i] = values[at + speed];
      easts[i + 1] = easts[i] + speeds[i] * east;
      norths[i + 1] = norths[i] + speeds[i] * north;
      if (i > 0) {
        double eastBefore = values[at - width + sine];
        double northBefore = values[at - width + cosine];
        double turned =
            Math.atan2(
                east * northBefore - north * eastBefore, north * northBefore + east * eastBefore);
        turns[i] = Math.toDegrees(turned);
      }
    }
    return numbers(speeds, turns, easts, norths);
  }

  private static float[] numbers(double[] speeds, double[] turns, double[] easts, double[] norths) {
    int steps = speeds.length;
    double[] sorted = speeds.clone();
    Arrays.sort(sorted);
    double[] changes = new double[Math.max(1, steps - 1)];
    for (int i = 1; i < steps; i++) {
      changes[i - 1] = speeds[i] - speeds[i - 1];
    }
    double[] bends = Arrays.stream(turns).map(Math::abs).toArray();
    double way = Arrays.stream(speeds).sum();
    double byWay = 0;
    for (int i = 0; i < steps; i++) {
      byWay += bends[i] * speeds[i];
    }
    double mean = way / steps;
    double[] numbers = {
      mean,
      Math.log(mean + 0.1),
      deviation(speeds),
      quantile(sorted, 0.05),
      quantile(sorted, 0.25),
      quantile(sorted, 0.5),
      quantile(sorted, 0.75),
      quantile(sorted, 0.95),
      share(speeds, 0, SLOW_KNOTS),
      share(speeds, SLOW_KNOTS, TOWING_KNOTS),
      share(speeds, FAST_KNOTS, Double.MAX_VALUE),
      deviation(changes),
      Arrays.stream(changes).map(Math::abs).max().orElse(0),
      share(changes, -STEADY_KNOTS, STEADY_KNOTS),
      mean(bends),
      byWay / (way + 1e-3),
      deviation(turns),
      Math.abs(mean(turns)),
      share(bends, SHARP_DEGREES, Double.MAX_VALUE),
      straightness(easts, norths, speeds, 0, steps),
      straightnessOfStretches(easts, norths, speeds),
      periodicity(speeds),
      periodicity(bends)
    };
    float[] rounded = new float[numbers.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) numbers[i];
    }
    return rounded;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0));
  }

  /** Between the two nearest of the sorted values. */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** Share of the values in [least, limit). */
  private static double share(double[] values, double least, double limit) {
    return (double) Arrays.stream(values).filter(v -> v >= least && v < limit).count()
        / values.length;
  }

  /** Distance over way, of the steps from {@code from} to {@code to}. */
  private static double straightness(
      double[] easts, double[] norths, double[] speeds, int from, int to) {
    double way = Arrays.stream(speeds, from, to).sum();
    return Math.hypot(easts[to] - easts[from], norths[to] - norths[from]) / (way + 1e-3);
  }

  private static double straightnessOfStretches(double[] easts, double[] norths, double[] speeds) {
    double sum = 0;
    int count = 0;
    for (int from = 0; from == 0 || from + STRETCH <= speeds.length; from += STRETCH) {
      sum += straightness(easts, norths, speeds, from, Math.min(from + STRETCH, speeds.length));
      count++;
    }
    return sum / count;
  }

  /** The largest autocorrelation over lags up to half the window; 0 where nothing varies. */
  private static double periodicity(double[] values) {
    double mean = mean(values);
    double power = 0;
    for (double value : values) {
      power += (value - mean) * (value - mean);
    }
    if (power < 1e-9) {
      return 0;
    }
    double best = 0;
    for (int lag = LEAST_PERIOD; lag <= values.length / 2; lag++) {
      double product = 0;
      for (int i = lag; i < values.length; i++) {
        product += (values[i] - mean) * (values[i - lag] - mean);
      }
      best = Math.max(best, product / power);
    }
    return best;
  }
}
