package dev.unroll.recipe;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.evaluate.Baseline;
import dev.unroll.evaluate.BoostedTrees;
import dev.unroll.evaluate.CrossValidation;
import dev.unroll.evaluate.LogisticRegression;
import dev.unroll.evaluate.RidgeRegression;
import dev.unroll.model.Predictions;
import dev.unroll.source.ais.Ais;
import dev.unroll.source.ais.TrackStatistics;
import dev.unroll.train.Evaluation;
import dev.unroll.train.Scores;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What simpler methods come to on the folds of a cross-validation. */
final class Baselines {

  /** Enough for a day or two of a table; more makes the sums slow. */
  private static final int MOST_RIDGE_FEATURES = 600;

  private Baselines() {}

  /** Scores by the method's name; empty where there are no features made by hand for the data. */
  static Map<String, Scores> of(Recipe recipe, Dataset dataset, List<Set<Integer>> folds) {
    Map<String, Scores> scores = new LinkedHashMap<>();
    if (!(recipe.data().settings() instanceof Ais)
        || !TrackStatistics.possible(dataset.signals())) {
      return scores;
    }
    Sequences all = dataset.train();
    float[][] features = new TrackStatistics(dataset.signals()).of(all);
    Map<String, Baseline> methods = new LinkedHashMap<>();
    methods.put("logistic regression on hand-made features", new LogisticRegression());
    methods.put("boosted trees on hand-made features", new BoostedTrees());
    methods.forEach(
        (name, method) -> {
          int classes = dataset.classNames().size();
          double[][] probabilities =
              CrossValidation.probabilities(method, features, all, classes, folds);
          float[] flat = new float[all.size() * classes];
          for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) probabilities[i / classes][i % classes];
          }
          scores.put(
              name, Evaluation.of(Predictions.ofSequences(dataset.schema().target(), flat), all));
        });
    return scores;
  }

  /**
   * Scores, on each part, of a ridge regression of the difference to the naive forecast on the
   * newest steps of a window; empty where there is no naive forecast. Its penalty is chosen on the
   * validation part, where there is one.
   */
  static Map<Split, Scores> ridge(Dataset dataset) {
    Map<Split, Scores> scores = new EnumMap<>(Split.class);
    Optional<Target.Numbers> forecast =
        dataset.schema().target().numbers().filter(Target.Numbers::hasNaive);
    if (forecast.isEmpty()) {
      return scores;
    }
    Target.Numbers target = forecast.get();
    int shortest = dataset.maxSteps();
    for (Split split : Split.values()) {
      Sequences part = dataset.split(split);
      shortest = IntStream.range(0, part.size()).map(part::length).reduce(shortest, Math::min);
    }
    int width = dataset.schema().features();
    int steps = Math.max(1, Math.min(shortest, MOST_RIDGE_FEATURES / width));
    int outputs = target.names().size();
    RidgeRegression.Sums sums = new RidgeRegression.Sums(steps * width, outputs);
    Sequences train = dataset.train();
    for (int i = 0; i < train.size(); i++) {
      float naive = target.naiveForecast(train, i);
      float[] change = new float[outputs];
      for (int k = 0; k < outputs; k++) {
        change[k] = train.number(i, k) - naive;
      }
      sums.add(newest(train, i, steps), change);
    }
    RidgeRegression best = sums.fit(0.1);
    if (!dataset.validation().isEmpty()) {
      double least = Double.POSITIVE_INFINITY;
      for (double l2 : new double[] {0.001, 0.01, 0.1, 1, 10}) {
        RidgeRegression fitted = sums.fit(l2);
        double mae = ridge(fitted, dataset.validation(), target, steps).report().headline();
        if (mae < least) {
          least = mae;
          best = fitted;
        }
      }
    }
    for (Split split : Split.values()) {
      if (!dataset.split(split).isEmpty()) {
        scores.put(split, ridge(best, dataset.split(split), target, steps));
      }
    }
    return scores;
  }

  private static Scores ridge(
      RidgeRegression fitted, Sequences part, Target.Numbers target, int steps) {
    int outputs = target.names().size();
    float[] predicted = new float[part.size() * outputs];
    for (int i = 0; i < part.size(); i++) {
      float naive = target.naiveForecast(part, i);
      float[] change = fitted.predict(newest(part, i, steps));
      for (int k = 0; k < outputs; k++) {
        predicted[i * outputs + k] = naive + change[k];
      }
    }
    return Evaluation.of(Predictions.ofSequences(target, predicted), part);
  }

  private static float[] newest(Sequences part, int index, int steps) {
    float[] all = part.values(index);
    return Arrays.copyOfRange(all, all.length - steps * part.features(), all.length);
  }
}
