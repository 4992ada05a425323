package dev.unroll.internal.server.v2;

import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.TensorValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request of the Open Inference Protocol.
 *
 * @param model that is asked
 * @param id of the client's own, which the answer has too; may be empty
 * @param parameters such as {@code sequence_id}: truth values, whole numbers, numbers and strings
 * @param inputs by their names
 * @param outputs that are wanted; none for all
 * @param deadline of the answer
 */
public record InferRequest(
    ModelName model,
    String id,
    Map<String, Object> parameters,
    Map<String, TensorValue> inputs,
    List<String> outputs,
    Deadline deadline) {

  public InferRequest {
    parameters = Map.copyOf(parameters);
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    outputs = List.copyOf(outputs);
  }
}
