package dev.unroll.train;

import static dev.unroll.check.Check.failure;

import dev.unroll.graph.CheckpointReader;
import dev.unroll.graph.GlobalStep;
import dev.unroll.graph.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;

/**
 * The state of a training between two steps: weights, optimizer slots and the number of steps done.
 *
 * @param step steps done
 * @param seconds that they took
 * @param weights of the model and of the optimizer, their moving averages and the best, where a
 *     training keeps those
 * @param counters what else it remembers, by name; numbers as their bits
 */
public record Checkpoint(long step, double seconds, Weights weights, Map<String, Long> counters) {

  private static final String STEP = GlobalStep.NAME;
  private static final String MILLISECONDS = "elapsed_milliseconds";

  public Checkpoint {
    counters = Map.copyOf(counters);
  }

  /** The state of a training that remembers nothing else. */
  public Checkpoint(long step, double seconds, Weights weights) {
    this(step, seconds, weights, Map.of());
  }

  /** Writes it as the latest, and only, checkpoint of {@code folder}. */
  public void write(Path folder) throws IOException {
    new CheckpointFolder(folder).write(this, 1);
  }

  /** Whether {@code folder} has a checkpoint. */
  public static boolean isIn(Path folder) {
    return new CheckpointFolder(folder).hasLatest();
  }

  /**
   * Reads the latest checkpoint.
   *
   * @param names variables that it must have
   * @throws dev.unroll.check.InputException where there is none or it is damaged
   */
  public static Checkpoint read(Path folder, Collection<String> names) throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    if (!checkpoints.hasLatest()) {
      throw failure("%s: no checkpoint here; there is nothing to resume", folder);
    }
    CheckpointReader reader = CheckpointReader.open(checkpoints.latest());
    List<String> weights = new ArrayList<>(names);
    Map<String, Long> counters = new LinkedHashMap<>();
    for (String name : reader.names()) {
      if (name.startsWith(BestWeights.PREFIX)) {
        weights.add(name);
      } else if (reader.type(name) == DataType.DT_INT64
          && !name.equals(STEP)
          && !name.equals(MILLISECONDS)) {
        counters.put(name, reader.integer(name));
      }
    }
    return new Checkpoint(
        reader.integer(STEP),
        reader.integer(MILLISECONDS) / 1000.0,
        reader.weights(weights),
        counters);
  }

  /**
   * Reads the variables, slots and step of a SavedModel; how long they took it does not tell.
   *
   * @param folder of the SavedModel
   * @throws dev.unroll.check.InputException where its variables are missing or damaged
   */
  public static Checkpoint ofSavedModel(Path folder) throws IOException {
    CheckpointReader reader = CheckpointReader.open(folder.resolve("variables/variables"));
    long step = reader.names().contains(STEP) ? reader.integer(STEP) : 0;
    return new Checkpoint(
        step,
        0,
        reader.weights(reader.names().stream().filter(name -> !name.equals(STEP)).toList()));
  }

  /** The numbers that a file of it has beside the weights. */
  Map<String, Long> numbers() {
    Map<String, Long> all = new LinkedHashMap<>(counters);
    all.put(STEP, step);
    all.put(MILLISECONDS, Math.round(1000 * seconds));
    return all;
  }
}
