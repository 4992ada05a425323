package dev.unroll.train;

import dev.unroll.data.Sequences;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Variable;
import dev.unroll.graph.Weights;
import dev.unroll.model.Batch;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A model in training: its graph, its weights and its optimizer's, moved by one call a step. */
public final class TrainingSession implements AutoCloseable {

  private final ModelSpec model;
  private final TrainingSpec training;
  private final long seed;
  private final TrainingGraph graph;
  private final GraphSession session;
  private final CarriedStates states;
  private final TFloat32 learningRate;
  private final TInt64 stepNumber;
  private long nanosInSession;
  private long ownSteps;

  /**
   * What a step shows.
   *
   * @param loss mean over the batch, with the penalty, before the step
   * @param score mean of the task's metric over the batch before the step, such as accuracy
   */
  public record Measured(float loss, float score) {}

  /**
   * Builds the graph and gives every variable its initial value.
   *
   * @param options of the loss
   * @param steps that batches may have
   * @param compute how
   * @param probe what to look at
   */
  TrainingSession(
      ModelSpec model,
      TrainingSpec training,
      LossOptions options,
      List<Integer> steps,
      long seed,
      Compute compute,
      Optional<Probe> probe) {
    this.model = model;
    this.training = training;
    this.seed = seed;
    graph = new TrainingGraph(model, training, options, steps, seed, compute, probe);
    try {
      session = new GraphSession(graph.graph(), graph.variables(), compute);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
    learningRate = TFloat32.scalarOf(0);
    stepNumber = TInt64.scalarOf(0);
    try {
      states = new CarriedStates(graph.pass(steps.get(0)).states(), training.batchSize());
      session.initialize();
    } catch (RuntimeException e) {
      close(); // a graph cannot be closed before its session
      throw e;
    }
  }

  /** As the longer one, for plain loss and batches of all steps that the model takes. */
  public TrainingSession(ModelSpec model, TrainingSpec training, long seed, Compute compute) {
    this(
        model,
        training,
        LossOptions.NONE,
        List.of(model.input().steps()),
        seed,
        compute,
        Optional.empty());
  }

  /** One step on sequences that are neither mixed nor carry a state. */
  public void step(Batch batch, double rate) {
    step(new TrainingBatch(batch), ownSteps++, rate);
  }

  /** As {@link #step(Batch, double)}, with what it shows. */
  public Measured measuredStep(Batch batch, double rate) {
    return measuredStep(new TrainingBatch(batch), ownSteps++, rate);
  }

  /**
   * One step.
   *
   * @param number of the batch, from 0: what is random goes by it
   * @return its loss before the step
   * @throws NotFiniteStep where that or a gradient is not finite; nothing is changed then
   */
  float step(TrainingBatch batch, long number, double rate) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    float[] loss = new float[1];
    run(
        batch,
        number,
        rate,
        pass.update(),
        List.of(pass.loss()),
        (result, first) -> loss[0] = ((TFloat32) result.get(first)).getFloat());
    return loss[0];
  }

  /**
   * What a batch adds to a step of several.
   *
   * @param count numbers that loss and score are means of
   */
  record Gathered(Measured measured, double count) {}

  /** Adds a batch to the step that the last of its batches takes. */
  Gathered gather(TrainingBatch batch, long number) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    UpdateOps.Gathering gathering = pass.gathering().orElseThrow();
    return counted(batch, number, 0, pass, gathering.add());
  }

  /** The last batch of a step of several. */
  Gathered gatheredStep(TrainingBatch batch, long number, double rate) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    return counted(batch, number, rate, pass, pass.update());
  }

  private Gathered counted(
      TrainingBatch batch, long number, double rate, TrainingPass pass, Op target) {
    Gathered[] gathered = new Gathered[1];
    run(
        batch,
        number,
        rate,
        target,
        List.of(pass.loss(), pass.score(), pass.gathering().orElseThrow().count()),
        (result, first) -> gathered[0] = gathered(pass, result, first));
    return gathered[0];
  }

  /** One step, with what it shows. */
  Measured measuredStep(TrainingBatch batch, long number, double rate) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    Measured[] measured = new Measured[1];
    run(
        batch,
        number,
        rate,
        pass.update(),
        List.of(pass.loss(), pass.score()),
        (result, first) -> measured[0] = measured(result, first));
    return measured[0];
  }

  /** What a step shows and what a probe sees. */
  record Probed(Gathered gathered, ProbeReport report) {}

  /**
   * One step, looked into by the probe that the session was made with.
   *
   * @param done optimizer steps before
   */
  Probed probedStep(TrainingBatch batch, long number, long done, double rate) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    ProbeOps probe = pass.probe().orElseThrow();
    List<Operand<TFloat32>> fetched = new ArrayList<>(List.of(pass.loss(), pass.score()));
    pass.gathering().ifPresent(gathering -> fetched.add(gathering.count()));
    int counts = fetched.size();
    fetched.addAll(probe.fetches());
    Probed[] probed = new Probed[1];
    run(
        batch,
        number,
        rate,
        pass.update(),
        fetched,
        (result, first) ->
            probed[0] =
                new Probed(
                    gathered(pass, result, first), probe.report(done, result, first + counts)));
    return probed[0];
  }

  /**
   * What a batch shows, with or without a step.
   *
   * @param gradientNorm of all gradients together before clipping, where a probe watches them
   */
  record Shown(Measured measured, OptionalDouble gradientNorm) {}

  /**
   * What a batch shows.
   *
   * @param move whether a step is taken, too
   */
  Shown show(TrainingBatch batch, long number, double rate, boolean move) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    List<Operand<TFloat32>> fetched = new ArrayList<>(List.of(pass.loss(), pass.score()));
    if (move) {
      pass.probe().flatMap(ProbeOps::gradientNorm).ifPresent(fetched::add);
    }
    Shown[] shown = new Shown[1];
    run(
        batch,
        number,
        rate,
        move ? pass.update() : pass.loss(),
        fetched,
        (result, first) ->
            shown[0] =
                new Shown(
                    measured(result, first),
                    fetched.size() > 2
                        ? OptionalDouble.of(((TFloat32) result.get(first + 2)).getFloat())
                        : OptionalDouble.empty()));
    return shown[0];
  }

  /** As it was when it was made: initial values, and no states. */
  void restart() {
    session.initialize();
    states.clear();
    ownSteps = 0;
  }

  private static Gathered gathered(TrainingPass pass, Result result, int first) {
    return new Gathered(
        measured(result, first),
        pass.gathering().isPresent() ? ((TFloat32) result.get(first + 2)).getFloat() : 1);
  }

  private static Measured measured(Result result, int first) {
    return new Measured(
        ((TFloat32) result.get(first)).getFloat(), ((TFloat32) result.get(first + 1)).getFloat());
  }

  /** Takes what was fetched while it is there. */
  @FunctionalInterface
  private interface Taker {
    /**
     * Takes it.
     *
     * @param first place of the first that was asked for
     */
    void take(Result result, int first);
  }

  private void run(
      TrainingBatch batch,
      long number,
      double rate,
      Op target,
      List<? extends Operand<?>> fetched,
      Taker taker) {
    learningRate.setFloat((float) rate);
    Session.Runner runner = fed(batch, number).feed(graph.learningRate(), learningRate);
    runner.addTarget(target);
    List<GraphScope.CarriedState> carried = graph.pass(batch.batch().steps()).states();
    try (Before before = new Before(carried, batch)) {
      before.feed(runner);
      carried.forEach(state -> runner.fetch(state.after()));
      fetched.forEach(runner::fetch);
      long begin = System.nanoTime();
      try (Result result = runner.run()) {
        nanosInSession += System.nanoTime() - begin;
        for (int i = 0; i < carried.size(); i++) {
          states.take(i, batch.lanes(), (TFloat32) result.get(i));
        }
        taker.take(result, carried.size());
      } catch (TFInvalidArgumentException e) {
        throw TrainingPass.isNotFinite(e) ? new NotFiniteStep(e) : e;
      }
    }
  }

  /** The states that a run begins with. */
  private final class Before implements AutoCloseable {
    private final List<GraphScope.CarriedState> carried;
    private final List<TFloat32> values = new ArrayList<>();

    Before(List<GraphScope.CarriedState> carried, TrainingBatch batch) {
      this.carried = carried;
      for (int i = 0; i < carried.size(); i++) {
        values.add(states.of(i, batch.lanes()));
      }
    }

    void feed(Session.Runner runner) {
      for (int i = 0; i < values.size(); i++) {
        runner.feed(carried.get(i).before(), values.get(i));
      }
    }

    @Override
    public void close() {
      values.forEach(TFloat32::close);
    }
  }

  /** A run with all that a batch gives. */
  private Session.Runner fed(TrainingBatch batch, long number) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    stepNumber.setLong(number);
    Session.Runner runner =
        session
            .runner()
            .feed(pass.forward().inputs(), batch.batch().inputs())
            .feed(pass.labels(), batch.batch().labels());
    pass.forward().lengths().ifPresent(lengths -> runner.feed(lengths, batch.batch().lengths()));
    graph.step().ifPresent(step -> runner.feed(step, stepNumber));
    pass.mix()
        .ifPresent(
            mix ->
                runner
                    .feed(mix.labels(), batch.mix().orElseThrow().labels())
                    .feed(mix.share(), batch.mix().orElseThrow().shares()));
    return runner;
  }

  /**
   * What is not finite first, in the order of computing, where the step of {@code batch} was not
   * taken; the step is computed once more for it, and not taken either.
   *
   * @param number of the batch
   */
  NotFinite.Spot firstNotFinite(TrainingBatch batch, long number) {
    Weights weights = weights();
    for (String name : weights.names()) {
      Optional<String> value = FiniteCheck.of(weights.values(name));
      if (value.isPresent()) {
        return new NotFinite.Spot(NotFinite.Place.WEIGHTS, name, value.get());
      }
    }
    TrainingPass pass = graph.pass(batch.batch().steps());
    FiniteCheck check = new FiniteCheck(graph.tf(), pass);
    Session.Runner runner = fed(batch, number);
    try (Before before = new Before(pass.states(), batch)) {
      before.feed(runner);
      check.fetches().forEach(runner::fetch);
      try (Result result = runner.run()) {
        return check.first(result);
      }
    }
  }

  /** Seconds that all steps so far have spent inside TensorFlow. */
  public double secondsInSession() {
    return nanosInSession / 1e9;
  }

  /**
   * The share of a training's time that its loop spends outside TensorFlow.
   *
   * @param sequences to train on
   * @param seconds to measure, more than 0
   */
  public double shareOutside(Sequences sequences, double seconds) {
    TrainingPlan plan = new TrainingPlan(model, sequences, training, seed);
    try (BatchFeed feed = new BatchFeed(plan.batches(), 0, Long.MAX_VALUE)) {
      double before = secondsInSession();
      long begin = System.nanoTime();
      double all;
      long step = 0;
      do {
        step(feed.next(), step, training.learningRate());
        step++;
        all = (System.nanoTime() - begin) / 1e9;
      } while (all < seconds);
      return 1 - (secondsInSession() - before) / all;
    }
  }

  /** The values of all variables, the optimizer's too, and the states that are carried. */
  public Weights weights() {
    Weights.Builder all = new Weights.Builder().putAll(session.weights(graph.kept()));
    states.addTo(all);
    return all.build();
  }

  /** What predicts under these names: moving averages where weights have them. */
  Weights predicting(Collection<String> names) {
    Weights found =
        session.weights(named(name -> names.contains(UpdateOps.averaged(name).orElse(name))));
    return PredictingWeights.of(found).filter(names::contains);
  }

  /** Gives the variables of these names, and their moving averages, the values of their names. */
  void assign(Weights weights, Collection<String> names) {
    Weights.Builder all = new Weights.Builder();
    List<Variable> assigned = named(name -> names.contains(UpdateOps.averaged(name).orElse(name)));
    for (Variable variable : assigned) {
      String from = UpdateOps.averaged(variable.name()).orElse(variable.name());
      all.put(variable.name(), weights.shape(from), weights.values(from));
    }
    session.assign(all.build(), assigned);
  }

  private List<Variable> named(Predicate<String> condition) {
    return graph.kept().stream().filter(variable -> condition.test(variable.name())).toList();
  }

  /** Gives every variable the value of its name. */
  public void assign(Weights weights) {
    session.assign(weights, graph.kept());
    states.assign(weights);
  }

  /** Names of all that {@link #weights} gives, as a checkpoint has them. */
  List<String> variableNames() {
    List<String> names = new ArrayList<>();
    graph.kept().forEach(variable -> names.add(variable.name()));
    names.addAll(states.names());
    return names;
  }

  @Override
  public void close() {
    learningRate.close();
    stepNumber.close();
    session.close();
    graph.close();
  }
}
