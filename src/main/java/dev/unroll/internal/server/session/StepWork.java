package dev.unroll.internal.server.session;

import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Trace;
import dev.unroll.internal.server.run.Work;
import dev.unroll.model.StepPredictor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Steps of a sequence that are to be taken. Those of different sequences run as one, step by step;
 * each row has the state of its own sequence.
 */
final class StepWork implements Work {

  private final StepPredictor predictor;
  private final float[] state;
  private final int steps;
  private final float[] values;
  private final float[] outputs;
  private final Deadline deadline;
  private final Consumer<StepWork> release;
  private final Trace trace = Trace.current();
  private final CompletableFuture<float[]> answer = new CompletableFuture<>();
  private int done;

  /**
   * @param state what it is after the steps replaces it
   * @param values [steps, features]
   * @param release what is to be done once it has run, or was refused
   */
  StepWork(
      StepPredictor predictor,
      float[] state,
      int steps,
      float[] values,
      Deadline deadline,
      Consumer<StepWork> release) {
    this.predictor = predictor;
    this.state = state;
    this.steps = steps;
    this.values = values;
    this.outputs = new float[steps * predictor.outputs()];
    this.deadline = deadline;
    this.release = release;
  }

  /** Outputs after each step [steps, outputs]; fails with a {@link Refusal}. */
  CompletableFuture<float[]> answer() {
    return answer;
  }

  @Override
  public Object group() {
    return predictor;
  }

  @Override
  public int rows() {
    return 1;
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
  }

  @Override
  public void run(List<Work> together) {
    List<StepWork> left = new ArrayList<>();
    together.forEach(work -> left.add((StepWork) work));
    left.forEach(work -> work.trace.started(left.size()));
    while (!left.isEmpty()) {
      step(left);
      left.removeIf(
          work -> {
            boolean ready = work.done == work.steps;
            if (ready) {
              work.trace.ran();
              work.answer.complete(work.outputs);
            }
            return ready;
          });
    }
  }

  private void step(List<StepWork> works) {
    int rows = works.size();
    int features = predictor.features();
    int size = predictor.stateSize();
    int each = predictor.outputs();
    float[] states = new float[rows * size];
    float[] inputs = new float[rows * features];
    for (int row = 0; row < rows; row++) {
      StepWork work = works.get(row);
      System.arraycopy(work.state, 0, states, row * size, size);
      System.arraycopy(work.values, work.done * features, inputs, row * features, features);
    }
    float[] found = predictor.steps(rows, states, inputs);
    for (int row = 0; row < rows; row++) {
      StepWork work = works.get(row);
      System.arraycopy(states, row * size, work.state, 0, size);
      System.arraycopy(found, row * each, work.outputs, work.done * each, each);
      work.done++;
    }
  }
}
