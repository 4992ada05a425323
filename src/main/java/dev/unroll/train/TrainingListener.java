package dev.unroll.train;

import dev.unroll.data.Metric;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Told how a training goes, and able to end it. All calls come from the thread that trains, one
 * after the other; a listener that fails ends the training.
 */
public interface TrainingListener {

  /**
   * What is shown every so many steps.
   *
   * @param step optimizer steps done before this batch
   * @param loss of this batch, penalty included
   * @param learningRate of this step
   * @param metric what the scores are
   * @param train score of this batch, before its step; not a number where the model does not
   *     predict
   * @param validation score of what was held out, where there is something
   * @param test score of the test part, where there is one; shown, never used
   * @param seconds since training began
   */
  record Progress(
      long step,
      double loss,
      double learningRate,
      Metric metric,
      double train,
      OptionalDouble validation,
      OptionalDouble test,
      double seconds) {}

  /**
   * All is ready: training goes on at step {@code first}, 0 unless it is resumed, and is to end
   * after {@code steps}. Nothing was computed or written before.
   */
  default void started(long first, long steps) throws IOException {}

  /**
   * The training is about to take its first step; {@code control} is good until {@link #ending}
   * returns.
   */
  default void begun(TrainingControl control) {}

  /** So many steps are done. */
  default void stepped(long done) {}

  /** A step was shown. */
  default void progressed(Progress progress) throws IOException {}

  /** A probe looked inside a step. */
  default void probed(ProbeReport report) throws IOException {}

  /** The last step is done; scores and the last checkpoint are of the weights as they are after. */
  default void ending() {}

  /** The state between two steps, given once in a while and at the end. */
  default void checkpointed(Checkpoint checkpoint) throws IOException {}

  /**
   * The state between two steps whose validation score is better than any before, where {@link
   * CheckpointSpec#best} asks for it; told once that score was shown.
   */
  default void best(Checkpoint checkpoint, double score) throws IOException {}

  /**
   * The training ends without its next step, whose loss or gradients are not finite, and {@link
   * Trainer#run} is about to fail.
   *
   * @param lastGood the state before that step; empty where its weights are not finite either, or
   *     the model keeps them to itself
   */
  default void notFinite(NotFinite what, Optional<Checkpoint> lastGood) throws IOException {}
}
