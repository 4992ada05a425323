package dev.unroll.internal.server.v2;

import dev.unroll.internal.server.request.Refusal;
import java.util.Map;
import java.util.Optional;

/** Parameters of requests: truth values, whole numbers, numbers and strings by their names. */
public final class Parameter {

  private Parameter() {}

  /**
   * A truth value; false where it is not there.
   *
   * @throws Refusal where it is something else
   */
  static boolean truth(Map<String, Object> parameters, String name) {
    Object value = parameters.getOrDefault(name, false);
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw Refusal.invalid("parameter '%s': expected true or false, found %s", name, value);
  }

  /**
   * A whole number.
   *
   * @throws Refusal where it is something else
   */
  static Optional<Long> whole(Map<String, Object> parameters, String name) {
    Object value = parameters.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Long whole) {
      return Optional.of(whole);
    }
    throw Refusal.invalid("parameter '%s': expected a whole number, found %s", name, value);
  }

  /**
   * A string, or a whole number as one.
   *
   * @throws Refusal where it is something else
   */
  static Optional<String> text(Map<String, Object> parameters, String name) {
    Object value = parameters.get(name);
    if (value == null || value instanceof String || value instanceof Long) {
      return Optional.ofNullable(value).map(String::valueOf);
    }
    throw Refusal.invalid(
        "parameter '%s': expected a string or a whole number, found %s", name, value);
  }
}
