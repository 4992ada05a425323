package dev.unroll.load;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;

import dev.unroll.graph.Tensors;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/** What a signature gives, by the names that it has for them. Holds native memory; close it. */
public final class NamedTensors implements AutoCloseable {

  private final Result result;
  private final Map<String, Tensor> byName;

  NamedTensors(Result result, Map<String, Tensor> byName) {
    this.result = result;
    this.byName = Collections.unmodifiableMap(byName);
  }

  /** The names, in the order of the alphabet. */
  public Set<String> names() {
    return byName.keySet();
  }

  /**
   * A tensor, good until this is closed.
   *
   * @throws dev.unroll.check.InputException where there is none of that name
   */
  public Tensor get(String name) {
    Tensor tensor = byName.get(name);
    if (tensor == null) {
      throw failure(
          "outputs: there is no '%s'; there are %s%s", name, names(), didYouMean(name, names()));
    }
    return tensor;
  }

  /**
   * The values of a tensor of 32-bit floating point numbers, flat, row by row.
   *
   * @throws dev.unroll.check.InputException where there is none of that name, or of another type
   */
  public float[] floats(String name) {
    if (get(name) instanceof TFloat32 floats) {
      return Tensors.values(floats);
    }
    throw failure("output '%s': expected type float, got %s", name, get(name).dataType());
  }

  @Override
  public void close() {
    result.close();
  }
}
