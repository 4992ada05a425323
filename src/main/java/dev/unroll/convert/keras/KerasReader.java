package dev.unroll.convert.keras;

import static dev.unroll.check.Check.that;

import dev.unroll.convert.network.LayerOutput;
import dev.unroll.convert.network.Module;
import dev.unroll.convert.network.Network;
import dev.unroll.data.FrameSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes ours of a Keras model: its inputs, its layers and its output. */
final class KerasReader {

  /** More steps make no graph that could be run. */
  private static final int MOST_STEPS = 65_536;

  /** Numbers of a sequence. */
  private static final long MOST_VALUES = 1 << 28;

  /** Where the file leaves the steps open, what is asked does not depend on them. */
  private static final int ANY_STEPS = 16;

  private KerasReader() {}

  /**
   * What a file gives.
   *
   * @param network the model
   * @param modules its weights
   * @param lines its layers, one a line
   */
  record Model(Network network, List<Module> modules, List<String> lines) {}

  /**
   * Converts a model.
   *
   * @throws dev.unroll.check.InputException where a layer has no exact counterpart
   */
  static Model read(String file, KerasConfig config, KerasWeights weights) {
    List<Integer> input = config.input();
    that(
        input.size() == 2 || input.size() == 4,
        "%s: expected inputs [batch, steps, features] or [batch, steps, height, width, channels],"
            + " found %s after the batch",
        file,
        input);
    that(
        input.stream().skip(1).allMatch(size -> size > 0),
        "%s: expected inputs of a known size but for the steps, found %s after the batch",
        file,
        input);
    long values = input.stream().mapToLong(size -> Math.max(size, 1)).reduce(1, KerasReader::times);
    that(
        values <= MOST_VALUES && input.get(0) <= MOST_STEPS,
        "%s: inputs of shape %s after the batch are too large: at most %d steps and %d numbers",
        file,
        input,
        MOST_STEPS,
        MOST_VALUES);
    that(!config.nodes().isEmpty(), "%s: expected layers, found none", file);
    boolean frames = input.size() == 4;
    int steps = Math.max(input.get(0), 0);
    int features = input.get(input.size() - 1);
    Optional<FrameSize> frame =
        frames ? Optional.of(new FrameSize(input.get(1), input.get(2))) : Optional.empty();
    KerasSeries series =
        new KerasSeries(file, weights, features, frames ? KerasValue.FRAMES : KerasValue.STEPS);
    KerasOutput output = KerasOutput.of(config.nodes());
    output.before().forEach(series::add);
    List<Module> modules = new ArrayList<>(series.modules());
    List<String> lines = new ArrayList<>(series.lines());
    Network.Output given = output.add(series, weights, modules, lines);
    weights.checkNothingIsLeft();
    if (given.count() == 0) {
      LayerOutput last =
          LayerOutput.of(series.layers(), steps == 0 ? ANY_STEPS : steps, features, frame);
      that(
          steps > 0 || !series.joinsSteps(),
          "%s: how many numbers the model gives depends on the steps, which the file leaves open;"
              + " build the model with Input((steps, %d))",
          file,
          features);
      given = new Network.Output(last.features(), given.perStep(), given.meaning());
      modules.add(Module.identity(last.features()));
    }
    Network network =
        new Network(series.layers(), steps, features, frame, series.normalizer(), given);
    return new Model(network, modules, lines);
  }

  /** The product, or the most where it would be more. */
  private static long times(long a, long b) {
    return a > MOST_VALUES ? a : a * b;
  }
}
