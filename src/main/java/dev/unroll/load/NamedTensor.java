package dev.unroll.load;

import dev.unroll.inspect.TensorSpec;

/** A tensor, by its name in a signature, or in the graph where it is in none. */
record NamedTensor(String name, TensorSpec tensor) {

  /** Name of the tensor in the graph. */
  String graphName() {
    return tensor.name();
  }

  /** As {@code inputs: float [?, 128, 9]}. */
  String describe() {
    return name + ": " + tensor.describe();
  }
}
