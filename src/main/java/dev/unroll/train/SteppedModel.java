package dev.unroll.train;

import dev.unroll.model.Batch;
import dev.unroll.model.Predictor;
import java.util.Optional;

/** A model that has a training step of its own, and its variables and optimizer inside. */
public interface SteppedModel {

  /**
   * Does one step.
   *
   * @param batch with labels
   * @param learningRate of this step; of no use to a model that has its own
   * @return the loss that it tells; not a number where the step was not taken, since its loss or
   *     gradients are not finite
   */
  float step(Batch batch, double learningRate);

  /** Predicts by the variables as they are now; empty where the model does not predict. */
  Optional<Predictor> predictor();
}
