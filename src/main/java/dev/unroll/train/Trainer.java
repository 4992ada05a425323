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
import java.util.function.ToDoubleFunction;

/** Trains a model on a dataset. */
public final class Trainer {

  /** The first comes early: a disk that cannot take it is known before an hour has passed. */
  private static final double SECONDS_TO_FIRST_CHECKPOINT = 1;

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
    requireValidation(training, dataset, ", by data.validationSubjects");
    TrainingPlan plan = new TrainingPlan(model, dataset.train(), training, seed);
    long steps = training.totalSteps(plan.stepsPerEpoch());
    LossOptions options =
        new LossOptions(
            training.labelSmoothing(),
            training.classWeights().of(model.task().target(), dataset.train()));
    TrainingMemory memory = new TrainingMemory(training);
    try (TrainingSession session =
            new TrainingSession(model, training, options, plan.steps(), seed, compute, probe);
        GraphPredictor predictor = new GraphPredictor(model, compute)) {
      long first = 0;
      if (checkpoints.isPresent()) {
        Checkpoint checkpoint = Checkpoint.read(checkpoints.get(), session.variableNames());
        session.assign(checkpoint.weights());
        memory.takeUp(checkpoint, new CheckpointFolder(checkpoints.get()).bestScore());
        first = checkpoint.step();
        begin -= Math.round(1e9 * checkpoint.seconds());
      }
      for (TrainingListener listener : listeners) {
        listener.started(first, memory.exhausted() ? first : steps);
      }
      Own own = new Own(session, predictor, memory, begin);
      TrainingLoop loop =
          new TrainingLoop(dataset, training, model.task().metric(), memory, listeners, stop, 0);
      long step =
          loop.run(
              own,
              plan.batches(),
              plan.stepBatches(),
              number -> probe.isPresent() && number % probe.get().every() == 0,
              first,
              steps,
              begin);
      own.checkpoint(step);
      Checkpoint state = own.state(step);
      predictor.assign(PredictingWeights.of(state.weights()));
      Map<Split, Scores> scores = Evaluation.ofParts(predictor, dataset);
      return new TrainedModel(
          model,
          training,
          new Checkpoint(step, secondsSince(begin), state.weights(), state.counters()),
          options,
          compute,
          step < steps && !memory.exhausted(),
          step < steps && memory.exhausted(),
          scores);
    }
  }

  /**
   * Refuses what goes by a validation score where there is none.
   *
   * @param how to hold out groups
   */
  static void requireValidation(TrainingSpec training, Dataset dataset, String how) {
    that(
        !dataset.validation().isEmpty()
            || (training.earlyStopping().isEmpty() && !training.checkpoints().best()),
        "%s goes by the validation score, but the data '%s' have no validation part; split one off,"
            + " or hold out groups for it%s",
        training.earlyStopping().isPresent()
            ? "training.earlyStopping"
            : "training.checkpoints.best",
        dataset.name(),
        how);
  }

  /** A model of ours in a training session. */
  private final class Own implements TrainingLoop.Moved {
    private final TrainingSession session;
    private final GraphPredictor predictor;
    private final TrainingMemory memory;
    private final long begin;
    private final List<TrainingSession.Gathered> gathered = new ArrayList<>();
    private double nextCheckpoint;

    Own(TrainingSession session, GraphPredictor predictor, TrainingMemory memory, long begin) {
      this.session = session;
      this.predictor = predictor;
      this.memory = memory;
      this.begin = begin;
      this.nextCheckpoint =
          secondsSince(begin)
              + Math.min(SECONDS_TO_FIRST_CHECKPOINT, training.checkpoints().everySeconds());
    }

    @Override
    public void gather(TrainingBatch batch, long number) {
      gathered.add(session.gather(batch, number));
    }

    @Override
    public Step step(TrainingBatch batch, long number, long done, double rate, Ask ask) {
      if (ask == Ask.PROBE) {
        TrainingSession.Probed probed = session.probedStep(batch, number, done, rate);
        return step(probed.gathered(), Optional.of(probed.report()));
      }
      if (training.accumulate() > 1) {
        return step(session.gatheredStep(batch, number, rate), Optional.empty());
      }
      if (ask == Ask.NOTHING) {
        return new Step(session.step(batch, number, rate), Double.NaN, Optional.empty());
      }
      TrainingSession.Measured measured = session.measuredStep(batch, number, rate);
      return new Step(measured.loss(), measured.score(), Optional.empty());
    }

    private Step step(TrainingSession.Gathered last, Optional<ProbeReport> report) {
      gathered.add(last);
      Step step =
          new Step(
              mean(TrainingSession.Measured::loss), mean(TrainingSession.Measured::score), report);
      gathered.clear();
      return step;
    }

    /** Over all batches of the step. */
    private double mean(ToDoubleFunction<TrainingSession.Measured> of) {
      double sum = 0;
      double count = 0;
      for (TrainingSession.Gathered batch : gathered) {
        sum += of.applyAsDouble(batch.measured()) * batch.count();
        count += batch.count();
      }
      return sum / count;
    }

    @Override
    public NotFinite.Spot firstNotFinite(TrainingBatch batch, long number, NotFiniteStep failure) {
      return session.firstNotFinite(batch, number);
    }

    @Override
    public Optional<Checkpoint> lastGood(long done) {
      return Optional.of(state(done)).filter(checkpoint -> checkpoint.weights().allFinite());
    }

    @Override
    public Optional<Predictor> predictor() {
      predictor.assign(weights());
      return Optional.of(predictor);
    }

    @Override
    public Weights weights() {
      return session.predicting(predictor.variableNames());
    }

    @Override
    public void restore(Weights weights) {
      session.assign(weights, predictor.variableNames());
    }

    @Override
    public Weights keepBest() {
      return weights();
    }

    @Override
    public void best(long done, double score) throws IOException {
      Checkpoint state = state(done);
      for (TrainingListener listener : listeners) {
        listener.best(state, score);
      }
    }

    @Override
    public void after(long done) throws IOException {
      CheckpointSpec when = training.checkpoints();
      boolean bySteps = when.everySteps() > 0 && done % when.everySteps() == 0;
      boolean byTime = when.everySeconds() > 0 && secondsSince(begin) > nextCheckpoint;
      if (bySteps || byTime) {
        checkpoint(done);
        nextCheckpoint = secondsSince(begin) + when.everySeconds();
      }
    }

    /** The state after so many steps. */
    Checkpoint state(long done) {
      return memory.checkpoint(done, secondsSince(begin), session.weights());
    }

    void checkpoint(long done) throws IOException {
      Trainer.this.checkpoint(state(done));
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
