package dev.unroll.internal.doctor.probe;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Tried;
import dev.unroll.graph.Weights;
import dev.unroll.internal.doctor.data.Patient;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.ModelSpec;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import dev.unroll.train.Probe;
import dev.unroll.train.ProbeReport;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.Trainer;
import dev.unroll.train.TrainingControl;
import dev.unroll.train.TrainingListener;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Short trainings of a recipe and of its variants, all from the same initial weights and on the
 * same batches. One thread at a time.
 */
public final class Lab {

  /** Steps of a training as it is and of one with a change. */
  private static final int MOST_STEPS = 200;

  /** Steps below which nothing can be said. */
  private static final int LEAST_STEPS = 20;

  /** Sequences that outcomes are told of. */
  private static final int MOST_ROWS = 500;

  private static final int STEPS_TO_MEASURE = 5;

  /** Share of the time that one training may take. */
  private static final double SHARE_OF_A_COURSE = 0.12;

  private final Patient patient;
  private final double seconds;
  private final Dataset dataset;
  private final Sequences rows;
  private Optional<Integer> steps = Optional.empty();
  private Optional<Course> asItIs = Optional.empty();

  /**
   * A lab.
   *
   * @param seconds that all its trainings may take together, about
   */
  public Lab(Patient patient, double seconds) {
    this.patient = patient;
    this.seconds = seconds;
    Dataset all = patient.dataset();
    Sequences none = Sequences.empty(all.schema().features());
    dataset =
        new Dataset(
            all.name(),
            all.simulated(),
            all.schema(),
            patient.sample(Split.TRAIN),
            none,
            none,
            all.notes());
    Sequences held = patient.sample(all.validation().isEmpty() ? Split.TRAIN : Split.VALIDATION);
    rows = held.size() <= MOST_ROWS ? held : held.shuffled(patient.seed()).select(first(MOST_ROWS));
  }

  private static int[] first(int count) {
    int[] all = new int[count];
    for (int i = 0; i < count; i++) {
      all[i] = i;
    }
    return all;
  }

  public Patient patient() {
    return patient;
  }

  /** Sequences that outcomes are told of: of the validation part, else of the training part. */
  public Sequences rows() {
    return rows;
  }

  /** Steps of a training here: as many as the time allows, never more than the recipe's own. */
  public int steps() {
    if (steps.isEmpty()) {
      Course few = train(patient.recipe(), STEPS_TO_MEASURE, Optional.empty());
      Course more = train(patient.recipe(), 3 * STEPS_TO_MEASURE, Optional.empty());
      double each = Math.max(1e-4, (more.seconds() - few.seconds()) / (2 * STEPS_TO_MEASURE));
      double left = SHARE_OF_A_COURSE * seconds - few.seconds();
      steps =
          Optional.of((int) Math.max(LEAST_STEPS, Math.min(MOST_STEPS, Math.floor(left / each))));
    }
    return steps.get();
  }

  /** The recipe as it is, looked into now and then. */
  public Course asItIs() {
    if (asItIs.isEmpty()) {
      int count = steps();
      asItIs =
          Optional.of(
              train(patient.recipe(), count, Optional.of(Probe.every(Math.max(1, count / 10)))));
    }
    return asItIs.get();
  }

  /** A variant of the recipe, on the training part. */
  public Course train(Recipe recipe, int count, Optional<Probe> probe) {
    return train(recipe, dataset, count, probe);
  }

  /**
   * A variant of the recipe on data of its own.
   *
   * @param count steps
   */
  public Course train(Recipe recipe, Dataset data, int count, Optional<Probe> probe) {
    ModelSpec model = recipe.model().forData(data);
    TrainingSpec training =
        recipe.training().with(Map.of("steps", count, "epochs", 0, "displayEvery", 1));
    Recorder recorder = new Recorder();
    Trainer trainer =
        new Trainer(model, data, training, patient.seed()).on(patient.compute()).listen(recorder);
    probe.ifPresent(trainer::probe);
    long begin = System.nanoTime();
    try {
      TrainedModel trained = trainer.run();
      return recorder.course(model, trained.weights(), (System.nanoTime() - begin) / 1e9);
    } catch (InputException e) {
      // The loss is no longer finite: the recorder has what came before.
      if (recorder.losses.isEmpty()) {
        throw e;
      }
      recorder.losses.add(Double.NaN);
      recorder.rates.add(Double.NaN);
      return recorder.course(model, recorder.last, (System.nanoTime() - begin) / 1e9);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // listeners alone throw it, and ours does not
    }
  }

  /** What a model comes to on {@link #rows}. */
  public Outcome outcome(Course course) {
    return outcome(course, rows);
  }

  /** What a model comes to on sequences. */
  public Outcome outcome(Course course, Sequences on) {
    try (GraphPredictor predictor =
        new GraphPredictor(course.model(), course.weights(), patient.compute())) {
      return Outcome.of(predictor.predict(on), on);
    }
  }

  /** What settings do. */
  public Tried tried(List<String> settings) {
    Course with = train(Recipes.with(patient.recipe(), settings), steps(), Optional.empty());
    Outcome before = outcome(asItIs());
    Outcome after = with.finite() ? outcome(with) : null;
    return new Tried(
        steps(),
        patient.target().metric().name(),
        asItIs().finite() ? before.loss() : Double.NaN,
        after == null ? Double.NaN : after.loss(),
        asItIs().finite() ? before.score() : Double.NaN,
        after == null ? Double.NaN : after.score());
  }

  /** Keeps what a training shows. */
  private static final class Recorder implements TrainingListener {
    private final List<Double> losses = new ArrayList<>();
    private final List<Double> rates = new ArrayList<>();
    private final List<ProbeReport> reports = new ArrayList<>();
    private Weights last;
    private TrainingControl control;

    @Override
    public void begun(TrainingControl training) {
      control = training;
      last = training.weights();
    }

    @Override
    public void progressed(Progress progress) {
      losses.add(progress.loss());
      rates.add(progress.learningRate());
    }

    @Override
    public void probed(ProbeReport report) {
      reports.add(report);
    }

    @Override
    public void ending() {
      last = control.weights();
    }

    Course course(ModelSpec model, Weights weights, double seconds) {
      return new Course(model, losses, rates, reports, weights, seconds);
    }
  }
}
