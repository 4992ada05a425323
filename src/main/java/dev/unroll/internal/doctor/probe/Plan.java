package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Sequences;
import dev.unroll.recipe.Recipe;
import dev.unroll.train.TrainingSpec;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;

/**
 * What a short training is to be.
 *
 * @param recipe to train by
 * @param sequences to train on
 * @param seed of the batches
 * @param steps at most
 * @param rates learning rate of each step, from 0
 * @param looks how often to look inside, spread over the steps; 0 for never
 * @param done whether the losses and scores so far are enough
 */
record Plan(
    Recipe recipe,
    Sequences sequences,
    long seed,
    int steps,
    IntToDoubleFunction rates,
    int looks,
    Predicate<SoFar> done) {

  /**
   * What is known while it goes on.
   *
   * @param losses of the steps so far
   * @param scores of the steps so far
   */
  record SoFar(List<Double> losses, List<Double> scores) {}

  /** By the recipe's own rate and schedule, as if these were all of its steps. */
  Plan(Recipe recipe, Sequences sequences, long seed, int steps) {
    this(recipe, sequences, seed, steps, scheduled(recipe.training(), steps), 0, soFar -> false);
  }

  private static IntToDoubleFunction scheduled(TrainingSpec training, int steps) {
    return step -> training.learningRate() * training.schedule().factor(step, steps);
  }

  Plan at(IntToDoubleFunction otherRates) {
    return new Plan(recipe, sequences, seed, steps, otherRates, looks, done);
  }

  Plan looking(int times) {
    return new Plan(recipe, sequences, seed, steps, rates, times, done);
  }

  Plan until(Predicate<SoFar> enough) {
    return new Plan(recipe, sequences, seed, steps, rates, looks, enough);
  }

  /** Whether to look inside at a step; the last is looked at, too. */
  boolean looksAt(int step) {
    return looks > 0 && (step % Math.max(1, steps / looks) == 0 || step == steps - 1);
  }
}
