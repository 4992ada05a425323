package dev.unroll.train;

import dev.unroll.data.Sequences;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.SessionConfig;
import dev.unroll.graph.Weights;
import dev.unroll.model.Batch;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
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
   * @param deterministic one thread, so that two identical runs on one machine agree to the last
   *     bit
   */
  TrainingSession(
      ModelSpec model,
      TrainingSpec training,
      LossOptions options,
      List<Integer> steps,
      long seed,
      boolean deterministic) {
    this.model = model;
    this.training = training;
    this.seed = seed;
    graph =
        new TrainingGraph(
            model, training, options, steps, seed, SessionConfig.threads(deterministic));
    try {
      session = new GraphSession(graph.graph(), graph.variables(), deterministic);
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
  public TrainingSession(ModelSpec model, TrainingSpec training, long seed, boolean deterministic) {
    this(model, training, LossOptions.NONE, List.of(model.input().steps()), seed, deterministic);
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
    run(batch, number, rate, List.of(), List.of());
  }

  /** One step, with what it shows. */
  Measured measuredStep(TrainingBatch batch, long number, double rate) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    List<Float> shown = new ArrayList<>();
    run(batch, number, rate, List.of(pass.loss(), pass.score()), shown);
    return new Measured(shown.get(0), shown.get(1));
  }

  private void run(
      TrainingBatch batch,
      long number,
      double rate,
      List<Operand<TFloat32>> fetched,
      List<Float> shown) {
    TrainingPass pass = graph.pass(batch.batch().steps());
    learningRate.setFloat((float) rate);
    stepNumber.setLong(number);
    Session.Runner runner =
        session
            .runner()
            .feed(pass.forward().inputs(), batch.batch().inputs())
            .feed(pass.labels(), batch.batch().labels())
            .feed(graph.learningRate(), learningRate)
            .addTarget(pass.update());
    pass.forward().lengths().ifPresent(lengths -> runner.feed(lengths, batch.batch().lengths()));
    graph.step().ifPresent(step -> runner.feed(step, stepNumber));
    pass.mix()
        .ifPresent(
            mix ->
                runner
                    .feed(mix.labels(), batch.mix().orElseThrow().labels())
                    .feed(mix.share(), batch.mix().orElseThrow().shares()));
    fetched.forEach(runner::fetch);
    List<GraphScope.CarriedState> carried = pass.states();
    List<TFloat32> before = new ArrayList<>();
    try {
      for (int i = 0; i < carried.size(); i++) {
        before.add(states.of(i, batch.lanes()));
        runner.feed(carried.get(i).before(), before.get(i)).fetch(carried.get(i).after());
      }
      long begin = System.nanoTime();
      try (Result result = runner.run()) {
        nanosInSession += System.nanoTime() - begin;
        for (int i = 0; i < fetched.size(); i++) {
          shown.add(((TFloat32) result.get(i)).getFloat());
        }
        for (int i = 0; i < carried.size(); i++) {
          states.take(i, batch.lanes(), (TFloat32) result.get(fetched.size() + i));
        }
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
