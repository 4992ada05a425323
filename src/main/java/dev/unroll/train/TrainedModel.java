package dev.unroll.train;

import dev.unroll.data.Split;
import dev.unroll.evaluate.Report;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Weights;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Predictor;
import dev.unroll.model.StepPredictor;
import java.util.Map;
import java.util.Optional;

/**
 * What training gives: a plain value, nothing native.
 *
 * @param spec the model
 * @param training how it was trained
 * @param state of the training after its last step: variables and the optimizer's, steps done and
 *     the seconds that they took, evaluation included
 * @param loss what the loss took into account
 * @param compute how that was computed
 * @param interrupted whether it was asked to stop early
 * @param stoppedEarly whether it ended early since its validation score had stopped getting better
 * @param scores of each part that has sequences
 */
public record TrainedModel(
    ModelSpec spec,
    TrainingSpec training,
    Checkpoint state,
    LossOptions loss,
    Compute compute,
    boolean interrupted,
    boolean stoppedEarly,
    Map<Split, Scores> scores) {

  public TrainedModel {
    scores = Map.copyOf(scores);
  }

  /** Of a training that was not to stop early. */
  public TrainedModel(
      ModelSpec spec,
      TrainingSpec training,
      Checkpoint state,
      LossOptions loss,
      Compute compute,
      boolean interrupted,
      Map<Split, Scores> scores) {
    this(spec, training, state, loss, compute, interrupted, false, scores);
  }

  /**
   * The model's variables, with which it predicts, and the optimizer's. The model's are those with
   * the best validation score where the training was to stop early, or moving averages where it was
   * to average.
   */
  public Weights weights() {
    return PredictingWeights.of(state.weights());
  }

  /** {@link #weights} and the steps done, to go with a model. */
  public Checkpoint exported() {
    return new Checkpoint(steps(), seconds(), weights());
  }

  /** Optimizer steps done when {@link #weights} were best, where it was to stop early. */
  public Optional<Long> bestStep() {
    return BestWeights.step(state);
  }

  /** Optimizer steps done. */
  public long steps() {
    return state.step();
  }

  /** Seconds that they took, evaluation included. */
  public double seconds() {
    return state.seconds();
  }

  /** A predictor with these weights; the caller closes it. */
  public Predictor predictor() {
    return new GraphPredictor(spec, weights(), compute);
  }

  /** A predictor of steps as they come in; the caller closes it. */
  public StepPredictor stepPredictor() {
    return new StepPredictor(spec, weights(), compute);
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
