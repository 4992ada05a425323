package dev.unroll.train;

import dev.unroll.data.Split;
import dev.unroll.evaluate.Report;
import dev.unroll.graph.Weights;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Predictor;
import java.util.Map;
import java.util.Optional;

/**
 * What training gives: a plain value, nothing native.
 *
 * @param spec the model
 * @param weights its variables
 * @param steps optimizer steps done
 * @param seconds that they took, evaluation included
 * @param interrupted whether it was asked to stop early
 * @param scores of each part that has sequences
 */
public record TrainedModel(
    ModelSpec spec,
    Weights weights,
    long steps,
    double seconds,
    boolean interrupted,
    Map<Split, Scores> scores) {

  public TrainedModel {
    scores = Map.copyOf(scores);
  }

  /** A predictor with these weights; the caller closes it. */
  public Predictor predictor() {
    return new GraphPredictor(spec, weights);
  }

  /** Scores of a part, where it has sequences. */
  public Optional<Scores> scores(Split split) {
    return Optional.ofNullable(scores.get(split));
  }

  /** The main scores of a part, where it has sequences. */
  public Optional<Report> report(Split split) {
    return scores(split).map(Scores::report);
  }
}
