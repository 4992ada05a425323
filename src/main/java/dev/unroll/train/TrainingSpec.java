package dev.unroll.train;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Default;
import dev.unroll.data.BatchOrder;

/**
 * How a model is trained: what a recipe's {@code training} says.
 *
 * @param optimizer the update rule
 * @param learningRate greater than 0
 * @param schedule how the learning rate goes over the steps
 * @param lambda weight of the L2 penalty {@code lambda * sum(l2_loss(v))}, with {@code l2_loss(v) =
 *     sum(v^2) / 2}; 0 for none
 * @param l2 variables in that sum
 * @param clipNorm bound of the global norm of the gradients; 0 for none
 * @param batchSize sequences a step, 1 or more
 * @param order in which batches are drawn
 * @param epochs passes over the training sequences; used where {@code steps} is 0
 * @param steps optimizer steps; 0 to go by epochs
 * @param displayEvery steps from one console line to the next, 1 or more
 */
public record TrainingSpec(
    @Default("{type: adam}") Optimizer optimizer,
    @Default("0.001") double learningRate,
    @Default("{type: constant}") Schedule schedule,
    @Default("0.001") double lambda,
    @Default("all") L2 l2,
    @Default("0") double clipNorm,
    @Default("100") int batchSize,
    @Default("shuffled") BatchOrder order,
    @Default("20") int epochs,
    @Default("0") int steps,
    @Default("500") int displayEvery) {

  public TrainingSpec {
    present("optimizer", optimizer);
    positive("learningRate", learningRate);
    present("schedule", schedule);
    notNegative("lambda", lambda);
    present("l2", l2);
    notNegative("clipNorm", clipNorm);
    positive("batchSize", batchSize);
    present("order", order);
    notNegative("epochs", epochs);
    notNegative("steps", steps);
    that(epochs > 0 || steps > 0, "set epochs or steps to 1 or more; both are 0");
    positive("displayEvery", displayEvery);
  }

  /** Adam at {@code learningRate} with a cosine schedule and no L2, batches of 100. */
  public static TrainingSpec adam(double learningRate, int epochs) {
    return new TrainingSpec(
        new Optimizer.Adam(),
        learningRate,
        new Schedule.Cosine(0),
        0,
        L2.ALL,
        1,
        100,
        BatchOrder.SHUFFLED,
        epochs,
        0,
        500);
  }

  /** Optimizer steps, where an epoch has {@code stepsPerEpoch}. */
  public long totalSteps(int stepsPerEpoch) {
    return steps > 0 ? steps : (long) epochs * stepsPerEpoch;
  }
}
