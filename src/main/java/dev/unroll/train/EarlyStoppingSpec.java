package dev.unroll.train;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;

import dev.unroll.settings.Default;

/**
 * When a training ends before its last step: once its validation score, shown every {@code
 * displayEvery} steps, has stopped getting better. The model is then that of the best score.
 *
 * @param patience scores in a row that may pass without a better one, 1 or more
 * @param leastGain by which a score must be better to count, 0 or more: a share, or in the unit of
 *     the numbers predicted
 */
public record EarlyStoppingSpec(int patience, @Default("0") double leastGain) {

  public EarlyStoppingSpec {
    positive("early stopping: patience", patience);
    notNegative("early stopping: leastGain", leastGain);
  }
}
