package dev.unroll.train;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;

import dev.unroll.graph.Weights;
import java.util.Optional;

/**
 * Ends a training whose validation score has stopped getting better, and goes back to the weights
 * that were best. For one training; not for several threads.
 *
 * <p>Scores are those that are shown every {@code displayEvery} steps.
 */
public final class EarlyStopping implements TrainingListener {

  private final int patience;
  private final double leastGain;
  private TrainingControl training;
  private Optional<Weights> best = Optional.empty();
  private double bestScore;
  private long bestStep;
  private int since;

  /**
   * A listener for {@link Trainer#listen}.
   *
   * @param patience scores in a row that may pass without a better one, 1 or more
   * @param leastGain by which a score must be better to count, 0 or more: a share, or in the unit
   *     of the numbers predicted
   */
  public EarlyStopping(int patience, double leastGain) {
    this.patience = positive("early stopping: patience", patience);
    this.leastGain = notNegative("early stopping: leastGain", leastGain);
  }

  /** Any better score counts. */
  public EarlyStopping(int patience) {
    this(patience, 0);
  }

  @Override
  public void begun(TrainingControl control) {
    training = control;
    best = Optional.empty();
    since = 0;
  }

  @Override
  public void progressed(Progress progress) {
    double score =
        progress
            .validation()
            .orElseThrow(
                () ->
                    failure(
                        "early stopping: the data have no validation part; split one off, or hold"
                            + " out groups for it"));
    double gain = progress.metric().share() ? score - bestScore : bestScore - score;
    if (best.isEmpty() || gain > leastGain) {
      best = Optional.of(training.weights());
      bestScore = score;
      bestStep = training.step();
      since = 0;
    } else if (++since >= patience) {
      training.stop();
    }
  }

  @Override
  public void ending() {
    best.ifPresent(training::restore);
  }

  /** The best validation score; the training has shown one. */
  public double bestScore() {
    return bestScore;
  }

  /** Optimizer steps done when the score was best. */
  public long bestStep() {
    return bestStep;
  }
}
