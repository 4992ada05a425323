package dev.unroll.internal.doctor.probe;

import dev.unroll.check.InputException;
import dev.unroll.data.BatchPlan;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.doctor.finding.Tried;
import dev.unroll.graph.Weights;
import dev.unroll.internal.doctor.data.Baselines;
import dev.unroll.internal.doctor.data.Patient;
import dev.unroll.layer.BatchNorm;
import dev.unroll.layer.Dropout;
import dev.unroll.layer.Recurrent;
import dev.unroll.layer.SpatialDropout;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import dev.unroll.train.GuidedTraining;
import dev.unroll.train.NotFinite;
import dev.unroll.train.Optimizer;
import dev.unroll.train.Probe;
import dev.unroll.train.ProbeReport;
import dev.unroll.train.Schedule;
import dev.unroll.train.TrainingSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Short trainings of a recipe and of its variants, all from the same initial weights and on the
 * same batches. What differs in nothing that a graph is made of shares a graph. One thread at a
 * time.
 */
public final class Lab implements AutoCloseable {

  /** Steps of a training as it is and of one with a change. */
  private static final int MOST_STEPS = 200;

  /** Steps below which nothing can be said. */
  private static final int LEAST_STEPS = 20;

  /** Sequences that outcomes are told of. */
  private static final int MOST_ROWS = 500;

  /** Share of the time that one training may take. */
  private static final double SHARE_OF_A_COURSE = 0.1;

  /** Share of the time that a training to its end may take. */
  private static final double SHARE_OF_A_WHOLE = 0.2;

  /** Share of the time that is kept for trying changes. */
  private static final double RESERVE = 0.3;

  /** Share of the time by which looks may be late. */
  private static final double LATE = 0.2;

  /** How often the training of the recipe as it is is looked into. */
  private static final int LOOKS = 10;

  /** Graphs that are kept, the latest ones. */
  private static final int MOST_GRAPHS = 3;

  /**
   * An average that moves so slowly has not arrived after a short training; no weight goes by it.
   */
  private static final double MOST_MOMENTUM = 0.9;

  /** A loss below this share of the base rate's is one that something was learnt for. */
  private static final double LEARNT = 0.95;

  /** An error below this share of another is clearly better. */
  private static final double CLEARLY = 0.7;

  /** Points of accuracy that are worth a word. */
  private static final double POINTS = 0.02;

  /** By which scores differ clearly. */
  private static final double STANDARD_ERRORS = 2;

  private static final int SLOW_FIRST_STEPS = 2;
  private static final int STEPS_TO_MEASURE = 8;
  private static final double SECONDS_TO_MEASURE = 1;

  private static final Probe PROBE =
      new Probe(
          1,
          Set.of(
              Probe.Watch.WEIGHTS, Probe.Watch.GRADIENTS, Probe.Watch.UPDATES, Probe.Watch.LAYERS),
          List.of());

  private final Patient patient;
  private final double seconds;
  private final long begin = System.nanoTime();
  private final Sequences rows;
  private final Map<ModelDesign, ModelSpec> models = new HashMap<>();
  private final Map<GraphKey, GuidedTraining> graphs = new LinkedHashMap<>(8, 0.75f, true);
  private final Map<ModelSpec, GraphPredictor> predictors = new LinkedHashMap<>(8, 0.75f, true);
  private final Map<Weights, Outcome> outcomes = new HashMap<>();
  private boolean reserved = true;
  private Optional<Double> secondsAStep = Optional.empty();
  private Optional<Course> asItIs = Optional.empty();
  private Optional<Course> whole = Optional.empty();
  private boolean wholeIsKnown;
  private final Map<List<String>, Tried> tried = new HashMap<>();
  private Optional<Weights> start = Optional.empty();
  private Optional<BaseRate> base = Optional.empty();
  private Optional<RateRange> range = Optional.empty();
  private Optional<ByHeart> byHeart = Optional.empty();

  /** What a graph is made of. */
  private record GraphKey(ModelSpec model, TrainingSpec training, boolean looking) {}

  /**
   * A lab.
   *
   * @param seconds that all its trainings may take together, about
   */
  public Lab(Patient patient, double seconds) {
    this.patient = patient;
    this.seconds = seconds;
    boolean held = !patient.dataset().validation().isEmpty();
    Sequences all = patient.sample(held ? Split.VALIDATION : Split.TRAIN).shuffled(patient.seed());
    rows = all.select(IntStream.range(0, Math.min(MOST_ROWS, all.size())).toArray());
  }

  public Patient patient() {
    return patient;
  }

  /** The recipe as it is. */
  Recipe recipe() {
    return patient.recipe();
  }

  /** All training sequences. */
  Sequences train() {
    return patient.dataset().train();
  }

  /** Sequences that outcomes are told of: of the validation part, else of the training part. */
  public Sequences rows() {
    return rows;
  }

  /** Seconds that are left for trainings, those that changes are tried in left out until then. */
  double left() {
    return (reserved ? 1 - RESERVE : 1) * seconds - (System.nanoTime() - begin) / 1e9;
  }

  /** Whether one more look is in time, if a little late. */
  public boolean hasTime() {
    return left() > -LATE * seconds;
  }

  /** From now on all of the time may be used. */
  public void beginToTry() {
    reserved = false;
  }

  /** Whether there is time for one more training. */
  public boolean affordsACourse() {
    return affords(steps());
  }

  /** Whether so many steps of the recipe can still be made. */
  boolean affords(double steps) {
    return steps * secondsAStep() < left();
  }

  /** Steps of a training here: as many as the time allows, never more than the recipe's own. */
  public int steps() {
    return steps(recipe());
  }

  private int steps(Recipe of) {
    double affordable = SHARE_OF_A_COURSE * seconds / secondsAStep();
    int most = (int) Math.max(LEAST_STEPS, Math.min(MOST_STEPS, affordable));
    return (int) Math.min(recipeSteps(of), most);
  }

  /** Steps that a recipe's training has. */
  long recipeSteps(Recipe of) {
    TrainingSpec training = inBatches(of).training();
    if (training.window() > 0) {
      long windows = 0;
      for (int i = 0; i < train().size(); i++) {
        windows += (train().length(i) - 1) / training.window() + 1;
      }
      return training.totalSteps((int) Math.max(1, windows / training.batchSize()));
    }
    int each =
        new BatchPlan(train().size(), training.batchSize(), training.order(), patient.seed())
            .stepsPerEpoch();
    return training.totalSteps(each);
  }

  /** Seconds of a step of the recipe, measured. */
  double secondsAStep() {
    if (secondsAStep.isEmpty()) {
      GuidedTraining training = graph(settled(recipe()), train(), true);
      training.begin(train(), patient.seed());
      for (int i = 0; i < SLOW_FIRST_STEPS; i++) {
        training.step(recipe().training().learningRate(), i == 0);
      }
      long from = System.nanoTime();
      int count = 0;
      double passed;
      do {
        training.step(recipe().training().learningRate(), false);
        count++;
        passed = (System.nanoTime() - from) / 1e9;
      } while (count < STEPS_TO_MEASURE && passed < SECONDS_TO_MEASURE);
      secondsAStep = Optional.of(Math.max(1e-5, passed / count));
    }
    return secondsAStep.get();
  }

  /** The recipe as it is, looked into now and then. */
  public Course asItIs() {
    if (asItIs.isEmpty()) {
      asItIs = Optional.of(train(plan(recipe(), steps()).looking(LOOKS)));
    }
    return asItIs.get();
  }

  /**
   * The recipe's training to its end, where that is short. Weights that are an average of those of
   * many steps are not told by it.
   */
  public Optional<Course> whole() {
    if (!wholeIsKnown) {
      wholeIsKnown = true;
      long all = recipeSteps(recipe());
      if (recipe().training().averageWeights() > 0) {
        whole = Optional.empty();
      } else if (all <= steps()) {
        whole = Optional.of(asItIs());
      } else if (all * secondsAStep() < SHARE_OF_A_WHOLE * seconds && affords((double) all)) {
        whole = Optional.of(train(plan(recipe(), (int) all).looking(LOOKS)));
      }
    }
    return whole;
  }

  /** The recipe's training to its end where that is short, else the beginning of it. */
  Course longest() {
    return whole().orElseGet(this::asItIs);
  }

  /** Whether a training came to what the best simple method does, within that one's error. */
  boolean matchesSimpleMethods(Course course) {
    Baselines.Score best = patient.baselines().best();
    double score = outcome(course).score();
    double slack = STANDARD_ERRORS * best.error();
    return patient.target().metric().share()
        ? score >= best.score() - slack
        : score <= best.score() + slack;
  }

  /** What a training's model predicts of the patient's sample of a part. */
  public Predictions predictions(Course course, Split split) {
    return predictor(course.model(), course.weights()).predict(patient.sample(split));
  }

  /** A training by a recipe on the training part. */
  Plan plan(Recipe of, int steps) {
    return new Plan(of, train(), patient.seed(), steps);
  }

  /** What a short training comes to. */
  Course train(Plan plan) {
    return trainAsWritten(
        new Plan(
            settled(plan.recipe()),
            plan.sequences(),
            plan.seed(),
            plan.steps(),
            plan.rates(),
            plan.looks(),
            plan.done()));
  }

  /** As {@link #train}, with averages for predictions that move as slowly as the recipe says. */
  Course trainAsWritten(Plan plan) {
    Recipe recipe = inBatches(plan.recipe());
    GuidedTraining training = graph(recipe, plan.sequences(), plan.looks() > 0);
    training.begin(plan.sequences(), plan.seed());
    List<Double> losses = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    List<Double> norms = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    List<ProbeReport> reports = new ArrayList<>();
    Optional<NotFinite> notFinite = Optional.empty();
    long from = System.nanoTime();
    for (int step = 0; step < plan.steps(); step++) {
      double rate = plan.rates().applyAsDouble(step);
      GuidedTraining.Step shown = training.step(rate, plan.looksAt(step));
      losses.add(shown.loss());
      scores.add(shown.score());
      rates.add(rate);
      shown.gradientNorm().ifPresent(norms::add);
      shown.report().ifPresent(reports::add);
      notFinite = shown.notFinite();
      if (notFinite.isPresent() || plan.done().test(new Plan.SoFar(losses, scores))) {
        break;
      }
    }
    return new Course(
        model(recipe),
        losses,
        scores,
        norms,
        rates,
        reports,
        notFinite,
        training.weights(),
        (System.nanoTime() - from) / 1e9);
  }

  /** The initial weights of the recipe. */
  Weights start() {
    if (start.isEmpty()) {
      GuidedTraining training = graph(settled(recipe()), train(), true);
      training.begin(train(), patient.seed());
      start = Optional.of(training.weights());
    }
    return start.get();
  }

  /**
   * Shows sequences to a model without dropout and penalty, with the statistics of the batch where
   * it has batch normalisation. What was trained last by the plain recipe is lost.
   */
  GuidedTraining.Step showPlain(Weights weights, Sequences sequences, int... indices) {
    Recipe plain = plain();
    GuidedTraining training = graph(plain, train(), plain.equals(settled(recipe())));
    training.assign(weights);
    return training.show(sequences, indices);
  }

  /** The recipe without all that keeps it from learning by heart, one rate for all steps. */
  Recipe plain() {
    return plain(recipe());
  }

  static Recipe plain(Recipe recipe) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "training.lambda=0",
                "training.labelSmoothing=0",
                "training.classWeights=equal",
                "training.augment=[]",
                "training.mixup=0",
                "training.buckets=1",
                "training.schedule={type: constant}"));
    if (recipe.training().optimizer() instanceof Optimizer.AdamW) {
      settings.add("training.optimizer.decay=0");
    }
    settings.addAll(dropouts(recipe, 0));
    return settled(Recipes.with(recipe, settings));
  }

  /** Settings that give every dropout a rate, but for those that are smaller. */
  static List<String> dropouts(Recipe recipe, double rate) {
    List<String> settings = new ArrayList<>();
    Places.of(recipe, Dropout.class)
        .forEach((place, of) -> lower(settings, place + ".rate", of.rate(), rate));
    Places.of(recipe, SpatialDropout.class)
        .forEach((place, of) -> lower(settings, place + ".rate", of.rate(), rate));
    Places.of(recipe, Recurrent.class)
        .forEach(
            (place, of) -> {
              lower(settings, place + ".dropout", of.dropout(), rate);
              lower(settings, place + ".recurrentDropout", of.recurrentDropout(), rate);
            });
    return settings;
  }

  private static void lower(List<String> settings, String place, double now, double rate) {
    if (now > rate) {
      settings.add(place + "=" + rate);
    }
  }

  /** A recipe whose averages for predictions arrive within a short training. */
  private static Recipe settled(Recipe recipe) {
    List<String> settings = new ArrayList<>();
    Places.of(recipe, BatchNorm.class)
        .forEach((place, of) -> lower(settings, place + ".momentum", of.momentum(), MOST_MOMENTUM));
    return settings.isEmpty() ? inBatches(recipe) : inBatches(Recipes.with(recipe, settings));
  }

  /** A recipe whose steps are batches, and whose predictions go by the weights as they are. */
  private static Recipe inBatches(Recipe recipe) {
    List<String> settings = new ArrayList<>();
    lower(settings, "training.averageWeights", recipe.training().averageWeights(), 0);
    int batches = recipe.training().accumulate();
    if (batches > 1) {
      settings.add("training.accumulate=1");
      settings.add("training.batchSize=" + batches * recipe.training().batchSize());
    }
    return settings.isEmpty() ? recipe : Recipes.with(recipe, settings);
  }

  private ModelSpec model(Recipe of) {
    return models.computeIfAbsent(
        of.model(),
        design -> {
          Dataset all = patient.dataset();
          Sequences none = Sequences.empty(all.schema().features());
          Dataset sample =
              new Dataset(
                  all.name(),
                  all.simulated(),
                  all.schema(),
                  patient.sample(Split.TRAIN),
                  none,
                  none,
                  all.notes());
          ModelSpec fitted = design.forData(sample);
          return new ModelSpec(
              InputSpec.of(all),
              fitted.transforms(),
              fitted.normalizer(),
              fitted.layers(),
              fitted.task());
        });
  }

  /** The recipe's model. */
  ModelSpec model() {
    return model(settled(recipe()));
  }

  /** The graph for a recipe, from the beginning or as it was left. */
  private GuidedTraining graph(Recipe of, Sequences sequences, boolean looking) {
    TrainingSpec training = of.training();
    // What is fed, or decides what is fed.
    TrainingSpec same =
        training.with(
            Map.of(
                "learningRate",
                1,
                "schedule",
                new Schedule.Constant(),
                "epochs",
                1,
                "steps",
                0,
                "displayEvery",
                1));
    GraphKey key = new GraphKey(model(of), same, looking);
    GuidedTraining found = graphs.get(key);
    if (found == null) {
      found =
          new GuidedTraining(
              key.model,
              training,
              sequences,
              patient.seed(),
              patient.compute(),
              looking ? Optional.of(PROBE) : Optional.empty());
      graphs.put(key, found);
      dropEldest(graphs);
    }
    return found;
  }

  private static <K, V extends AutoCloseable> void dropEldest(Map<K, V> kept) {
    if (kept.size() > MOST_GRAPHS) {
      K eldest = kept.keySet().iterator().next();
      close(kept.remove(eldest));
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException(e); // what is closed here throws nothing
    }
  }

  /** Predicts by some weights. */
  Predictor predictor(ModelSpec model, Weights weights) {
    GraphPredictor predictor = predictors.get(model);
    if (predictor == null) {
      predictor = new GraphPredictor(model, patient.compute());
      predictors.put(model, predictor);
      dropEldest(predictors);
    }
    predictor.assign(weights);
    return predictor;
  }

  /** What a model comes to on {@link #rows}. */
  public Outcome outcome(Course course) {
    return outcomes.computeIfAbsent(
        course.weights(),
        weights ->
            course.finite()
                ? Outcome.of(predictor(course.model(), weights).predict(rows), rows)
                : Outcome.DIVERGED);
  }

  /** What a model without a look at its inputs comes to. */
  BaseRate base() {
    if (base.isEmpty()) {
      base = Optional.of(BaseRate.of(model(), patient.sample(Split.TRAIN), rows));
    }
    return base.get();
  }

  /** Whether a training came to something that its base rate does not. */
  boolean learnt(Course course) {
    Outcome outcome = outcome(course);
    if (outcome.loss() < LEARNT * base().loss()) {
      return true;
    }
    double share = base().score();
    double error = Math.sqrt(share * (1 - share) / rows.size());
    return patient.target().isClasses() && outcome.score() > share + Math.max(0.03, 3 * error);
  }

  /** Whether the recipe as it is learns something within a short training. */
  boolean learns() {
    return learnt(asItIs());
  }

  /** The loss over the learning rate. */
  RateRange range() {
    if (range.isEmpty()) {
      range = Optional.of(RateRange.of(this));
    }
    return range.get();
  }

  /** Whether a few sequences can be learnt by heart. */
  ByHeart byHeart() {
    if (byHeart.isEmpty()) {
      byHeart = Optional.of(ByHeart.of(this));
    }
    return byHeart.get();
  }

  /** How many of the newest steps the data need; empty where nobody can tell. */
  OptionalInt neededReach() {
    return patient.requiredReach().required();
  }

  /** Whether a simple method does clearly better than a constant. */
  boolean simpleMethodsLearn() {
    return patient.baselines().tell();
  }

  /**
   * A finding with what its change did, where that helped clearly; empty where it did not, and a
   * note where there is no time to try it.
   */
  Optional<Finding> ifClearlyBetter(Finding finding) {
    if (!affordsACourse()) {
      return Optional.of(finding.at(Level.NOTE));
    }
    Tried tried = tried(finding.mend().orElseThrow().settings());
    double share = tried.scoreBefore();
    double points =
        Math.max(POINTS, STANDARD_ERRORS * Math.sqrt(share * (1 - share) / rows.size()));
    boolean better =
        tried.helped()
            && (patient.target().isClasses()
                ? tried.scoreAfter() > share + points
                : tried.lossAfter() < CLEARLY * tried.lossBefore());
    return better ? Optional.of(finding.with(tried)) : Optional.empty();
  }

  /** The change that leaves the least loss, of those that there is time to try; else the first. */
  Mend best(List<Mend> mends) {
    Mend best = mends.get(0);
    double least = Double.POSITIVE_INFINITY;
    for (Mend mend : mends) {
      if (mends.size() > 1 && affordsACourse()) {
        double loss = lossShare(mend);
        best = loss < least ? mend : best;
        least = Math.min(least, loss);
      }
    }
    return best;
  }

  /** What a change leaves of the loss; infinite where it cannot be made, or diverges. */
  private double lossShare(Mend mend) {
    try {
      Tried tried = tried(mend.settings());
      double share = tried.lossAfter() / tried.lossBefore();
      return Double.isNaN(share) ? Double.POSITIVE_INFINITY : share;
    } catch (InputException e) {
      return Double.POSITIVE_INFINITY; // the changed recipe does not fit the data as they are
    }
  }

  /**
   * What settings do.
   *
   * @throws InputException where the changed recipe does not fit the data
   */
  public Tried tried(List<String> settings) {
    Tried known = tried.get(settings);
    if (known == null) {
      known = attempt(settings);
      tried.put(List.copyOf(settings), known);
    }
    return known;
  }

  private Tried attempt(List<String> settings) {
    Recipe changed = Recipes.with(recipe(), settings);
    if (whole.isPresent() && affords((double) recipeSteps(changed))) {
      return compared(whole.get(), train(plan(changed, (int) recipeSteps(changed))));
    }
    boolean more = recipeSteps(changed) != recipeSteps(recipe());
    int steps =
        more ? Math.max(steps(), (int) Math.min(recipeSteps(changed), MOST_STEPS)) : steps();
    return compared(asItIs(), train(plan(changed, steps)));
  }

  /** A training and another. */
  Tried compared(Course before, Course after) {
    return new Tried(
        after.steps(),
        patient.target().metric().name(),
        outcome(before).loss(),
        outcome(after).loss(),
        outcome(before).score(),
        outcome(after).score());
  }

  @Override
  public void close() {
    graphs.values().forEach(GuidedTraining::close);
    predictors.values().forEach(Predictor::close);
  }
}
