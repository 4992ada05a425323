package dev.unroll.train;

import static dev.unroll.check.Check.fraction;
import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.augment.Augmentation;
import dev.unroll.data.BatchOrder;
import dev.unroll.settings.Default;
import dev.unroll.settings.RecordReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 * @param labelSmoothing share of a class target that is spread over all classes, in [0, 1)
 * @param classWeights what the loss of each class weighs
 * @param augment changes of training sequences, one after the other, drawn anew at every use
 * @param mixup how much sequences and their targets are mixed in pairs: shares are drawn from
 *     Beta(mixup, mixup), in (0, 1]; 0 for none
 * @param buckets groups of similar length that batches are drawn from, so that little is padded;
 *     results do not depend on them but by the order of batches
 * @param window steps of truncated backpropagation for layers that carry their state; 0 for whole
 *     sequences
 * @param accumulate batches whose gradients make up a step, 1 or more: as one batch of all of their
 *     sequences, but for batch normalisation, which goes by each batch, and for dropout, drawn for
 *     each
 * @param averageWeights decay of a moving average of the weights, {@code average -= (1 - decay)
 *     (average - weight)} after each step, which the model predicts by; 0 for none, less than 1
 * @param earlyStopping when to end before the last step; empty for never
 * @param checkpoints when the state is kept
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
    @Default("500") int displayEvery,
    @Default("0") double labelSmoothing,
    @Default("equal") ClassWeights classWeights,
    @Default("[]") List<Augmentation> augment,
    @Default("0") double mixup,
    @Default("1") int buckets,
    @Default("0") int window,
    @Default("1") int accumulate,
    @Default("0") double averageWeights,
    Optional<EarlyStoppingSpec> earlyStopping,
    @Default("{}") CheckpointSpec checkpoints) {

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
    fraction("labelSmoothing", labelSmoothing);
    present("classWeights", classWeights);
    augment = List.copyOf(augment);
    that(mixup >= 0 && mixup <= 1, "mixup: expected a number from 0 to 1, got %s", mixup);
    positive("buckets", buckets);
    notNegative("window", window);
    positive("accumulate", accumulate);
    fraction("averageWeights", averageWeights);
    present("earlyStopping", earlyStopping);
    present("checkpoints", checkpoints);
  }

  /** As settings were before there was more to say. */
  public TrainingSpec(
      Optimizer optimizer,
      double learningRate,
      Schedule schedule,
      double lambda,
      L2 l2,
      double clipNorm,
      int batchSize,
      BatchOrder order,
      int epochs,
      int steps,
      int displayEvery,
      double labelSmoothing,
      ClassWeights classWeights,
      List<Augmentation> augment,
      double mixup,
      int buckets,
      int window) {
    this(
        optimizer,
        learningRate,
        schedule,
        lambda,
        l2,
        clipNorm,
        batchSize,
        order,
        epochs,
        steps,
        displayEvery,
        labelSmoothing,
        classWeights,
        augment,
        mixup,
        buckets,
        window,
        1,
        0,
        Optional.empty(),
        new CheckpointSpec());
  }

  /** What a recipe need not say. */
  public TrainingSpec(
      Optimizer optimizer,
      double learningRate,
      Schedule schedule,
      double lambda,
      L2 l2,
      double clipNorm,
      int batchSize,
      BatchOrder order,
      int epochs,
      int steps,
      int displayEvery) {
    this(
        optimizer,
        learningRate,
        schedule,
        lambda,
        l2,
        clipNorm,
        batchSize,
        order,
        epochs,
        steps,
        displayEvery,
        0,
        ClassWeights.EQUAL,
        List.of(),
        0,
        1,
        0);
  }

  /** What a recipe has that says nothing of its training. */
  public static TrainingSpec defaults() {
    return RecordReader.byDefault(TrainingSpec.class);
  }

  /** {@link #defaults} with Adam at {@code learningRate} for so many epochs. */
  public static TrainingSpec adam(double learningRate, int epochs) {
    return defaults().with(Map.of("learningRate", learningRate, "epochs", epochs));
  }

  /**
   * This with some settings changed, as a recipe's are by their names.
   *
   * @param settings name and value: a number, a text, an enum, a record or a list of them; such as
   *     {@code Map.of("clipNorm", 1.0, "schedule", new Schedule.Cosine(0.1))}
   * @throws dev.unroll.check.InputException where a name is unknown or a value wrong
   */
  public TrainingSpec with(Map<String, ?> settings) {
    return new RecordReader("training").changed(this, settings);
  }

  /** Optimizer steps, where an epoch has {@code stepsPerEpoch}. */
  public long totalSteps(int stepsPerEpoch) {
    return steps > 0 ? steps : (long) epochs * stepsPerEpoch;
  }
}
