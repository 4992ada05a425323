package dev.unroll.train;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.data.BatchOrder;
import dev.unroll.data.BatchPlan;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.graph.Weights;
import dev.unroll.model.InputSpec;
import dev.unroll.model.Predictor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a model by the step that it has, on the batches that {@link Trainer} makes for whole
 * sequences. What is inside the model's graph, such as loss and optimizer, is its own.
 */
public final class ModelTrainer {

  private final InputSpec input;
  private final Dataset dataset;
  private final TrainingSpec training;
  private final long seed;
  private final List<TrainingListener> listeners;
  private final StopRequest stop;

  /**
   * What a training did.
   *
   * @param first step that it began with
   * @param steps done in all, with those before
   * @param seconds that it took
   * @param interrupted whether it was asked to stop early
   * @param before scores of each part that has sequences, before the first step
   * @param after those after the last
   */
  public record Outcome(
      long first,
      long steps,
      double seconds,
      boolean interrupted,
      Map<Split, Scores> before,
      Map<Split, Scores> after) {

    public Outcome {
      before = Map.copyOf(before);
      after = Map.copyOf(after);
    }
  }

  /**
   * @param input what the model takes
   * @param training order and size of batches, steps, learning rate, augmentations and displays
   * @param seed of the batches
   * @throws dev.unroll.check.InputException where {@code training} asks for what batches of whole
   *     sequences are not
   */
  public ModelTrainer(
      InputSpec input,
      Dataset dataset,
      TrainingSpec training,
      long seed,
      StopRequest stop,
      List<TrainingListener> listeners) {
    that(
        training.mixup() == 0,
        "training.mixup is %s, but the model's training step takes no mixed labels; set it to 0",
        training.mixup());
    that(
        training.window() == 0,
        "training.window is %d, but the model's training step takes whole sequences; set it to 0",
        training.window());
    that(!dataset.train().isEmpty(), "the data '%s' have no train part", dataset.name());
    this.input = input;
    this.dataset = dataset;
    this.training = training;
    this.seed = seed;
    this.stop = stop;
    this.listeners = List.copyOf(listeners);
  }

  /** Whether every batch has as many rows; else the last of an epoch has fewer. */
  public boolean sameSize() {
    return training.order() == BatchOrder.SEQUENTIAL
        || dataset.train().size() % training.batchSize() == 0;
  }

  private BatchPlan plan() {
    return new BatchPlan(dataset.train().size(), training.batchSize(), training.order(), seed);
  }

  /**
   * Trains until the steps are done, or until asked to stop.
   *
   * @param first steps that the model has done before; batches go on from there, the schedule of
   *     the learning rate begins anew
   * @throws IOException where a listener cannot write
   * @throws dev.unroll.check.InputException where the loss is no longer finite
   */
  public Outcome run(SteppedModel model, long first) throws IOException {
    long begin = System.nanoTime();
    BatchPlan shown = plan();
    long count = training.totalSteps(shown.stepsPerEpoch());
    Map<Split, Scores> before = scores(model);
    for (TrainingListener listener : listeners) {
      listener.started(first, first + count);
    }
    BatchSource source =
        new ShuffledBatches(
            dataset.train(),
            plan(),
            input,
            dataset.schema().target(),
            List.of(input.steps()),
            training,
            seed);
    TrainingLoop loop =
        new TrainingLoop(
            dataset, training, dataset.schema().target().metric(), listeners, stop, first);
    long last =
        loop.run(new Foreign(model, shown), source, step -> false, first, first + count, begin);
    return new Outcome(
        first, last, secondsSince(begin), last < first + count, before, scores(model));
  }

  /** A model that moves itself. */
  private final class Foreign implements TrainingLoop.Moved {
    private final SteppedModel model;
    private final BatchPlan shown;

    Foreign(SteppedModel model, BatchPlan shown) {
      this.model = model;
      this.shown = shown;
    }

    @Override
    public Step step(TrainingBatch batch, long number, double rate, Ask ask) {
      double score = Double.NaN;
      if (ask != Ask.NOTHING && model.predictor().isPresent()) {
        Sequences rows = dataset.train().select(shown.indices(number));
        score = Evaluation.of(model.predictor().get(), rows).report().headline();
      }
      return new Step(model.step(batch.batch(), rate), score, true, Optional.empty());
    }

    @Override
    public Optional<Predictor> predictor() {
      return model.predictor();
    }

    @Override
    public Weights weights() {
      throw itsOwn();
    }

    @Override
    public void restore(Weights weights) {
      throw itsOwn();
    }

    private InputException itsOwn() {
      return failure(
          "training: a model that is trained by its own signature keeps its variables to itself;"
              + " leave out what goes back to earlier ones, such as early stopping");
    }

    @Override
    public String mend() {
      return "";
    }
  }

  private Map<Split, Scores> scores(SteppedModel model) {
    return model.predictor().map(p -> Evaluation.ofParts(p, dataset)).orElse(Map.of());
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
