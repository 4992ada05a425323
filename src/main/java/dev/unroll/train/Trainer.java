package dev.unroll.train;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Weights;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Predictor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Trains a model on a dataset. */
public final class Trainer {

  /** The first comes early: a disk that cannot take it is known before an hour has passed. */
  private static final double SECONDS_TO_FIRST_CHECKPOINT = 1;

  private static final double SECONDS_BETWEEN_CHECKPOINTS = 60;

  private static final String MEND = " or set training.clipNorm to 1";

  private final ModelSpec model;
  private final Dataset dataset;
  private final TrainingSpec training;
  private final long seed;
  private final List<TrainingListener> listeners = new ArrayList<>();
  private StopRequest stop = new StopRequest();
  private Optional<Path> checkpoints = Optional.empty();
  private Compute compute = Compute.standard();
  private Optional<Probe> probe = Optional.empty();

  /**
   * @param model fits the dataset's features and classes
   * @param seed decides initial weights and the order of batches
   * @throws dev.unroll.check.InputException where they do not fit together, or a layer reads the
   *     padding behind sequences of different length
   */
  public Trainer(ModelSpec model, Dataset dataset, TrainingSpec training, long seed) {
    that(
        model.classNames().equals(dataset.classNames()),
        "training: the model predicts %s, the data '%s' have %s",
        model.classNames(),
        dataset.name(),
        dataset.classNames());
    ModelDesign.requireOwnLengths(model.layers(), model.input());
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

  /** Computes as told. */
  public Trainer on(Compute how) {
    compute = how;
    return this;
  }

  /** Computes on one thread, so that two runs on one machine agree to the last bit. */
  public Trainer deterministic() {
    return on(compute.withDeterminism());
  }

  /** Lets listeners see inside, every so many steps. */
  public Trainer probe(Probe what) {
    probe = Optional.of(what);
    return this;
  }

  /**
   * Trains to the end, or until asked to stop.
   *
   * @throws IOException where a listener cannot write
   * @throws dev.unroll.check.InputException where the loss or a weight is no longer finite, or the
   *     checkpoint to resume does not fit
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
            new TrainingSession(model, training, options, plan.steps(), seed, compute, probe);
        GraphPredictor predictor = new GraphPredictor(model, compute)) {
      long first = 0;
      if (checkpoints.isPresent()) {
        Checkpoint checkpoint = Checkpoint.read(checkpoints.get(), session.variableNames());
        session.assign(checkpoint.weights());
        first = checkpoint.step();
        begin -= Math.round(1e9 * checkpoint.seconds());
      }
      for (TrainingListener listener : listeners) {
        listener.started(first, steps);
      }
      TrainingLoop loop =
          new TrainingLoop(dataset, training, model.task().metric(), listeners, stop, 0);
      long step =
          loop.run(
              new Own(session, predictor, begin),
              plan.batches(),
              number -> probe.isPresent() && number % probe.get().every() == 0,
              first,
              steps,
              begin);
      Weights all = session.weights();
      checkpoint(new Checkpoint(step, secondsSince(begin), all));
      predictor.assign(all);
      Map<Split, Scores> scores = Evaluation.ofParts(predictor, dataset);
      Checkpoint state = new Checkpoint(step, secondsSince(begin), all);
      return new TrainedModel(model, training, state, options, compute, step < steps, scores);
    }
  }

  /** A model of ours in a training session. */
  private final class Own implements TrainingLoop.Moved {
    private final TrainingSession session;
    private final GraphPredictor predictor;
    private final long begin;
    private double nextCheckpoint;

    Own(TrainingSession session, GraphPredictor predictor, long begin) {
      this.session = session;
      this.predictor = predictor;
      this.begin = begin;
      this.nextCheckpoint = secondsSince(begin) + SECONDS_TO_FIRST_CHECKPOINT;
    }

    @Override
    public Step step(TrainingBatch batch, long number, double rate, Ask ask) {
      switch (ask) {
        case NOTHING -> {
          session.step(batch, number, rate);
          return Step.SILENT;
        }
        case SCORES -> {
          return told(session.measuredStep(batch, number, rate), Optional.empty());
        }
        case PROBE -> {
          TrainingSession.Probed probed = session.probedStep(batch, number, rate);
          return told(probed.measured(), Optional.of(probed.report()));
        }
      }
      throw new AssertionError(ask);
    }

    private Step told(TrainingSession.Measured measured, Optional<ProbeReport> report) {
      return new Step(measured.loss(), measured.score(), true, report);
    }

    @Override
    public Optional<Predictor> predictor() {
      predictor.assign(weights());
      return Optional.of(predictor);
    }

    @Override
    public Weights weights() {
      return session.weights(predictor.variableNames());
    }

    @Override
    public void restore(Weights weights) {
      session.assign(weights, predictor.variableNames());
    }

    @Override
    public void after(long done) throws IOException {
      if (secondsSince(begin) > nextCheckpoint) {
        checkpoint(new Checkpoint(done, secondsSince(begin), session.weights()));
        nextCheckpoint = secondsSince(begin) + SECONDS_BETWEEN_CHECKPOINTS;
      }
    }

    @Override
    public String mend() {
      return MEND;
    }
  }

  private void checkpoint(Checkpoint checkpoint) throws IOException {
    that(
        checkpoint.weights().allFinite(),
        "training: some weights are no longer finite after %d steps; choose a smaller"
            + " training.learningRate (now %s)%s",
        checkpoint.step(),
        training.learningRate(),
        MEND);
    for (TrainingListener listener : listeners) {
      listener.checkpointed(checkpoint);
    }
  }

  private static double secondsSince(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
