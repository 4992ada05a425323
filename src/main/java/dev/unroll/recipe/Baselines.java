package dev.unroll.recipe;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.evaluate.Baseline;
import dev.unroll.evaluate.BoostedTrees;
import dev.unroll.evaluate.CrossValidation;
import dev.unroll.evaluate.LogisticRegression;
import dev.unroll.model.Predictions;
import dev.unroll.source.Ais;
import dev.unroll.source.TrackStatistics;
import dev.unroll.train.Evaluation;
import dev.unroll.train.Scores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What simpler methods come to on the folds of a cross-validation. */
final class Baselines {

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
}
