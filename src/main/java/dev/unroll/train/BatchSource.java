package dev.unroll.train;

/** Makes the batch of a step. The answer depends on seed and step alone. */
interface BatchSource {

  /**
   * Makes the batch of {@code step}, counted from 0, in memory that the step before the last may
   * have used.
   */
  TrainingBatch prepare(long step);

  /** Releases the memory of all batches. */
  void close();
}
