package dev.unroll.doctor.finding;

/**
 * What a change did: two trainings from the same weights and on the same batches, without it and
 * with it, both scored on the same sequences as the model predicts.
 *
 * @param steps of each
 * @param metric what the scores are, such as {@code accuracy}
 * @param lossBefore of the training without the change
 * @param lossAfter of the one with it; not a number where it diverged
 * @param scoreBefore without the change
 * @param scoreAfter with it; not a number where it diverged
 */
public record Tried(
    int steps,
    String metric,
    double lossBefore,
    double lossAfter,
    double scoreBefore,
    double scoreAfter) {

  /** A change that is smaller than this share of the loss is none. */
  private static final double LEAST_GAIN = 0.05;

  /** Whether the loss is clearly smaller with the change. */
  public boolean helped() {
    return Double.isFinite(lossAfter)
        && (!Double.isFinite(lossBefore) || lossAfter < (1 - LEAST_GAIN) * lossBefore);
  }
}
