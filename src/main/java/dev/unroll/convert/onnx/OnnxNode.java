package dev.unroll.convert.onnx;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An operation of an ONNX graph.
 *
 * @param file how messages name it
 * @param name its own, or that of its first output
 * @param op what it does
 * @param domain whose operation it is; empty for ONNX itself
 * @param inputs names of tensors; empty for one left out
 * @param outputs names of tensors; empty for one that nobody takes
 * @param attributes by name
 */
record OnnxNode(
    String file,
    String name,
    String op,
    String domain,
    List<String> inputs,
    List<String> outputs,
    Map<String, OnnxAttribute> attributes) {

  OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Map.copyOf(attributes);
  }

  /** Reads a NodeProto. */
  static OnnxNode read(String file, ProtoReader reader, ExternalData others) throws IOException {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    String[] texts = {"", "", ""};
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    reader.message(
        (number, in) -> {
          switch (number) {
            case 1 -> inputs.add(in.text());
            case 2 -> outputs.add(in.text());
            case 3 -> texts[0] = in.text();
            case 4 -> texts[1] = in.text();
            case 5 -> {
              OnnxAttribute attribute = OnnxAttribute.read(file, in, others);
              attributes.put(attribute.name(), attribute);
            }
            case 7 -> texts[2] = in.text();
            default -> {
              return false;
            }
          }
          return true;
        });
    String first = outputs.stream().filter(output -> !output.isEmpty()).findFirst().orElse("");
    String name = (texts[0].isEmpty() ? first : texts[0]);
    String domain = texts[2].equals("ai.onnx") ? "" : texts[2];
    return new OnnxNode(file, name, texts[1], domain, inputs, outputs, attributes);
  }

  /** As messages name it. */
  String who() {
    return String.format(Locale.ROOT, "%s: node '%s' (%s)", file, name, op);
  }

  /** As tables list it. */
  String listed(String what) {
    return String.format(Locale.ROOT, "'%s' (%s): %s", name, op, what);
  }

  /** A refusal of it. */
  InputException refused(String reason) {
    return failure("%s: %s", who(), reason);
  }

  /** Refuses it unless {@code holds}. */
  void require(boolean holds, String reason) {
    if (!holds) {
      throw refused(reason);
    }
  }

  /** Name of an input; empty where it is left out. */
  String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  /** A whole number among its attributes. */
  long whole(String key, long otherwise) {
    OnnxAttribute attribute = attributes.get(key);
    return attribute == null ? otherwise : attribute.whole();
  }

  /** A number among its attributes. */
  float real(String key, float otherwise) {
    OnnxAttribute attribute = attributes.get(key);
    return attribute == null ? otherwise : attribute.real();
  }

  /** A text among its attributes. */
  String text(String key, String otherwise) {
    OnnxAttribute attribute = attributes.get(key);
    return attribute == null ? otherwise : attribute.text();
  }
}
