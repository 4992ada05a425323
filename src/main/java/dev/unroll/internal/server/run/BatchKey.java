package dev.unroll.internal.server.run;

import dev.unroll.inspect.TensorSpec;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.load.SignatureRunner;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What requests must have in common to be run as one: the version of a model, the signature, the
 * outputs, and all sizes of all inputs but the first. So nothing is ever padded.
 */
record BatchKey(SignatureRunner runner, List<String> outputs, Map<String, RowShape> inputs) {

  /** A row of an input. */
  record RowShape(ElementType type, List<Long> sizes) {}

  /** The key of a request; empty where its rows cannot be joined with those of others. */
  static Optional<BatchKey> of(
      SignatureRunner runner, Map<String, TensorValue> inputs, List<String> outputs) {
    boolean joinable =
        rows(inputs) > 0
            && inputs.keySet().stream()
                .allMatch(name -> growing(runner.signature().inputs().get(name)))
            && outputs.stream().allMatch(name -> growing(runner.signature().outputs().get(name)));
    if (!joinable) {
      return Optional.empty();
    }
    Map<String, RowShape> shapes =
        inputs.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, e -> row(e.getValue()), (one, other) -> one, TreeMap::new));
    return Optional.of(new BatchKey(runner, outputs, shapes));
  }

  private static RowShape row(TensorValue value) {
    long[] shape = value.shape();
    return new RowShape(
        value.type(), LongStream.of(Arrays.copyOfRange(shape, 1, shape.length)).boxed().toList());
  }

  /** Whether the number of rows is open. */
  private static boolean growing(TensorSpec spec) {
    return spec.shape().isPresent() && !spec.shape().get().isEmpty() && spec.size(0) < 0;
  }

  /** The rows of a request; 0 where its inputs do not agree in it. */
  static int rows(Map<String, TensorValue> inputs) {
    long[] sizes =
        inputs.values().stream()
            .mapToLong(value -> value.rank() == 0 ? 0 : value.size(0))
            .distinct()
            .toArray();
    return sizes.length == 1 ? (int) Math.min(sizes[0], Integer.MAX_VALUE) : 0;
  }
}
