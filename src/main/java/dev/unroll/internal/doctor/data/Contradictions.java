package dev.unroll.internal.doctor.data;

import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Sequences that are the same and differ in what is to be predicted. Those in which nothing happens
 * are left out: a sensor at rest tells nothing, and nobody asks it to.
 */
final class Contradictions implements DataCheck {

  private static final int MOST_EXAMPLES = 600;
  private static final int LEAST_EXAMPLES = 60;
  private static final int MOST_FEATURES = 12;

  /** Stretches whose means a sequence is compared by. */
  private static final int STRETCHES = 16;

  /** Of the usual distance to the nearest other sequence, which twins are closer than. */
  private static final double TWIN = 0.13;

  /** Of the usual distance of any two: equal but for rounding. */
  private static final double EQUAL = 1e-3;

  /** Of the deviation of a feature, which it must leave its mean by for something to happen. */
  private static final double IDLE = 0.05;

  private static final int LEAST_TWINS = 12;
  private static final double LEAST_SHARE = 0.01;

  /** Of how often any two sequences differ. */
  private static final double DISAGREE = 0.5;

  /** Of all sequences, which have a twin that says something else. */
  private static final double SUSPECT = 0.1;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.CONTRADICTIONS);
  }

  @Override
  public Examined of(Patient patient) {
    if (patient.target().perStep()) {
      return Examined.skipped(
          "same input, different answer: what a step is told by has no beginning, so that no two"
              + " are known to be the same");
    }
    if (patient.dataset().schema().frame().isPresent()) {
      return Examined.skipped("same input, different answer: steps are images");
    }
    Sequences train = patient.sample(Split.TRAIN);
    List<Example> examples =
        Example.of(train, false, MOST_EXAMPLES).stream()
            .filter(example -> happens(patient, example))
            .toList();
    if (examples.size() < LEAST_EXAMPLES) {
      return Examined.WELL;
    }
    double[][] answers = new Folded(patient.target(), examples, new int[examples.size()]).answers();
    int[] features = TellingFeatures.of(examples, answers, MOST_FEATURES);
    double[][] shapes = shapes(patient, examples, features);
    int count = shapes.length;
    int[] nearest = new int[count];
    double[] distances = new double[count];
    double[] any = new double[count];
    for (int i = 0; i < count; i++) {
      distances[i] = Double.POSITIVE_INFINITY;
      any[i] = distance(shapes[i], shapes[(i + count / 2) % count]);
      for (int j = 0; j < count; j++) {
        double distance = i == j ? Double.POSITIVE_INFINITY : distance(shapes[i], shapes[j]);
        if (distance < distances[i]) {
          distances[i] = distance;
          nearest[i] = j;
        }
      }
    }
    double bound = Math.max(TWIN * Statistics.median(distances), EQUAL * Statistics.median(any));
    int[] twins = IntStream.range(0, count).filter(i -> distances[i] <= bound).toArray();
    if (twins.length < Math.max(LEAST_TWINS, LEAST_SHARE * count)) {
      return Examined.WELL;
    }
    double differ = 0;
    double usual = 0;
    for (int i : twins) {
      differ += difference(patient.target(), answers[i], answers[nearest[i]]) / twins.length;
    }
    for (int i = 0; i < count; i++) {
      for (int step = 1; step <= 10; step++) {
        int other = (i + step * count / 11 + 1) % count;
        usual += difference(patient.target(), answers[i], answers[other]) / count / 10;
      }
    }
    if (!(usual > 0) || differ < DISAGREE * usual) {
      return Examined.WELL;
    }
    double share = twins.length / (double) count;
    boolean classes = patient.target().isClasses();
    return Examined.of(
        Finding.of(
            Kind.CONTRADICTIONS,
            share * (classes ? differ : differ / usual) > SUSPECT ? Level.SUSPECT : Level.NOTE,
            classes
                ? Text.of(
                    "%s of the sequences have a twin that is the same in all steps, and %s of the"
                        + " twins are of another class",
                    Text.percent(share), Text.percent(differ))
                : Text.of(
                    "%s of the sequences have a twin that is the same in all steps, whose number"
                        + " differs %.1f times as much as that of any two",
                    Text.percent(share), Math.sqrt(differ / usual)),
            "the steps do not tell the answer: no training will help",
            Mend.byHand("give longer sequences, or features that tell them apart")));
  }

  /** Whether a feature leaves its mean. */
  private static boolean happens(Patient patient, Example example) {
    float[] values = example.newest(example.steps());
    int features = example.from().features();
    for (int f = 0; f < features; f++) {
      double first = values[f];
      double bound = IDLE * patient.deviation(f);
      for (int at = f; at < values.length; at += features) {
        if (Math.abs(values[at] - first) > bound) {
          return true;
        }
      }
    }
    return false;
  }

  /** Means over stretches and their least and most, in deviations. */
  private static double[][] shapes(Patient patient, List<Example> examples, int[] features) {
    double[][] shapes = new double[examples.size()][];
    for (int i = 0; i < shapes.length; i++) {
      Example example = examples.get(i);
      int steps = example.steps();
      int width = example.from().features();
      int stretches = Math.min(STRETCHES, steps);
      float[] values = example.newest(steps);
      double[] shape = new double[features.length * stretches * 3 + 1];
      int next = 0;
      for (int feature : features) {
        double scale = 1 / Math.max(1e-30, patient.deviation(feature));
        for (int stretch = 0; stretch < stretches; stretch++) {
          int from = (int) ((long) stretch * steps / stretches);
          int to = (int) ((stretch + 1L) * steps / stretches);
          double sum = 0;
          double least = Double.POSITIVE_INFINITY;
          double most = Double.NEGATIVE_INFINITY;
          for (int t = from; t < to; t++) {
            double value = values[t * width + feature] * scale;
            sum += value;
            least = Math.min(least, value);
            most = Math.max(most, value);
          }
          shape[next++] = sum / (to - from);
          shape[next++] = least;
          shape[next++] = most;
        }
      }
      shape[next] = steps;
      shapes[i] = shape;
    }
    return shapes;
  }

  private static double distance(double[] one, double[] other) {
    if (one.length != other.length) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]);
    }
    return Math.sqrt(sum);
  }

  /** 1 for another class, or the squared difference of numbers. */
  private static double difference(Target target, double[] one, double[] other) {
    double sum = 0;
    for (int k = 0; k < one.length; k++) {
      sum += (one[k] - other[k]) * (one[k] - other[k]);
    }
    return target.isClasses() ? sum / 2 : sum;
  }
}
