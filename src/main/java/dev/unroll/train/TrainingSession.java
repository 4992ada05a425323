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
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Result;
import org.tensorflow.Session;
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
   * @param number of the step, from 0
   */
  void step(TrainingBatch batch, long number, double rate) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    run(batch, number, rate, pass.update().op(), List.of(), (result, first) -> {});
  }

  /** One step, with what it shows. */
  Measured measuredStep(TrainingBatch batch, long number, double rate) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    Measured[] measured = new Measured[1];
    run(
        batch,
        number,
        rate,
        pass.update().op(),
        List.of(pass.loss(), pass.score()),
        (result, first) -> measured[0] = measured(result, first));
    return measured[0];
  }

  /** What a step shows and what a probe sees. */
  record Probed(Measured measured, ProbeReport report) {}

  /** One step, looked into by the probe that the session was made with. */
  Probed probedStep(TrainingBatch batch, long number, double rate) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    ProbeOps probe = pass.probe().orElseThrow();
    List<Operand<TFloat32>> fetched = new ArrayList<>(List.of(pass.loss(), pass.score()));
    fetched.addAll(probe.fetches());
    Probed[] probed = new Probed[1];
    run(
        batch,
        number,
        rate,
        pass.update().op(),
        fetched,
        (result, first) ->
            probed[0] =
                new Probed(measured(result, first), probe.report(number, result, first + 2)));
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
    Optional<Operand<TFloat32>> norm = pass.probe().flatMap(ProbeOps::gradientNorm);
    norm.filter(n -> move).ifPresent(fetched::add);
    Shown[] shown = new Shown[1];
    run(
        batch,
        number,
        rate,
        move ? pass.update().op() : pass.loss().asOutput().op(),
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
      Operation target,
      List<Operand<TFloat32>> fetched,
      Taker taker) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    learningRate.setFloat((float) rate);
    stepNumber.setLong(number);
    Session.Runner runner =
        session
            .runner()
            .feed(pass.forward().inputs(), batch.batch().inputs())
            .feed(pass.labels(), batch.batch().labels())
            .feed(graph.learningRate(), learningRate)
            .addTarget(target);
    pass.forward().lengths().ifPresent(lengths -> runner.feed(lengths, batch.batch().lengths()));
    graph.step().ifPresent(step -> runner.feed(step, stepNumber));
    pass.mix()
        .ifPresent(
            mix ->
                runner
                    .feed(mix.labels(), batch.mix().orElseThrow().labels())
                    .feed(mix.share(), batch.mix().orElseThrow().shares()));
    List<GraphScope.CarriedState> carried = pass.states();
    List<TFloat32> before = new ArrayList<>();
    try {
      for (int i = 0; i < carried.size(); i++) {
        before.add(states.of(i, batch.lanes()));
        runner.feed(carried.get(i).before(), before.get(i)).fetch(carried.get(i).after());
      }
      fetched.forEach(runner::fetch);
      long begin = System.nanoTime();
      try (Result result = runner.run()) {
        nanosInSession += System.nanoTime() - begin;
        for (int i = 0; i < carried.size(); i++) {
          states.take(i, batch.lanes(), (TFloat32) result.get(i));
        }
        taker.take(result, carried.size());
      }
    } finally {
      before.forEach(TFloat32::close);
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
        step(feed.next(), step++, training.learningRate());
        all = (System.nanoTime() - begin) / 1e9;
      } while (all < seconds);
      return 1 - (secondsInSession() - before) / all;
    }
  }

  /** The values of all variables, the optimizer's too, and the states that are carried. */
  public Weights weights() {
    Weights.Builder all = new Weights.Builder().putAll(session.weights());
    states.addTo(all);
    return all.build();
  }

  /** The values of the variables of these names. */
  Weights weights(Collection<String> names) {
    return session.weights(named(names));
  }

  /** Gives the variables of these names the values of their names. */
  void assign(Weights weights, Collection<String> names) {
    session.assign(weights, named(names));
  }

  private List<Variable> named(Collection<String> names) {
    return graph.variables().stream().filter(variable -> names.contains(variable.name())).toList();
  }

  /** Gives every variable the value of its name. */
  public void assign(Weights weights) {
    session.assign(weights);
    states.assign(weights);
  }

  /** Names of all that {@link #weights} gives, as a checkpoint has them. */
  List<String> variableNames() {
    List<String> names = new ArrayList<>(graph.variableNames());
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
