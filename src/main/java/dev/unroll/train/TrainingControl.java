package dev.unroll.train;

import dev.unroll.graph.Weights;

/**
 * What a listener may do to the training that it hears of. Used from the listener's own calls only:
 * a training is in one thread.
 */
public interface TrainingControl {

  /** Optimizer steps done. */
  long step();

  /** Ends the training after the current step; asking twice is no different. */
  void stop();

  /**
   * The model's variables as they are now, without the optimizer's.
   *
   * @throws dev.unroll.check.InputException where the model keeps them to itself, as a foreign one
   */
  Weights weights();

  /**
   * Gives the model's variables the values of their names.
   *
   * @throws dev.unroll.check.InputException where a variable has no value or one of another shape,
   *     or the model keeps them to itself
   */
  void restore(Weights weights);
}
