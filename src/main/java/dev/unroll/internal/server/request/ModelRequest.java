package dev.unroll.internal.server.request;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that one signature of a model answers.
 *
 * @param model that is asked
 * @param signature of it; empty for its default
 * @param inputs by their names
 * @param outputs that are wanted, by their names; none for all
 * @param deadline of the answer
 */
public record ModelRequest(
    ModelName model,
    Optional<String> signature,
    Map<String, TensorValue> inputs,
    List<String> outputs,
    Deadline deadline) {

  public ModelRequest {
    inputs = Map.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
