package dev.unroll.inspect;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** A graph by itself, such as a frozen one: what it takes and gives is to be guessed. */
final class PlainGraph {

  /** What its signature is called. */
  static final String NAME = "graph";

  private static final Set<String> PLACEHOLDERS = Set.of("Placeholder", "PlaceholderWithDefault");

  private PlainGraph() {}

  /**
   * From its placeholders to the operations whose outputs nothing takes; a saver's are left out.
   */
  static Signature signature(GraphDef graph) {
    SortedMap<String, TensorSpec> inputs = new TreeMap<>();
    SortedMap<String, TensorSpec> outputs = new TreeMap<>();
    Set<String> taken = new HashSet<>();
    for (NodeDef node : graph.getNodeList()) {
      node.getInputList().forEach(input -> taken.add(operation(input)));
    }
    for (NodeDef node : graph.getNodeList()) {
      if (PLACEHOLDERS.contains(node.getOp())) {
        inputs.put(node.getName(), placeholder(node));
      } else if (!taken.contains(node.getName())
          && !node.getOp().equals("NoOp")
          && !SaverReach.ofSaver(node)) {
        outputs.put(node.getName(), result(node));
      }
    }
    return new Signature(inputs, outputs);
  }

  private static String operation(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private static TensorSpec placeholder(NodeDef node) {
    AttrValue shape = node.getAttrOrDefault("shape", AttrValue.getDefaultInstance());
    return new TensorSpec(
        node.getName() + ":0",
        TensorSpec.label(attribute(node, "dtype")),
        shape.hasShape() ? TensorSpec.sizes(shape.getShape()) : Optional.empty());
  }

  private static TensorSpec result(NodeDef node) {
    List<AttrValue> known =
        Optional.ofNullable(node.getAttrMap().get("_output_shapes")).stream().toList();
    Optional<List<Long>> shape =
        known.stream()
            .flatMap(value -> value.getList().getShapeList().stream())
            .findFirst()
            .flatMap(TensorSpec::sizes);
    DataType type = attribute(node, "T");
    if (node.getOp().equals("ArgMax") || node.getOp().equals("Cast")) {
      type = attribute(node, node.getOp().equals("Cast") ? "DstT" : "output_type");
    }
    return new TensorSpec(node.getName() + ":0", TensorSpec.label(type), shape);
  }

  private static DataType attribute(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance()).getType();
  }
}
