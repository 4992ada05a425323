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
    that(
        training.accumulate() == 1,
        "training.accumulate is %d, but the model's training step applies the gradients of each"
            + " batch; set it to 1",
        training.accumulate());
    that(
        training.averageWeights() == 0,
        "training.averageWeights is %s, but the model keeps its variables to itself; set it to 0",
        training.averageWeights());
    that(
        training.checkpoints().keep() == 1 && !training.checkpoints().best(),
        "training.checkpoints keeps several states or the best, but a model that is trained by its"
            + " own signature keeps one; set keep to 1 and best to false");
    Trainer.requireValidation(training, dataset, "");
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

  /** Where a model's variables are kept, to go back to. */
  public interface Keeper {

    /** Keeps them as they are now, in place of those before. */
    void keep() throws IOException;

    /** Gives the model those that were kept last. */
    void restore() throws IOException;
  }

  /**
   * As {@link #run(SteppedModel, long, Keeper)}, of a model whose variables nobody keeps.
   *
   * @throws dev.unroll.check.InputException also where the training is to stop early
   */
  public Outcome run(SteppedModel model, long first) throws IOException {
    that(
        training.earlyStopping().isEmpty(),
        "training.earlyStopping goes back to earlier variables, but nothing keeps those of the"
            + " model; leave it out");
    return run(
        model,
        first,
        new Keeper() {
          @Override
          public void keep() {}

          @Override
          public void restore() {}
        });
  }

  /**
   * Trains until the steps are done, or until asked to stop.
   *
   * @param first steps that the model has done before; batches go on from there, the schedule of
   *     the learning rate begins anew
   * @param keeper told at every checkpoint, or, where the training is to stop early, at every best
   *     score
   * @throws IOException where a listener cannot write
   * @throws dev.unroll.check.InputException where the loss is no longer finite
   */
  public Outcome run(SteppedModel model, long first, Keeper keeper) throws IOException {
    long begin = System.nanoTime();
    BatchPlan plan = plan();
    StepBatches batches = new StepBatches(1, plan.stepsPerEpoch(), true);
    long count = training.totalSteps(plan.stepsPerEpoch());
    Map<Split, Scores> before = scores(model);
    for (TrainingListener listener : listeners) {
      listener.started(first, first + count);
    }
    BatchSource source =
        new ShuffledBatches(
            dataset.train(),
            plan,
            input,
            dataset.schema().target(),
            List.of(input.steps()),
            training,
            seed);
    TrainingMemory memory = new TrainingMemory(training);
    TrainingLoop loop =
        new TrainingLoop(
            dataset, training, dataset.schema().target().metric(), memory, listeners, stop, first);
    long last =
        loop.run(
            new Foreign(model, keeper),
            source,
            batches,
            step -> false,
            first,
            first + count,
            begin);
    if (training.earlyStopping().isPresent()) {
      keeper.restore();
    }
    return new Outcome(
        first,
        last,
        secondsSince(begin),
        last < first + count && !memory.exhausted(),
        before,
        scores(model));
  }

  /** A model that moves itself. */
  private final class Foreign implements TrainingLoop.Moved {
    private final SteppedModel model;
    private final Keeper keeper;
    private long nextKept = System.nanoTime();

    Foreign(SteppedModel model, Keeper keeper) {
      this.model = model;
      this.keeper = keeper;
      kept();
    }

    private void kept() {
      nextKept = System.nanoTime() + Math.round(1e9 * training.checkpoints().everySeconds());
    }

    @Override
    public Step step(TrainingBatch batch, long number, long done, double rate, Ask ask) {
      double score = Double.NaN;
      if (ask != Ask.NOTHING && model.predictor().isPresent()) {
        Sequences rows = dataset.train().select(batch.origin().sequences().toArray());
        score = TrainingLoop.score(model.predictor(), rows).orElse(Double.NaN);
      }
      float loss = model.step(batch.batch(), rate);
      if (!Float.isFinite(loss)) {
        throw new NotFiniteStep(loss);
      }
      return new Step(loss, score, Optional.empty());
    }

    @Override
    public NotFinite.Spot firstNotFinite(TrainingBatch batch, long number, NotFiniteStep failure) {
      return new NotFinite.Spot(
          NotFinite.Place.LOSS,
          "loss",
          FiniteCheck.of(new float[] {failure.loss()}).orElse("not finite"));
    }

    @Override
    public Optional<Checkpoint> lastGood(long done) {
      return Optional.empty();
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
              + " leave out what goes back to earlier ones; training.earlyStopping does it for any"
              + " model");
    }

    @Override
    public Weights keepBest() throws IOException {
      keeper.keep();
      return new Weights.Builder().build();
    }

    @Override
    public void best(long done, double score) {
      throw new IllegalStateException("no best checkpoints");
    }

    @Override
    public void after(long done) throws IOException {
      CheckpointSpec when = training.checkpoints();
      boolean bySteps = when.everySteps() > 0 && done % when.everySteps() == 0;
      boolean byTime = when.everySeconds() > 0 && System.nanoTime() - nextKept > 0;
      if (training.earlyStopping().isEmpty() && (bySteps || byTime)) {
        keeper.keep();
        kept();
      }
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
