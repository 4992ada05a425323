package dev.unroll.internal.server.warmup;

import dev.unroll.inspect.TensorSpec;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.load.SignatureRunner;
import dev.unroll.model.Endpoints;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelCard;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Inputs of zeros, of the sizes that a signature takes. */
public final class Zeros {

  private Zeros() {}

  /**
   * Zeros for all inputs, with the sizes that the model's card tells where the graph leaves them
   * open, else 1; strings are empty, and sequences as long as their input.
   *
   * @param rows of each input whose first size is open
   * @param most elements of an input
   * @return empty where an input would have more, or is of a type that is not served
   */
  public static Optional<Map<String, TensorValue>> of(
      ModelVersion version, SignatureRunner runner, int rows, long most) {
    Map<String, TensorValue> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, TensorSpec> input : runner.signature().inputs().entrySet()) {
      Optional<ElementType> type = ElementType.ofLabel(input.getValue().type());
      long[] shape = shape(version, input.getKey(), input.getValue(), rows);
      long elements = 1;
      for (long size : shape) {
        elements = size == 0 || elements <= most / size ? elements * size : most + 1;
      }
      if (type.isEmpty() || elements > most) {
        return Optional.empty();
      }
      inputs.put(input.getKey(), value(version, input.getKey(), type.get(), (int) elements, shape));
    }
    return Optional.of(inputs);
  }

  private static TensorValue value(
      ModelVersion version, String name, ElementType type, int elements, long[] shape) {
    if (type == ElementType.STRING) {
      return TensorValue.ofStrings(Collections.nCopies(elements, new byte[0]), shape);
    }
    Optional<ModelCard> card = version.card();
    if (card.isPresent() && name.equals(Endpoints.LENGTHS) && type == ElementType.INT32) {
      int[] lengths = new int[elements];
      Arrays.fill(lengths, card.get().input().steps());
      return TensorValue.ofInts(lengths, shape);
    }
    return TensorValue.ofBytes(type, new byte[elements * type.bytes()], shape);
  }

  private static long[] shape(ModelVersion version, String name, TensorSpec spec, int rows) {
    List<Long> sizes = spec.shape().orElse(List.of());
    Optional<InputSpec> ours =
        version.card().map(ModelCard::input).filter(input -> name.equals(Endpoints.INPUTS));
    long[] shape = new long[sizes.size()];
    for (int i = 0; i < shape.length; i++) {
      long open = i == 0 ? rows : i == 1 ? ours.map(InputSpec::steps).orElse(1) : 1;
      shape[i] = sizes.get(i) < 0 ? open : sizes.get(i);
    }
    return shape;
  }
}
