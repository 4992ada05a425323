package dev.unroll.internal.doctor.data;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.Ints;
import dev.unroll.data.Split;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * How many of the newest steps a prediction needs: the fewest with which a ridge regression does
 * about as well as with all, on groups that it was not fitted on.
 *
 * @param steps numbers of newest steps that were tried, ascending
 * @param losses mean squared error with so many, as a share of that of a constant
 * @param required the fewest that are enough; empty where no more than the newest step is of use to
 *     the regression, so that it cannot tell
 */
public record RequiredReach(List<Integer> steps, List<Double> losses, OptionalInt required) {

  private static final int FOLDS = 5;
  private static final int MOST_EXAMPLES = 1500;
  private static final int MOST_FEATURES = 20;
  private static final int MOST_CLASSES = 50;
  private static final int MOST_REACHES = 24;

  /** A gain of more steps counts where it is so many standard errors, and this share. */
  private static final double ERRORS = 2;

  private static final double LEAST_GAIN = 0.05;

  /** Steps are enough that leave less than this share of the gain of all. */
  private static final double LEFT = 0.1;

  public RequiredReach {
    steps = List.copyOf(steps);
    losses = List.copyOf(losses);
  }

  /** Of a patient's training part. */
  static RequiredReach of(Patient patient) {
    List<Example> examples =
        Example.of(patient.sample(Split.TRAIN), patient.target().perStep(), MOST_EXAMPLES);
    Folded folded = Folded.byGroup(patient.target(), examples, FOLDS, patient.seed());
    if (patient.target().names().size() > MOST_CLASSES || folded.fitted(0).length < 2) {
      return new RequiredReach(List.of(), List.of(), OptionalInt.empty());
    }
    double[][] answers = standardised(folded.answers());
    int[] features = TellingFeatures.of(examples, answers, MOST_FEATURES);
    NewestSteps newest =
        new NewestSteps(examples.stream().mapToInt(Example::steps).max().orElse(1), features);
    int[] stretches = spread(newest.reaches().length);
    int[] columns = Arrays.stream(stretches).map(newest::columns).toArray();
    double[][] losses =
        losses(new FoldedRidge(newest.of(examples), answers, folded.folds()), columns, answers);
    return of(
        Arrays.stream(stretches).map(i -> newest.reaches()[i - 1]).toArray(),
        losses,
        nothing(folded, answers),
        folded.groups(IntStream.range(0, examples.size()).toArray()));
  }

  /** All numbers of stretches, or some that grow by a factor. */
  private static int[] spread(int all) {
    return IntStream.range(0, MOST_REACHES)
        .map(i -> (int) Math.round(Math.pow(all, i / (MOST_REACHES - 1.0))))
        .distinct()
        .toArray();
  }

  private static double[][] standardised(double[][] answers) {
    for (int k = 0; k < answers[0].length; k++) {
      int output = k;
      double[] all = Arrays.stream(answers).mapToDouble(row -> row[output]).toArray();
      double mean = Statistics.mean(all);
      double deviation = Statistics.deviation(all);
      for (double[] row : answers) {
        row[output] = deviation > 0 ? (row[output] - mean) / deviation : 0;
      }
    }
    return answers;
  }

  /** Squared error of each example by number of stretches, each by the penalty that fits best. */
  private static double[][] losses(FoldedRidge ridge, int[] columns, double[][] answers) {
    double[][] best = new double[columns.length][];
    for (double l2 : new double[] {0.01, 0.1, 1}) {
      double[][][] predictions = ridge.predict(columns, l2);
      for (int lead = 0; lead < columns.length; lead++) {
        double[] losses = squares(predictions[lead], answers);
        if (best[lead] == null || Statistics.mean(losses) < Statistics.mean(best[lead])) {
          best[lead] = losses;
        }
      }
    }
    return best;
  }

  private static double[] squares(double[][] predicted, double[][] answers) {
    double[] losses = new double[answers.length];
    for (int i = 0; i < losses.length; i++) {
      for (int k = 0; k < answers[i].length; k++) {
        double error = predicted[i][k] - answers[i][k];
        losses[i] += error * error / answers[i].length;
      }
    }
    return losses;
  }

  /** Of the mean of what is fitted on. */
  private static double[] nothing(Folded folded, double[][] answers) {
    float[][] none = new float[answers.length][1];
    return squares(
        new FoldedRidge(none, answers, folded.folds()).predict(new int[] {0}, 1)[0], answers);
  }

  private static RequiredReach of(int[] steps, double[][] losses, double[] nothing, int[] groups) {
    double[] means = Arrays.stream(losses).mapToDouble(Statistics::mean).toArray();
    double without = Statistics.mean(nothing);
    int best = IntStream.range(0, means.length).reduce(0, (a, b) -> means[b] < means[a] ? b : a);
    double[] shares = Arrays.stream(means).map(mean -> mean / without).toArray();
    OptionalInt required = OptionalInt.empty();
    if (gains(nothing, losses[best], without, groups)
        && gains(losses[0], losses[best], without, groups)) {
      double gain = without - means[best];
      for (int i = 0; i <= best && required.isEmpty(); i++) {
        double more = means[i] - means[best];
        double error = GroupError.of(difference(losses[i], losses[best]), groups);
        if (more <= Math.max(error, LEFT * gain)) {
          required = OptionalInt.of(steps[i]);
        }
      }
    }
    return new RequiredReach(Ints.asList(steps), Doubles.asList(shares), required);
  }

  private static boolean gains(double[] less, double[] more, double without, int[] groups) {
    double[] gained = difference(less, more);
    double mean = Statistics.mean(gained);
    return mean > ERRORS * GroupError.of(gained, groups) && mean > LEAST_GAIN * without;
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, i -> a[i] - b[i]);
    return difference;
  }
}
