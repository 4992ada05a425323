package dev.unroll.train;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.graph.Weights;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Trains a model on a dataset. */
public final class Trainer {

  /** The first comes early: a disk that cannot take it is known before an hour has passed. */
  private static final double SECONDS_TO_FIRST_CHECKPOINT = 1;

  private static final double SECONDS_BETWEEN_CHECKPOINTS = 60;

  private final ModelSpec model;
  private final Dataset dataset;
  private final TrainingSpec training;
  private final long seed;
  private final List<TrainingListener> listeners = new ArrayList<>();
  private StopRequest stop = new StopRequest();
  private Optional<Path> checkpoints = Optional.empty();
  private boolean deterministic;

  /**
   * @param model fits the dataset's features and classes
   * @param seed decides initial weights and the order of batches
   */
  public Trainer(ModelSpec model, Dataset dataset, TrainingSpec training, long seed) {
    that(
        model.classNames().equals(dataset.classNames()),
        "training: the model predicts %s, the data '%s' have %s",
        model.classNames(),
        dataset.name(),
        dataset.classNames());
    this.model = model;
    this.dataset = dataset;
    this.training = training;
    this.seed = seed;
  }

  /** Trains {@code design} on {@code dataset}, silently. */
  public static TrainedModel train(
      ModelDesign design, Dataset dataset, TrainingSpec training, long seed) {
    try {
      return new Trainer(design.forData(dataset), dataset, training, seed).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // listeners alone throw it, and there are none
    }
  }

  /** Adds a listener. */
  public Trainer listen(TrainingListener listener) {
    listeners.add(listener);
    return this;
  }

  /** Ends after the current step once {@code request} is made. */
  public Trainer stopOn(StopRequest request) {
    stop = request;
    return this;
  }

  /**
   * Goes on from the latest checkpoint in {@code folder}, of the same model, training and seed.
   *
   * <p>{@link #run} refuses one that does not fit the model, before it starts.
   */
  public Trainer resume(Path folder) {
    checkpoints = Optional.of(folder);
    return this;
  }

  /** Computes on one thread, so that two runs on one machine agree to the last bit. */
  public Trainer deterministic() {
    deterministic = true;
    return this;
  }

  /**
   * Trains to the end, or until asked to stop.
   *
   * @throws IOException where a listener cannot write
   * @throws InputException where the loss or a weight is no longer finite, or the checkpoint to
   *     resume does not fit
   */
  public TrainedModel run() throws IOException {
    long begin = System.nanoTime();
    TrainingPlan plan = new TrainingPlan(model, dataset.train(), training, seed);
    long steps = training.totalSteps(plan.stepsPerEpoch());
    LossOptions options =
        new LossOptions(
            training.labelSmoothing(),
            training.classWeights().of(model.task().target(), dataset.train()));
    try (TrainingSession session =
            new TrainingSession(model, training, options, plan.steps(), seed, deterministic);
        GraphPredictor predictor = new GraphPredictor(model, deterministic)) {
      long step = 0;
      if (checkpoints.isPresent()) {
        Checkpoint checkpoint = Checkpoint.read(checkpoints.get(), session.variableNames());
        session.assign(checkpoint.weights());
        step = checkpoint.step();
        begin -= Math.round(1e9 * checkpoint.seconds());
      }
      for (TrainingListener listener : listeners) {
        listener.started(step, steps);
      }
      step = trainFrom(step, steps, plan, begin, session, predictor);
      Weights all = session.weights();
      checkpoint(new Checkpoint(step, secondsSince(begin), all));
      predictor.assign(all);
      Map<Split, Scores> scores = Evaluation.ofParts(predictor, dataset);
      Checkpoint state = new Checkpoint(step, secondsSince(begin), all);
      return new TrainedModel(model, state, options, step < steps, scores);
    }
  }

  /** Returns the step after the last one made. */
  private long trainFrom(
      long firstStep,
      long steps,
      TrainingPlan plan,
      long begin,
      TrainingSession session,
      GraphPredictor predictor)
      throws IOException {
    double nextCheckpoint = secondsSince(begin) + SECONDS_TO_FIRST_CHECKPOINT;
    long step = firstStep;
    try (BatchFeed feed = new BatchFeed(plan.batches(), firstStep, steps)) {
      for (; step < steps && !stop.isRequested(); step++) {
        TrainingBatch batch = feed.next();
        double rate = training.learningRate() * training.schedule().factor(step, steps);
        if (step % training.displayEvery() == 0) {
          TrainingSession.Measured measured = session.measuredStep(batch, step, rate);
          if (!Float.isFinite(measured.loss())) {
            throw diverged("the loss is " + measured.loss());
          }
          predictor.assign(session.weights());
          show(step, rate, measured, predictor, secondsSince(begin));
        } else {
          session.step(batch, step, rate);
        }
        for (TrainingListener listener : listeners) {
          listener.stepped(step + 1);
        }
        if (secondsSince(begin) > nextCheckpoint) {
          checkpoint(new Checkpoint(step + 1, secondsSince(begin), session.weights()));
          nextCheckpoint = secondsSince(begin) + SECONDS_BETWEEN_CHECKPOINTS;
        }
      }
    }
    return step;
  }

  private void show(
      long step,
      double rate,
      TrainingSession.Measured measured,
      GraphPredictor predictor,
      double seconds)
      throws IOException {
    TrainingListener.Progress progress =
        new TrainingListener.Progress(
            step,
            measured.loss(),
            rate,
            model.task().metric(),
            measured.score(),
            score(predictor, dataset.validation()),
            score(predictor, dataset.test()),
            seconds);
    for (TrainingListener listener : listeners) {
      listener.progressed(progress);
    }
  }

  private static OptionalDouble score(GraphPredictor predictor, Sequences part) {
    return part.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Evaluation.of(predictor, part).report().headline());
  }

  private InputException diverged(String how) {
    return failure(
        "training: %s; choose a smaller training.learningRate (now %s) or set training.clipNorm to 1",
        how, training.learningRate());
  }

  private void checkpoint(Checkpoint checkpoint) throws IOException {
    if (!checkpoint.weights().allFinite()) {
      throw diverged("some weights are no longer finite after " + checkpoint.step() + " steps");
    }
    for (TrainingListener listener : listeners) {
      listener.checkpointed(checkpoint);
    }
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
