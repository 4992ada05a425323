package dev.unroll.train;

/**
 * Which batches make up an optimizer step; steps and batches are counted from 0.
 *
 * @param most batches of a step
 * @param perEpoch batches of an epoch
 * @param endsWithEpoch whether a step ends with its epoch, with fewer batches where the epoch's are
 *     not a multiple
 */
record StepBatches(int most, int perEpoch, boolean endsWithEpoch) {

  /** Steps in which every sequence is seen about once. */
  int stepsPerEpoch() {
    return (perEpoch - 1) / most + 1;
  }

  /** The first batch of a step. */
  long first(long step) {
    return endsWithEpoch
        ? step / stepsPerEpoch() * perEpoch + step % stepsPerEpoch() * most
        : step * most;
  }

  /** How many batches a step has. */
  int count(long step) {
    return Math.toIntExact(first(step + 1) - first(step));
  }
}
