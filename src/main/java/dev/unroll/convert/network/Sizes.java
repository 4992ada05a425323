package dev.unroll.convert.network;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.network.Module.Kind;
import dev.unroll.layer.Activation;
import dev.unroll.layer.AttentionPool;
import dev.unroll.layer.BatchNorm;
import dev.unroll.layer.Conv1D;
import dev.unroll.layer.Dense;
import dev.unroll.layer.Dropout;
import dev.unroll.layer.Flatten;
import dev.unroll.layer.GlobalPool;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Layer;
import dev.unroll.layer.LayerNorm;
import dev.unroll.layer.Pad;
import dev.unroll.layer.Pool1D;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Recurrent;
import dev.unroll.layer.Rescale;
import dev.unroll.layer.SpatialDropout;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many numbers a model takes and gives, as its weights tell where a recipe says the layers.
 *
 * @param features of a step
 * @param outputs of the output layer
 * @param perStep whether there are outputs at every step
 */
public record Sizes(int features, int outputs, boolean perStep) {

  /**
   * The sizes that the weights of {@code modules} have; empty where the layers before the first
   * weights change the number of features.
   *
   * @param layers ours, without the output layer
   */
  public static Optional<Sizes> of(List<Layer> layers, List<Module> modules) {
    Optional<Module> output = last(modules);
    Optional<Integer> features = features(layers, modules);
    return output.isPresent() && features.isPresent() && features.get() > 0
        ? Optional.of(
            new Sizes(
                features.get(),
                output.get().units().get(0).get("bias").size(0),
                layers.stream().noneMatch(Sizes::endsSteps)))
        : Optional.empty();
  }

  /** Whether a layer makes one vector of all steps. */
  private static boolean endsSteps(Layer layer) {
    return layer instanceof Readout
        || layer instanceof Flatten
        || layer instanceof GlobalPool
        || layer instanceof AttentionPool
        || layer.children().stream().anyMatch(Sizes::endsSteps);
  }

  private static Optional<Module> last(List<Module> modules) {
    return modules.stream().filter(m -> m.kind() == Kind.DENSE).reduce((a, b) -> b);
  }

  private static Optional<Integer> features(List<Layer> layers, List<Module> modules) {
    for (Layer layer : layers) {
      if (!layer.children().isEmpty()) {
        return features(layer.children(), modules);
      }
      if (layer instanceof Recurrent recurrent) {
        String kernel = recurrent.cell() instanceof Gru ? "gates/kernel" : "kernel";
        return weight(modules, Kind.RECURRENT, kernel)
            .map(array -> array.size(0) - recurrent.cell().outputSize());
      }
      if (layer instanceof Conv1D) {
        return weight(modules, Kind.CONV1D, "kernel").map(array -> array.size(1));
      }
      if (layer instanceof Dense) {
        return weight(modules, Kind.DENSE, "kernel").map(array -> array.size(0));
      }
      if (layer instanceof BatchNorm) {
        return weight(modules, Kind.BATCH_NORM, "gamma").map(array -> array.size(0));
      }
      if (layer instanceof LayerNorm) {
        return weight(modules, Kind.LAYER_NORM, "gamma").map(array -> array.size(0));
      }
      boolean keepsFeatures =
          layer instanceof Activation
              || layer instanceof Dropout
              || layer instanceof SpatialDropout
              || layer instanceof Pool1D
              || layer instanceof Pad
              || layer instanceof Rescale;
      if (!keepsFeatures) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<Array> weight(List<Module> modules, Kind kind, String name) {
    return modules.stream()
        .filter(module -> module.kind() == kind)
        .findFirst()
        .map(module -> module.units().get(0))
        .map((Map<String, Array> unit) -> unit.get(name));
  }
}
