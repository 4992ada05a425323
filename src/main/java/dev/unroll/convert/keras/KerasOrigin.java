package dev.unroll.convert.keras;

import static dev.unroll.check.Check.that;

import com.fasterxml.jackson.databind.JsonNode;

/** Where a Keras file says that a class or function is from. */
final class KerasOrigin {

  private KerasOrigin() {}

  /**
   * Checks that an object is Keras' own: what a class of somebody else's computes is not in the
   * file, whatever its name. Keras 2's {@code .h5} does not say where classes are from.
   *
   * @param who begins the message
   * @param object with {@code class_name} and perhaps {@code module} and {@code registered_name}
   * @throws dev.unroll.check.InputException where it is somebody else's
   */
  static void require(String who, JsonNode object) {
    JsonNode config = object.path("config");
    String type = object.path("class_name").asText("");
    String name = config.isTextual() ? config.asText() : type;
    JsonNode module = object.path("module");
    JsonNode registered = object.path("registered_name");
    that(
        !module.isTextual() || isKeras(module.asText()),
        "%s: '%s' is from '%s', not from Keras: what it computes is not in the file; use Keras' own",
        who,
        name,
        module.asText());
    // Keras leaves the module of other people's classes out, registered or not.
    that(
        !registered.isTextual() || (registered.asText().equals(type) && module.isTextual()),
        "%s: '%s' is a class of its own (registered as '%s'), not Keras': what it computes is not in"
            + " the file; use Keras' own",
        who,
        name,
        registered.asText());
  }

  private static boolean isKeras(String module) {
    return module.equals("keras")
        || module.startsWith("keras.")
        || module.equals("tf_keras")
        || module.startsWith("tf_keras.");
  }
}
