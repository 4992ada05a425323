package dev.unroll.internal.server.request;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a signature gave.
 *
 * @param name of the model
 * @param version of the model that answered
 * @param signature that answered
 * @param outputs by their names, in the order that was asked for
 */
public record ModelAnswer(
    String name, long version, String signature, Map<String, TensorValue> outputs) {

  public ModelAnswer {
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }
}
