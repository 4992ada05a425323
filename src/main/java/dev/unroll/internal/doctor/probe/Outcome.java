package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.model.Predictions;
import dev.unroll.train.Evaluation;
import java.util.Optional;

/**
 * What a model comes to as it predicts: no dropout, no penalty, no augmentation.
 *
 * @param loss mean cross entropy in nats, or mean absolute error
 * @param score accuracy, or mean absolute error
 * @param predictions that it is of; empty where there are none of finite numbers
 */
public record Outcome(double loss, double score, Optional<Predictions> predictions) {

  /** Of a training that ended in numbers that are not finite. */
  public static final Outcome DIVERGED = new Outcome(Double.NaN, Double.NaN, Optional.empty());

  /** The least probability that counts, so that one sure mistake is not infinitely bad. */
  private static final double LEAST_PROBABILITY = 1e-7;

  /** Of predictions of {@code rows}. */
  public static Outcome of(Predictions predictions, Sequences rows) {
    Target target = predictions.target();
    if (predictions.notFinite() > 0) {
      return DIVERGED;
    }
    double score = Evaluation.of(predictions, rows).report().headline();
    if (!target.isClasses()) {
      return new Outcome(score, score, Optional.of(predictions));
    }
    double sum = 0;
    for (int i = 0; i < rows.size(); i++) {
      int row = predictions.firstRow(i);
      for (int label : target.classes(rows, i).toArray()) {
        sum -= Math.log(Math.max(LEAST_PROBABILITY, predictions.probability(row++, label)));
      }
    }
    return new Outcome(sum / predictions.rows(), score, Optional.of(predictions));
  }
}
