package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Normalizer;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether a network can learn a few sequences by heart, without all that is to keep it from that
 * (A. Karpathy, "A Recipe for Training Neural Networks", 2019).
 *
 * @param sequences how many
 * @param steps of the longer training
 * @param passed whether it could
 * @param classes whether classes were learnt, not numbers
 * @param score the best: accuracy, or mean absolute error
 * @param base score of the best constant
 */
record ByHeart(
    int sequences, int steps, boolean passed, boolean classes, double score, double base) {

  private static final int SEQUENCES = 16;

  /** TheDeepChecker gives as many. */
  private static final int MOST_STEPS = 1000;

  /** Share that must be right: TheDeepChecker has 5 % errors. */
  private static final double RIGHT = 0.95;

  /** Share of the mean absolute error that may be left: about an R2 of 0.95. */
  private static final double LEFT = 0.22;

  /** Steps in a row that must be good enough. */
  private static final int IN_A_ROW = 2;

  /** Share of the lab's time for two rates. */
  private static final double SHARE_OF_TIME = 0.25;

  /** A second sequence that is nearer than this share of the usual distance is a twin. */
  private static final double TWIN = 0.13;

  /** A few sequences can be learnt faster than many. */
  private static final double FASTER = 4;

  /** A good rate for a few sequences where nothing is known of better ones. */
  private static final double USUAL_RATE = 0.005;

  static ByHeart of(Lab lab) {
    Sequences few = few(lab.patient().sample(Split.TRAIN), lab.patient().target());
    Recipe recipe =
        Recipes.with(
            lab.plain(), List.of("training.batchSize=" + few.size(), "training.order=shuffled"));
    double perRow = lab.secondsAStep() / lab.recipe().training().batchSize();
    double each = Math.max(1e-4, perRow * few.size());
    int steps =
        (int)
            Math.min(
                MOST_STEPS, Math.max(100, SHARE_OF_TIME / 2 * Math.max(10, lab.left()) / each));
    boolean classes = lab.patient().target().isClasses();
    double base = BaseRate.of(lab.model(), few, few).score();
    double best = classes ? 0 : Double.POSITIVE_INFINITY;
    int used = 0;
    double own = lab.recipe().training().learningRate();
    double falls = lab.range().falls().orElse(USUAL_RATE);
    for (double rate : List.of(falls, FASTER * falls, own)) {
      Course course =
          lab.train(
              new Plan(recipe, few, lab.patient().seed(), steps)
                  .at(step -> rate)
                  .until(soFar -> enough(soFar.scores(), classes, base)));
      used = Math.max(used, course.steps());
      for (double score : course.scores()) {
        best = classes ? Math.max(best, score) : Math.min(best, score);
      }
      if (enough(course.scores(), classes, base)) {
        return new ByHeart(few.size(), course.steps(), true, classes, best, base);
      }
    }
    return new ByHeart(few.size(), used, false, classes, best, base);
  }

  private static boolean enough(List<Double> scores, boolean classes, double base) {
    int count = scores.size();
    return count >= IN_A_ROW
        && scores.subList(count - IN_A_ROW, count).stream()
            .allMatch(score -> classes ? score >= RIGHT : score <= LEFT * base);
  }

  /** Some of every class, or of small and large numbers alike; no two that are nearly the same. */
  private static Sequences few(Sequences sample, Target target) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, sample.size()).boxed().toList());
    if (target.kind() == Target.Kind.NUMBERS) {
      order.sort(Comparator.comparingDouble(i -> sample.number(i, 0)));
      order = spread(order);
    } else if (target.kind() == Target.Kind.ONE_CLASS) {
      order = inTurn(sample, target.names().size());
    } else {
      order = spread(order);
    }
    List<Double> scale = Normalizer.fit(sample).deviation();
    double usual = usualDistance(sample, scale);
    List<Integer> chosen = new ArrayList<>();
    for (int candidate : order) {
      if (chosen.size() < SEQUENCES
          && chosen.stream().allMatch(c -> distance(sample, scale, c, candidate) >= TWIN * usual)) {
        chosen.add(candidate);
      }
    }
    return sample.select(chosen.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Far ones first: the middle of halves, quarters, eighths, ... */
  private static List<Integer> spread(List<Integer> ordered) {
    List<Integer> result = new ArrayList<>();
    for (int parts = SEQUENCES; parts <= 4 * SEQUENCES; parts *= 2) {
      for (int i = 0; i < parts; i++) {
        int index = ordered.get((int) ((i + 0.5) * ordered.size() / parts));
        if (!result.contains(index)) {
          result.add(index);
        }
      }
    }
    return result;
  }

  /** One of each class, then another of each. */
  private static List<Integer> inTurn(Sequences sample, int classes) {
    List<List<Integer>> ofClass = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      ofClass.add(new ArrayList<>());
    }
    for (int i = 0; i < sample.size(); i++) {
      ofClass.get(sample.label(i)).add(i);
    }
    List<Integer> result = new ArrayList<>();
    for (int round = 0; round < 2 * SEQUENCES; round++) {
      for (List<Integer> own : ofClass) {
        if (round < own.size()) {
          // From end to end: neighbours are often alike.
          result.add(
              own.get((int) ((long) round * own.size() / Math.min(own.size(), 2 * SEQUENCES))));
        }
      }
    }
    return result;
  }

  private static double usualDistance(Sequences sample, List<Double> scale) {
    List<Double> distances = new ArrayList<>();
    int hop = Math.max(1, sample.size() / SEQUENCES);
    for (int i = 0; i + hop < sample.size(); i += hop) {
      distances.add(distance(sample, scale, i, i + hop));
    }
    return distances.isEmpty() ? 0 : Figures.median(distances);
  }

  /** Root mean square of the differences over the steps that both have, in deviations. */
  private static double distance(Sequences sample, List<Double> scale, int a, int b) {
    float[] first = sample.values(a);
    float[] second = sample.values(b);
    double sum = 0;
    int count = Math.min(first.length, second.length);
    for (int i = 0; i < count; i++) {
      double difference = (first[i] - second[i]) / scale.get(i % scale.size());
      sum += difference * difference;
    }
    return Math.sqrt(sum / count);
  }

  /** What was seen, in words. */
  String words() {
    return sequences
        + " sequences, "
        + steps
        + " steps without dropout and penalty: "
        + (classes
            ? Figures.percent(score) + " right"
            : "the error is still " + Figures.percent(score / base) + " of what their median has");
  }
}
