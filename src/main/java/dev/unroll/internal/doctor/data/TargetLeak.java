package dev.unroll.internal.doctor.data;

import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A feature that alone, at the newest step, tells what is to be predicted, while no other is near.
 *
 * <p>A series that changes slowly tells its own next value too. Such a feature is told apart by its
 * value a step earlier, which is nearly as good, and by the naive forecast, which a leak beats by
 * far.
 */
final class TargetLeak implements DataCheck {

  /** Of the variance of a number, or of right classes. */
  private static final double TELLS = 0.98;

  /** Told without fail. */
  private static final double TELLS_ALL = 0.999;

  /** Right classes beyond those of the most frequent one, of those that there are. */
  private static final double NEXT_FEATURE = 0.8;

  /** A leak's error is so much smaller than that of other features and of the naive forecast. */
  private static final double TIMES = 5;

  /** And than that of its value a step earlier. */
  private static final double TIMES_EARLIER = 3;

  private static final int LEAST_EXAMPLES = 40;
  private static final int MOST_EXAMPLES = 1000;

  /** Examples of the nearest values of a feature, whose classes tell one. */
  private static final int NEIGHBOURS = 5;

  private static final int MOST_FEATURES = 2000;
  private static final int MOST_CLASSES = 50;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.TARGET_LEAK);
  }

  @Override
  public Examined of(Patient patient) {
    Target target = patient.target();
    List<Example> examples =
        Example.of(patient.sample(Split.TRAIN), target.perStep(), MOST_EXAMPLES);
    int features = patient.dataset().schema().features();
    if (patient.dataset().schema().frame().isPresent()) {
      return Examined.skipped(
          "an input holds the answer: steps are images, whose pixels are alike");
    }
    if (examples.size() < LEAST_EXAMPLES
        || features > MOST_FEATURES
        || target.names().size() > MOST_CLASSES) {
      return Examined.WELL;
    }
    Optional<Finding> found =
        target.isClasses() ? ofClasses(patient, examples) : ofNumbers(patient, examples);
    return Examined.of(found.stream().toArray(Finding[]::new));
  }

  /** Half of the examples are fitted on, the rest is told; classes may come in turns. */
  private static boolean fitted(int example) {
    return Integer.bitCount(example * 0x9E3779B9) % 2 == 0;
  }

  private static double[] values(List<Example> examples, int feature, int lag) {
    return examples.stream()
        .mapToDouble(e -> e.from().value(e.index(), Math.max(0, e.last() - lag), feature))
        .toArray();
  }

  private static Optional<Finding> ofClasses(Patient patient, List<Example> examples) {
    int[] labels = examples.stream().mapToInt(Example::label).toArray();
    int classes = patient.target().names().size();
    double frequent = right(new double[labels.length], labels, classes);
    if (frequent > NEXT_FEATURE) {
      return Optional.empty(); // so rare are the others that hardly anything is told
    }
    int features = patient.dataset().schema().features();
    double[] told = new double[features];
    for (int f = 0; f < features; f++) {
      told[f] = (right(values(examples, f, 0), labels, classes) - frequent) / (1 - frequent);
    }
    int best = Statistics.largest(told);
    double right = frequent + told[best] * (1 - frequent);
    double next =
        IntStream.range(0, features)
            .filter(f -> f != best)
            .mapToDouble(f -> told[f])
            .max()
            .orElse(0);
    if (right < TELLS || next > NEXT_FEATURE) {
      return Optional.empty();
    }
    boolean code = !patient.target().perStep() && constant(examples, best);
    Level level =
        code ? Level.FAULT : features > 1 && right > TELLS_ALL ? Level.SUSPECT : Level.NOTE;
    return Optional.of(
        finding(
            patient,
            best,
            level,
            Text.of(
                "%s alone, at the newest step, tells %s of the classes%s",
                patient.dataset().schema().featureNames().get(best),
                Text.percent(right),
                code ? ", and never changes within a sequence" : "")));
  }

  /** Whether a feature has one value in each sequence. */
  private static boolean constant(List<Example> examples, int feature) {
    return examples.stream()
        .limit(200)
        .allMatch(
            e ->
                IntStream.range(0, e.steps())
                    .allMatch(
                        t ->
                            e.from().value(e.index(), t, feature)
                                == e.from().value(e.index(), 0, feature)));
  }

  /** Share of the examples told whose class is the most frequent among those with such a value. */
  private static double right(double[] values, int[] labels, int classes) {
    int[] known =
        IntStream.range(0, values.length)
            .filter(TargetLeak::fitted)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] sorted = Arrays.stream(known).mapToDouble(i -> values[i]).toArray();
    int right = 0;
    int told = 0;
    for (int i = 0; i < values.length; i++) {
      if (fitted(i)) {
        continue;
      }
      double[] counts = new double[classes];
      int from = lower(sorted, values[i]);
      int to = from;
      while (to < sorted.length && sorted[to] == values[i]) {
        counts[labels[known[to++]]]++;
      }
      for (int near = to - from; near < NEIGHBOURS && to - from < sorted.length; near++) {
        boolean below =
            from > 0
                && (to == sorted.length || values[i] - sorted[from - 1] < sorted[to] - values[i]);
        counts[labels[known[below ? --from : to++]]]++;
      }
      told++;
      right += Statistics.largest(counts) == labels[i] ? 1 : 0;
    }
    return right / (double) told;
  }

  /** Place of the first value that is not smaller. */
  private static int lower(double[] sorted, double value) {
    int place = Arrays.binarySearch(sorted, value);
    if (place < 0) {
      return -place - 1;
    }
    while (place > 0 && sorted[place - 1] == value) {
      place--;
    }
    return place;
  }

  private static Optional<Finding> ofNumbers(Patient patient, List<Example> examples) {
    Target.Numbers target = patient.target().numbers().orElseThrow();
    int features = patient.dataset().schema().features();
    for (int k = 0; k < target.names().size(); k++) {
      int output = k;
      double[] truth =
          examples.stream().mapToDouble(e -> e.from().number(e.index(), output)).toArray();
      double[] errors = new double[features];
      for (int f = 0; f < features; f++) {
        errors[f] = error(values(examples, f, 0), truth);
      }
      double constant = error(new double[truth.length], truth);
      int best =
          IntStream.range(0, features)
              .filter(f -> f != target.naive())
              .reduce(-1, (a, b) -> a < 0 || errors[b] < errors[a] ? b : a);
      if (best < 0) {
        continue;
      }
      // A copy of the leak is a leak too, not a feature that comes near.
      List<Integer> leaks = new ArrayList<>();
      double next = constant;
      for (int f = 0; f < features; f++) {
        if (errors[f] <= 2 * errors[best] + 1e-9 * constant && f != target.naive()) {
          leaks.add(f);
        } else {
          next = Math.min(next, errors[f]);
        }
      }
      double share = 1 - square(errors[best] / constant);
      boolean slow =
          !constant(examples, best)
              && error(values(examples, best, 1), truth) < TIMES_EARLIER * errors[best];
      if (constant > 0
          && share > TELLS
          && errors[best] * TIMES < next
          && !slow
          && leaks.size() <= Math.max(1, features / 2)) {
        return Optional.of(
            finding(
                patient,
                best,
                features > 1 && (share > TELLS_ALL || target.hasNaive())
                    ? Level.FAULT
                    : features > 1 ? Level.SUSPECT : Level.NOTE,
                Text.of(
                    "%s alone, at the newest step, explains %.4f of the variance of %s; no other"
                        + " feature explains more than %.2f",
                    patient.dataset().schema().featureNames().get(best),
                    share,
                    target.names().get(k),
                    Math.max(0, 1 - square(next / constant)))));
      }
    }
    return Optional.empty();
  }

  private static double square(double value) {
    return value * value;
  }

  /**
   * Root of the mean squared error of a straight line, on the examples that it is not fitted on.
   */
  private static double error(double[] values, double[] truth) {
    double[][] halves = new double[2][];
    double[][] truths = new double[2][];
    for (int half = 0; half < 2; half++) {
      boolean first = half == 0;
      halves[half] =
          IntStream.range(0, values.length)
              .filter(i -> fitted(i) == first)
              .mapToDouble(i -> values[i])
              .toArray();
      truths[half] =
          IntStream.range(0, values.length)
              .filter(i -> fitted(i) == first)
              .mapToDouble(i -> truth[i])
              .toArray();
    }
    double deviation = Statistics.deviation(halves[0]);
    double slope =
        deviation > 0
            ? Statistics.correlation(halves[0], truths[0])
                * Statistics.deviation(truths[0])
                / deviation
            : 0;
    double level = Statistics.mean(truths[0]) - slope * Statistics.mean(halves[0]);
    double sum = 0;
    for (int i = 0; i < halves[1].length; i++) {
      sum += square(level + slope * halves[1][i] - truths[1][i]);
    }
    return Math.sqrt(sum / halves[1].length);
  }

  private static Finding finding(Patient patient, int feature, Level level, String evidence) {
    String name = patient.dataset().schema().featureNames().get(feature);
    return Finding.of(
        Kind.TARGET_LEAK,
        level,
        evidence,
        "it holds the answer, which will not be there when the model is used",
        Mend.byHand(
            "leave " + name + " out of the features, in a table by data.reader.columns.features"));
  }
}
