package dev.unroll.doctor.cases;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.graph.Compute;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Predictions;
import dev.unroll.recipe.Recipe;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.Trainer;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What a recipe comes to when it is trained to its end. */
final class FullTraining {

  private FullTraining() {}

  /**
   * A score with its uncertainty, which is that of the groups: sequences of one are alike.
   *
   * @param mean share of what is right, or the absolute error taken from 0, so that more is better
   * @param standardError of it
   */
  record Score(double mean, double standardError) {

    /** Whether this is as good as another, but for two standard errors. */
    boolean reaches(Score other) {
      return mean >= other.mean - 2 * Math.hypot(standardError, other.standardError);
    }
  }

  /**
   * Trains and scores on the test part; where there is none, on validation or training.
   *
   * @param most steps; a longer training is cut
   */
  static Score of(Recipe recipe, Dataset data, long seed, int most) throws IOException {
    Compute compute = recipe.on(Compute.standard());
    ModelSpec model = recipe.model().forData(data);
    TrainingSpec training = recipe.training();
    int perEpoch = Math.max(1, data.train().size() / training.batchSize());
    if (training.totalSteps(perEpoch) > most) {
      training = training.with(Map.of("steps", most, "epochs", 0));
    }
    Sequences rows =
        !data.test().isEmpty()
            ? data.test()
            : !data.validation().isEmpty() ? data.validation() : data.train();
    try {
      TrainedModel trained = new Trainer(model, data, training, seed).on(compute).run();
      if (!trained.weights().allFinite()) {
        return new Score(Double.NaN, 0);
      }
      try (GraphPredictor predictor = new GraphPredictor(model, trained.weights(), compute)) {
        return score(predictor.predict(rows), rows);
      }
    } catch (InputException e) {
      return new Score(Double.NaN, 0); // the loss is no longer finite
    }
  }

  private static Score score(Predictions predictions, Sequences rows) {
    Map<Integer, double[]> groups = new HashMap<>();
    double sum = 0;
    for (int i = 0; i < rows.size(); i++) {
      double value = one(predictions, rows, i);
      double[] group = groups.computeIfAbsent(rows.group(i), g -> new double[2]);
      group[0] += value;
      group[1]++;
      sum += value;
    }
    double mean = sum / rows.size();
    double squares = 0;
    for (double[] group : groups.values()) {
      squares += Math.pow(group[0] - mean * group[1], 2);
    }
    double count = Math.max(2, groups.size());
    return new Score(mean, Math.sqrt(count / (count - 1) * squares) / rows.size());
  }

  private static double one(Predictions predictions, Sequences rows, int i) {
    Target target = predictions.target();
    int row = predictions.firstRow(i);
    if (!target.isClasses()) {
      double error = 0;
      int numbers = target.names().size();
      for (int k = 0; k < numbers; k++) {
        error += Math.abs(predictions.value(row, k) - rows.number(i, k)) / numbers;
      }
      return -error;
    }
    int[] truth = target.classes(rows, i).toArray();
    int right = 0;
    for (int label : truth) {
      right += predictions.classIndex(row++) == label ? 1 : 0;
    }
    return (double) right / truth.length;
  }
}
