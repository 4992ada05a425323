package dev.unroll.convert.tensorflow1;

import dev.unroll.graph.CheckpointReader;
import java.util.List;
import java.util.Optional;

/**
 * The output layer's variables in a checkpoint.
 *
 * @param kernel [features, outputs]
 * @param bias [outputs]
 */
record TensorFlow1Output(String kernel, String bias) {

  /** The matrix and the vector that are the only ones of {@code names}, and fit each other. */
  static Optional<TensorFlow1Output> of(CheckpointReader reader, List<String> names) {
    List<String> matrices = names.stream().filter(n -> reader.shape(n).length == 2).toList();
    List<String> vectors = names.stream().filter(n -> reader.shape(n).length == 1).toList();
    if (matrices.size() != 1 || vectors.size() != 1) {
      return Optional.empty();
    }
    TensorFlow1Output output = new TensorFlow1Output(matrices.get(0), vectors.get(0));
    return reader.shape(output.kernel)[1] == reader.shape(output.bias)[0]
        ? Optional.of(output)
        : Optional.empty();
  }

  long inputs(CheckpointReader reader) {
    return reader.shape(kernel)[0];
  }

  int outputs(CheckpointReader reader) {
    return (int) Math.min(reader.shape(kernel)[1], Integer.MAX_VALUE);
  }
}
