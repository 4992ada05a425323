package dev.unroll.train;

import dev.unroll.graph.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a training remembers of its scores from one display to the next: the learning rate that they
 * decide, when they have stopped getting better, the best. Checkpoints keep it.
 */
final class TrainingMemory {

  private final TrainingSpec training;
  private final Optional<PlateauRate> plateau;
  private final Optional<BestWeights> best;

  /** The best validation score that a checkpoint of the best has; not a number before there is. */
  private double bestKept = Double.NaN;

  TrainingMemory(TrainingSpec training) {
    this.training = training;
    this.plateau =
        training.schedule() instanceof Schedule.ReduceOnPlateau reduce
            ? Optional.of(new PlateauRate(reduce, training.learningRate()))
            : Optional.empty();
    this.best = training.earlyStopping().map(BestWeights::new);
  }

  /**
   * The learning rate of a step.
   *
   * @param step counted from where the schedule begins
   * @param steps that the schedule is for
   */
  double learningRate(long step, long steps) {
    return plateau
        .map(PlateauRate::rate)
        .orElseGet(() -> training.learningRate() * training.schedule().factor(step, steps));
  }

  /** A step is done. */
  void stepped(double loss) {
    plateau.ifPresent(rate -> rate.stepped(loss));
  }

  /**
   * Scores are shown.
   *
   * @param done optimizer steps
   * @return whether the weights are the best so far and to be given to {@link #keep}
   */
  boolean shown(TrainingListener.Progress progress, long done) {
    OptionalDouble validation = progress.validation();
    plateau.ifPresent(rate -> rate.shown(validation, progress.metric().share()));
    return best.isPresent()
        && validation.isPresent()
        && best.get().take(validation.getAsDouble(), progress.metric(), done);
  }

  /** Takes the best weights. */
  void keep(Weights weights) {
    best.orElseThrow().keep(weights);
  }

  /** Whether a checkpoint of this validation score is to be kept as the best. */
  boolean isBest(TrainingListener.Progress progress) {
    if (!training.checkpoints().best() || progress.validation().isEmpty()) {
      return false;
    }
    double score = progress.validation().getAsDouble();
    boolean better =
        Double.isNaN(bestKept)
            ? !Double.isNaN(score)
            : progress.metric().share() ? score > bestKept : score < bestKept;
    if (better) {
      bestKept = score;
    }
    return better;
  }

  /** Whether the training is to end, since its score has stopped getting better. */
  boolean exhausted() {
    return best.map(BestWeights::exhausted).orElse(false);
  }

  /** A checkpoint of this and of {@code weights}. */
  Checkpoint checkpoint(long step, double seconds, Weights weights) {
    Weights.Builder all = new Weights.Builder().putAll(weights);
    Map<String, Long> counters = new LinkedHashMap<>();
    plateau.ifPresent(rate -> rate.addTo(counters));
    best.ifPresent(kept -> kept.addTo(all, counters));
    return new Checkpoint(step, seconds, all.build(), counters);
  }

  /**
   * Takes up what a checkpoint has.
   *
   * @param bestScore of the best that was kept, where one was
   */
  void takeUp(Checkpoint checkpoint, OptionalDouble bestScore) {
    plateau.ifPresent(rate -> rate.takeUp(checkpoint.counters()));
    best.ifPresent(kept -> kept.takeUp(checkpoint));
    bestKept = bestScore.orElse(Double.NaN);
  }
}
