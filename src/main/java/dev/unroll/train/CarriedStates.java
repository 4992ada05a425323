package dev.unroll.train;

import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Tensors;
import dev.unroll.graph.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.types.TFloat32;

/** The states that lanes have between two training steps; zeros to begin with. */
final class CarriedStates {

  private static final String PREFIX = "carried_state/";

  private final List<float[]> values = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();
  private final int lanes;

  CarriedStates(List<GraphScope.CarriedState> states, int lanes) {
    this.lanes = lanes;
    states.forEach(
        state -> {
          sizes.add(state.size());
          values.add(new float[lanes * state.size()]);
        });
  }

  /** State {@code i} of some lanes [rows, size]; the caller closes it. */
  TFloat32 of(int i, List<TrainingBatch.Lane> rows) {
    int size = sizes.get(i);
    float[] some = new float[rows.size() * size];
    for (int row = 0; row < rows.size(); row++) {
      if (!rows.get(row).fresh()) {
        System.arraycopy(values.get(i), rows.get(row).index() * size, some, row * size, size);
      }
    }
    return Tensors.of(some, rows.size(), size);
  }

  /** Takes state {@code i} of some lanes after a step [rows, size]. */
  void take(int i, List<TrainingBatch.Lane> rows, TFloat32 after) {
    int size = sizes.get(i);
    float[] some = Tensors.values(after);
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(some, row * size, values.get(i), rows.get(row).index() * size, size);
    }
  }

  /** Zeros again. */
  void clear() {
    values.forEach(state -> Arrays.fill(state, 0));
  }

  /** Names under which a checkpoint keeps them. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      names.add(PREFIX + i);
    }
    return names;
  }

  void addTo(Weights.Builder weights) {
    for (int i = 0; i < values.size(); i++) {
      weights.put(PREFIX + i, new long[] {lanes, sizes.get(i)}, values.get(i).clone());
    }
  }

  void assign(Weights weights) {
    for (int i = 0; i < values.size(); i++) {
      float[] kept = weights.values(PREFIX + i);
      that(
          kept.length == lanes * sizes.get(i),
          "the checkpoint keeps the states of %d sequences at a time, but training.batchSize is %d;"
              + " go on with the batch size that the run began with",
          kept.length / sizes.get(i),
          lanes);
      values.set(i, kept);
    }
  }
}
