package dev.unroll.evaluate;

import dev.unroll.data.Sequences;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Predictions of a baseline for groups that it was not fitted on. */
public final class CrossValidation {

  private CrossValidation() {}

  /**
   * Fits once a fold, on the groups outside it, and predicts those inside.
   *
   * @param features [sequences, features]
   * @param sequences whose labels and groups count
   * @param classes how many there are
   * @param folds the groups of each, together all of them
   * @return [sequences, classes]
   */
  public static double[][] probabilities(
      Baseline baseline,
      float[][] features,
      Sequences sequences,
      int classes,
      List<Set<Integer>> folds) {
    double[][] probabilities = new double[sequences.size()][];
    for (Set<Integer> held : folds) {
      List<float[]> rows = new ArrayList<>();
      IntStream.Builder labels = IntStream.builder();
      for (int i = 0; i < features.length; i++) {
        if (!held.contains(sequences.group(i))) {
          rows.add(features[i]);
          labels.add(sequences.label(i));
        }
      }
      Baseline.Fitted fitted =
          baseline.fit(rows.toArray(float[][]::new), labels.build().toArray(), classes);
      for (int i = 0; i < features.length; i++) {
        if (held.contains(sequences.group(i))) {
          probabilities[i] = fitted.probabilities(features[i]);
        }
      }
    }
    return probabilities;
  }
}
