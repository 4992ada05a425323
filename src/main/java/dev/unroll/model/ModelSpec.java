package dev.unroll.model;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Normalizer;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Transform;
import java.util.List;
import java.util.Optional;

/**
 * A complete model as a value: enough to build its graph, for training or for inference, with the
 * same variable names each time.
 *
 * @param input what it takes, in raw units
 * @param transforms make features of the inputs, inside the graph
 * @param normalizer centres and scales those, inside the graph
 * @param layers from there to what the task takes
 * @param task output layer, loss and prediction
 */
public record ModelSpec(
    InputSpec input,
    List<Transform> transforms,
    Optional<Normalizer> normalizer,
    List<Layer> layers,
    Task task) {

  public ModelSpec {
    transforms = List.copyOf(transforms);
    layers = List.copyOf(layers);
    int channels = input.channels();
    if (normalizer.isPresent() && transforms.isEmpty()) {
      int fitted = normalizer.get().features();
      that(
          fitted == channels,
          "model: the normalizer has %d features, the input %d",
          fitted,
          channels);
    }
  }

  /** A model that takes its inputs as they are. */
  public ModelSpec(
      InputSpec input, Optional<Normalizer> normalizer, List<Layer> layers, Task task) {
    this(input, List.of(), normalizer, layers, task);
  }

  /** Names of the classes, in the order of the labels, or of the numbers. */
  public List<String> classNames() {
    return task.target().names();
  }

  /** The same model for sequences of another number of steps; its variables are the same. */
  public ModelSpec withSteps(int steps) {
    return new ModelSpec(input.withSteps(steps), transforms, normalizer, layers, task);
  }
}
