package dev.unroll.train;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Metric;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.graph.Tensors;
import dev.unroll.graph.Weights;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongPredicate;

/**
 * The loop of every training: batches a step, what is shown on the way, and when it ends.
 *
 * @param dataset whose scores are shown
 * @param training displays and what a mend is said of
 * @param metric what the scores are
 * @param memory what decides learning rate and end by scores
 * @param listeners that hear of it, and may end it
 * @param stop ends it from outside
 * @param origin step that schedule and displays count from
 */
record TrainingLoop(
    Dataset dataset,
    TrainingSpec training,
    Metric metric,
    TrainingMemory memory,
    List<TrainingListener> listeners,
    StopRequest stop,
    long origin) {

  /** What a loop moves. */
  interface Moved {

    /** What is asked of a step. */
    enum Ask {
      NOTHING,
      SCORES,
      PROBE
    }

    /**
     * What a step gives.
     *
     * @param loss before it
     * @param score of the batch before it; not a number where it was not asked or is not told
     */
    record Step(double loss, double score, Optional<ProbeReport> report) {}

    /**
     * Adds the gradients of a batch to the step that follows.
     *
     * @param number of the batch
     */
    default void gather(TrainingBatch batch, long number) {
      throw new IllegalStateException("steps of one batch");
    }

    /**
     * Does a step.
     *
     * @param batch its last
     * @param number of that batch
     * @param done optimizer steps before
     * @throws NotFiniteStep where loss or gradients are not finite; nothing is changed then
     */
    Step step(TrainingBatch batch, long number, long done, double rate, Ask ask);

    /** What was not finite first in the step of {@code batch}, which was not taken. */
    NotFinite.Spot firstNotFinite(TrainingBatch batch, long number, NotFiniteStep failure);

    /** The state after so many steps; empty where its weights are not finite or are the model's. */
    Optional<Checkpoint> lastGood(long done);

    /** Predicts by the variables as they are now; empty where the model does not predict. */
    Optional<Predictor> predictor();

    /** What the model predicts by. */
    Weights weights();

    /** Gives the model's variables their values. */
    void restore(Weights weights);

    /**
     * What the model predicts by is the best so far, to come back to; nothing where it keeps it.
     */
    Weights keepBest() throws IOException;

    /** The validation score after so many steps is the best so far, and to be kept. */
    void best(long done, double score) throws IOException;

    /** A step is done. */
    void after(long done) throws IOException;

    /** What helps against a loss that is no longer finite. */
    String mend();
  }

  /**
   * Goes from step {@code first} to {@code last}, or until it is asked to end.
   *
   * @param source closed at the end
   * @param batches which make up a step
   * @param probed whether a probe looks into a step
   * @param begin of the training, in nanoseconds
   * @return the step after the last one made
   */
  long run(
      Moved model,
      BatchSource source,
      StepBatches batches,
      LongPredicate probed,
      long first,
      long last,
      long begin)
      throws IOException {
    Control control = new Control(model, first);
    for (TrainingListener listener : listeners) {
      listener.begun(control);
    }
    try (BatchFeed feed = new BatchFeed(source, batches.first(first), batches.first(last))) {
      while (control.step < last
          && !stop.isRequested()
          && !control.stopped
          && !memory.exhausted()) {
        step(model, feed, batches, probed, control, last, begin);
      }
    }
    for (TrainingListener listener : listeners) {
      listener.ending();
    }
    return control.step;
  }

  private void step(
      Moved model,
      BatchFeed feed,
      StepBatches batches,
      LongPredicate probed,
      Control control,
      long last,
      long begin)
      throws IOException {
    long done = control.step;
    double rate = memory.learningRate(done - origin, last - origin);
    boolean display = (done - origin) % training.displayEvery() == 0;
    boolean probe = probed.test(done);
    Moved.Ask ask = display ? Moved.Ask.SCORES : Moved.Ask.NOTHING;
    long number = batches.first(done);
    TrainingBatch batch = feed.next();
    Moved.Step step;
    try {
      for (int left = batches.count(done); left > 1; left--) {
        model.gather(batch, number++);
        batch = feed.next();
      }
      step = model.step(batch, number, done, rate, probe ? Moved.Ask.PROBE : ask);
    } catch (NotFiniteStep e) {
      throw stopped(model, batch, number, done, rate, e);
    }
    memory.stepped(step.loss());
    control.step = done + 1;
    if (step.report().isPresent()) {
      for (TrainingListener listener : listeners) {
        listener.probed(step.report().get());
      }
    }
    if (display) {
      show(model, step, done, rate, begin);
    }
    for (TrainingListener listener : listeners) {
      listener.stepped(done + 1);
    }
    model.after(done + 1);
  }

  /** Tells the listeners and what fails the training. */
  private InputException stopped(
      Moved model, TrainingBatch batch, long number, long done, double rate, NotFiniteStep cause)
      throws IOException {
    NotFinite.Spot spot = inputs(batch).orElseGet(() -> model.firstNotFinite(batch, number, cause));
    NotFinite what =
        new NotFinite(
            done,
            batch.origin().epoch(),
            batch.origin().number(),
            batch.origin().sequences().stream().mapToObj(dataset.train()::name).toList(),
            spot.place(),
            spot.name(),
            spot.value(),
            rate);
    Optional<Checkpoint> lastGood = model.lastGood(done);
    for (TrainingListener listener : listeners) {
      listener.notFinite(what, lastGood);
    }
    InputException failure =
        spot.place() == NotFinite.Place.INPUTS
            ? failure("training: %s; mend the data, or leave that sequence out", what.text())
            : failure(
                "training: %s; choose a smaller training.learningRate (now %s)%s",
                what.text(), training.learningRate(), model.mend());
    failure.initCause(cause);
    return failure;
  }

  /** The first value of the batch that is not finite. */
  private Optional<NotFinite.Spot> inputs(TrainingBatch batch) {
    float[] values = Tensors.values(batch.batch().inputs());
    int features = Math.toIntExact(batch.batch().inputs().shape().get(2));
    int row = values.length / batch.batch().size();
    List<Signal> signals = dataset.schema().signals();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return Optional.of(
            new NotFinite.Spot(
                NotFinite.Place.INPUTS,
                String.format(
                    Locale.ROOT,
                    "feature '%s' at step %d of sequence %s",
                    signals.get(i % features % signals.size()).name(),
                    i % row / features,
                    dataset.train().name(batch.origin().sequences().get(i / row))),
                FiniteCheck.of(new float[] {values[i]}).orElseThrow()));
      }
    }
    return Optional.empty();
  }

  private void show(Moved model, Moved.Step step, long done, double rate, long begin)
      throws IOException {
    Optional<Predictor> predictor = model.predictor();
    TrainingListener.Progress progress =
        new TrainingListener.Progress(
            done,
            step.loss(),
            rate,
            metric,
            step.score(),
            score(predictor, dataset.validation()),
            score(predictor, dataset.test()),
            (System.nanoTime() - begin) / 1e9);
    if (memory.shown(progress, done + 1)) {
      memory.keep(model.keepBest());
    }
    for (TrainingListener listener : listeners) {
      listener.progressed(progress);
    }
    if (memory.isBest(progress)) {
      model.best(done + 1, progress.validation().getAsDouble());
    }
  }

  /** A part's score; not a number where no prediction is one: the next step will find out why. */
  static OptionalDouble score(Optional<Predictor> predictor, Sequences part) {
    if (part.isEmpty() || predictor.isEmpty()) {
      return OptionalDouble.empty();
    }
    Predictions predictions = predictor.get().predict(part);
    return OptionalDouble.of(
        predictions.notFinite() == predictions.rows()
            ? Double.NaN
            : Evaluation.of(predictions, part).report().headline());
  }

  /** What listeners have in hand. */
  private static final class Control implements TrainingControl {
    private final Moved model;
    private long step;
    private boolean stopped;

    Control(Moved model, long step) {
      this.model = model;
      this.step = step;
    }

    @Override
    public long step() {
      return step;
    }

    @Override
    public void stop() {
      stopped = true;
    }

    @Override
    public Weights weights() {
      return model.weights();
    }

    @Override
    public void restore(Weights weights) {
      model.restore(weights);
    }
  }
}
