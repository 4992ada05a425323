package dev.unroll.convert.keras;

import static dev.unroll.check.Check.that;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** How a functional model calls a layer: with one tensor, and with nothing that changes it. */
final class KerasCall {

  private static final int DEEPEST = 100;

  private KerasCall() {}

  /**
   * Checks a layer's {@code inbound_nodes}. Arguments may be null, and {@code training} may be
   * false, which is how a model is used.
   *
   * @param who begins the message
   * @param nodes of Keras 3, with {@code args} and {@code kwargs}; or of Keras 2, where the
   *     arguments come fourth in {@code [layer, node, tensor, arguments]}
   * @throws dev.unroll.check.InputException where the call has another argument
   */
  static void require(String who, JsonNode nodes) {
    require(who, nodes, 0);
  }

  private static void require(String who, JsonNode node, int depth) {
    if (node.isObject()) {
      JsonNode args = node.path("args");
      for (int i = 1; i < args.size(); i++) {
        refuseUnlessOff(who, "number " + (i + 1), args.get(i));
      }
      requireOff(who, node.path("kwargs"));
    } else if (node.isArray() && node.path(0).isTextual()) {
      for (int i = 3; i < node.size(); i++) {
        requireOff(who, node.get(i));
      }
    } else if (depth < DEEPEST) {
      node.forEach(child -> require(who, child, depth + 1));
    }
  }

  private static void requireOff(String who, JsonNode arguments) {
    that(
        arguments.isObject() || arguments.isMissingNode() || arguments.isNull(),
        "%s: expected the arguments of its call by their names, found %s",
        who,
        arguments.getNodeType());
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      JsonNode value = argument.getValue();
      boolean inference =
          argument.getKey().equals("training") && value.isBoolean() && !value.asBoolean();
      if (!inference) {
        refuseUnlessOff(who, argument.getKey(), value);
      }
    }
  }

  private static void refuseUnlessOff(String who, String argument, JsonNode value) {
    that(
        value.isNull(),
        "%s is called with the argument %s = %s, which has no counterpart; call it with its input"
            + " alone",
        who,
        argument,
        value.isContainerNode() ? "a tensor" : value);
  }
}
