package dev.unroll.internal.server.session;

import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.internal.server.request.Trace;
import dev.unroll.internal.server.run.Work;
import dev.unroll.model.StepPredictor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Steps of a sequence that are to be taken, all or none. Those of different sequences run as one,
 * step by step; each row has the state of its own sequence.
 */
final class StepWork implements Work {

  private final ModelVersion version;
  private final StepPredictor predictor;
  private final float[] state;
  private float[] running = new float[0];
  private boolean taken;
  private final int steps;
  private final float[] values;
  private final float[] outputs;
  private final Deadline deadline;
  private final Consumer<StepWork> release;
  private final Trace trace = Trace.current();
  private final CompletableFuture<float[]> answer = new CompletableFuture<>();

  /**
   * @param version whose predictor it is
   * @param state what it is after all steps replaces it
   * @param values [steps, features]
   * @param release what is to be done once it has run, or was refused, and before that is told
   */
  StepWork(
      ModelVersion version,
      StepPredictor predictor,
      float[] state,
      int steps,
      float[] values,
      Deadline deadline,
      Consumer<StepWork> release) {
    this.version = version;
    this.predictor = predictor;
    this.state = state;
    this.steps = steps;
    this.values = values;
    this.outputs = new float[steps * predictor.outputs()];
    this.deadline = deadline;
    this.release = release;
  }

  /** Whether its steps were taken. */
  boolean taken() {
    return taken;
  }

  /** How many steps these are. */
  int steps() {
    return steps;
  }

  /** The state after its steps [stateSize], its own to give away; once they were taken. */
  float[] after() {
    return running;
  }

  /** Outputs after each step [steps, outputs]; fails with a {@link Refusal}. */
  CompletableFuture<float[]> answer() {
    return answer;
  }

  /**
   * What those have in common that run as one. They are of as many steps, so that no short one
   * waits for a long one.
   */
  private record Group(StepPredictor predictor, int steps) {}

  @Override
  public Object group() {
    return new Group(predictor, steps);
  }

  @Override
  public ModelVersion version() {
    return version;
  }

  @Override
  public int rows() {
    return 1;
  }

  @Override
  public String kind() {
    return "step";
  }

  @Override
  public long bytes() {
    return (long) values.length * Float.BYTES;
  }

  @Override
  public Deadline deadline() {
    return deadline;
  }

  @Override
  public boolean abandoned() {
    return answer.isCompletedExceptionally();
  }

  @Override
  public void refuse(Refusal refusal) {
    answer.completeExceptionally(refusal);
  }

  @Override
  public void release() {
    release.accept(this);
    if (taken) {
      answer.complete(outputs);
    }
  }

  @Override
  public void run(List<Work> together) {
    List<StepWork> left = new ArrayList<>();
    for (Work one : together) {
      StepWork work = (StepWork) one;
      work.running = work.state.clone();
      left.add(work);
    }
    int rows = left.size();
    left.forEach(work -> work.trace.started(rows));
    for (int step = 0; step < steps && !left.isEmpty(); step++) {
      step(left, step);
      left.removeIf(StepWork::late);
    }
    for (StepWork work : left) {
      System.arraycopy(work.running, 0, work.state, 0, work.state.length);
      work.taken = true;
      work.trace.ran();
    }
  }

  /** Gives up steps that nobody waits for any more. */
  private boolean late() {
    boolean late = deadline.passed();
    if (late) {
      refuse(
          Refusal.of(
              Status.DEADLINE_EXCEEDED,
              "The deadline passed before all %d steps were taken; none was",
              steps));
    }
    return late;
  }

  private void step(List<StepWork> works, int step) {
    int rows = works.size();
    int features = predictor.features();
    int size = predictor.stateSize();
    int each = predictor.outputs();
    float[] states = new float[rows * size];
    float[] inputs = new float[rows * features];
    for (int row = 0; row < rows; row++) {
      StepWork work = works.get(row);
      System.arraycopy(work.running, 0, states, row * size, size);
      System.arraycopy(work.values, step * features, inputs, row * features, features);
    }
    float[] found = predictor.steps(rows, states, inputs);
    for (int row = 0; row < rows; row++) {
      StepWork work = works.get(row);
      System.arraycopy(states, row * size, work.running, 0, size);
      System.arraycopy(found, row * each, work.outputs, step * each, each);
    }
  }
}
