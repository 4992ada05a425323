package dev.unroll.train;

import com.google.common.primitives.ImmutableIntArray;
import dev.unroll.data.Sequences;
import dev.unroll.data.WindowPlan;
import dev.unroll.layer.Recurrent.State;
import dev.unroll.model.Batch;
import dev.unroll.model.InputSpec;
import dev.unroll.model.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Windows of sequences one after the other, for layers that carry their state. */
final class WindowedBatches implements BatchSource {

  private final Sequences sequences;
  private final WindowPlan plan;
  private final InputSpec input;
  private final Task task;
  private final State state;

  /** Of even and of odd steps, by rows. */
  private final List<Map<Integer, Batch>> batches = List.of(new HashMap<>(), new HashMap<>());

  /**
   * @param input of a window
   * @param state whether a sequence's first window begins with zeros or, as a fault, does not
   */
  WindowedBatches(Sequences sequences, WindowPlan plan, InputSpec input, Task task, State state) {
    this.sequences = sequences;
    this.plan = plan;
    this.input = input;
    this.task = task;
    this.state = state;
  }

  @Override
  public TrainingBatch prepare(long step) {
    List<WindowPlan.Window> windows = plan.windows(step);
    Batch batch =
        batches
            .get((int) (step % 2))
            .computeIfAbsent(windows.size(), rows -> Batch.toTrain(rows, input, task));
    for (int row = 0; row < windows.size(); row++) {
      WindowPlan.Window window = windows.get(row);
      batch.window(row, sequences, window.sequence(), window.firstStep(), window.steps());
    }
    boolean carried = state == State.CARRIED;
    return new TrainingBatch(
        batch,
        Optional.empty(),
        windows.stream().map(w -> new TrainingBatch.Lane(w.lane(), w.first() && !carried)).toList(),
        new TrainingBatch.Origin(
            plan.epoch(step) + 1,
            Math.toIntExact(step - plan.firstStep(plan.epoch(step))) + 1,
            ImmutableIntArray.copyOf(
                windows.stream().mapToInt(WindowPlan.Window::sequence).toArray())));
  }

  @Override
  public void close() {
    batches.forEach(bySize -> bySize.values().forEach(Batch::close));
  }
}
