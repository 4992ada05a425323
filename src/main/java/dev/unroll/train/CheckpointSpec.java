package dev.unroll.train;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;

import dev.unroll.settings.Default;

/**
 * When the state of a training is kept, beside that after its last step.
 *
 * @param everySteps optimizer steps from one checkpoint to the next; 0 to go by time alone
 * @param everySeconds seconds from one to the next, the first after one second at most; 0 to go by
 *     steps alone
 * @param keep how many of the latest stay, 1 or more
 * @param best whether that with the best validation score stays too, under a name of its own
 */
public record CheckpointSpec(
    @Default("0") int everySteps,
    @Default("60") double everySeconds,
    @Default("1") int keep,
    @Default("false") boolean best) {

  public CheckpointSpec {
    notNegative("everySteps", everySteps);
    notNegative("everySeconds", everySeconds);
    positive("keep", keep);
  }

  /** The latest, every minute. */
  public CheckpointSpec() {
    this(0, 60, 1, false);
  }
}
