package dev.unroll.internal.server.v2;

import dev.unroll.internal.server.request.TensorValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer of the Open Inference Protocol.
 *
 * @param model that answered
 * @param version of it that answered
 * @param id of the request
 * @param parameters that go with it
 * @param outputs by their names
 */
public record InferAnswer(
    String model,
    long version,
    String id,
    Map<String, Object> parameters,
    Map<String, TensorValue> outputs) {

  public InferAnswer {
    parameters = Map.copyOf(parameters);
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }
}
