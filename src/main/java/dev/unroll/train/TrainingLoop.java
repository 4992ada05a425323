package dev.unroll.train;

import static dev.unroll.check.Check.failure;

import dev.unroll.data.Dataset;
import dev.unroll.data.Metric;
import dev.unroll.data.Sequences;
import dev.unroll.graph.Weights;
import dev.unroll.model.Predictor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongPredicate;

/**
 * The loop of every training: a batch a step, what is shown on the way, and when it ends.
 *
 * @param dataset whose scores are shown
 * @param training learning rate, its schedule and displays
 * @param metric what the scores are
 * @param listeners that hear of it, and may end it
 * @param stop ends it from outside
 * @param origin step that schedule and displays count from
 */
record TrainingLoop(
    Dataset dataset,
    TrainingSpec training,
    Metric metric,
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
     * @param loss before it; not a number where nothing was asked and nothing is told
     * @param score of the batch before it; not a number where it is not told
     * @param told whether {@code loss} is one
     */
    record Step(float loss, double score, boolean told, Optional<ProbeReport> report) {
      static final Step SILENT = new Step(Float.NaN, Double.NaN, false, Optional.empty());
    }

    /** Does a step. */
    Step step(TrainingBatch batch, long number, double rate, Ask ask);

    /** Predicts by the variables as they are now; empty where the model does not predict. */
    Optional<Predictor> predictor();

    /** The model's variables. */
    Weights weights();

    /** Gives the model's variables their values. */
    void restore(Weights weights);

    /** A step is done. */
    default void after(long done) throws IOException {}

    /** What helps against a loss that is no longer finite. */
    String mend();
  }

  /**
   * Goes from step {@code first} to {@code last}, or until it is asked to end.
   *
   * @param source closed at the end
   * @param probed whether a probe looks into a step
   * @param begin of the training, in nanoseconds
   * @return the step after the last one made
   */
  long run(Moved model, BatchSource source, LongPredicate probed, long first, long last, long begin)
      throws IOException {
    Control control = new Control(model, first);
    for (TrainingListener listener : listeners) {
      listener.begun(control);
    }
    try (BatchFeed feed = new BatchFeed(source, first, last)) {
      while (control.step < last && !stop.isRequested() && !control.stopped) {
        step(model, feed.next(), probed, control, last, begin);
      }
    }
    for (TrainingListener listener : listeners) {
      listener.ending();
    }
    return control.step;
  }

  private void step(
      Moved model,
      TrainingBatch batch,
      LongPredicate probed,
      Control control,
      long last,
      long begin)
      throws IOException {
    long number = control.step;
    double rate =
        training.learningRate() * training.schedule().factor(number - origin, last - origin);
    boolean display = (number - origin) % training.displayEvery() == 0;
    boolean probe = probed.test(number);
    Moved.Ask ask = display ? Moved.Ask.SCORES : Moved.Ask.NOTHING;
    Moved.Step step = model.step(batch, number, rate, probe ? Moved.Ask.PROBE : ask);
    if (step.told() && !Float.isFinite(step.loss())) {
      throw failure(
          "training: the loss is %s at step %d; choose a smaller training.learningRate (now %s)%s",
          step.loss(), number, training.learningRate(), model.mend());
    }
    control.step = number + 1;
    if (step.report().isPresent()) {
      for (TrainingListener listener : listeners) {
        listener.probed(step.report().get());
      }
    }
    if (display) {
      show(model, step, number, rate, begin);
    }
    for (TrainingListener listener : listeners) {
      listener.stepped(number + 1);
    }
    model.after(number + 1);
  }

  private void show(Moved model, Moved.Step step, long number, double rate, long begin)
      throws IOException {
    Optional<Predictor> predictor = model.predictor();
    TrainingListener.Progress progress =
        new TrainingListener.Progress(
            number,
            step.loss(),
            rate,
            metric,
            step.score(),
            score(predictor, dataset.validation()),
            score(predictor, dataset.test()),
            (System.nanoTime() - begin) / 1e9);
    for (TrainingListener listener : listeners) {
      listener.progressed(progress);
    }
  }

  private static OptionalDouble score(Optional<Predictor> predictor, Sequences part) {
    return part.isEmpty() || predictor.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Evaluation.of(predictor.get(), part).report().headline());
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
