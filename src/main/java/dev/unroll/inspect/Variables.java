package dev.unroll.inspect;

import static dev.unroll.check.Check.that;

import dev.unroll.graph.CheckpointReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/** The variables of a model: those that its graph names, and those that its checkpoint holds. */
final class Variables {

  private static final Set<String> OPERATIONS = Set.of("VarHandleOp", "VariableV2", "Variable");

  private final Path file;
  private final SortedMap<String, VariableSpec> byName = new TreeMap<>();

  Variables(Path file) {
    this.file = file;
  }

  static List<VariableSpec> of(CheckpointReader checkpoint) {
    return checkpoint.names().stream().sorted().map(name -> spec(name, checkpoint)).toList();
  }

  private static VariableSpec spec(String name, CheckpointReader checkpoint) {
    List<Long> shape = Arrays.stream(checkpoint.shape(name)).boxed().toList();
    return new VariableSpec(name, TensorSpec.label(checkpoint.type(name)), Optional.of(shape));
  }

  void addOf(MetaGraphDef metaGraph) {
    Set<String> copies = copiesToSave(metaGraph);
    for (NodeDef node : metaGraph.getGraphDef().getNodeList()) {
      if (OPERATIONS.contains(node.getOp()) && !copies.contains(node.getName())) {
        String shared = attribute(node, "shared_name").getS().toStringUtf8();
        String name = shared.isEmpty() ? node.getName() : shared;
        AttrValue shape = attribute(node, "shape");
        byName.put(
            name,
            new VariableSpec(
                name,
                TensorSpec.label(attribute(node, "dtype").getType()),
                shape.hasShape() ? TensorSpec.sizes(shape.getShape()) : Optional.empty()));
      }
    }
  }

  /**
   * Variables that only the saver knows and that begin as one it does not know: Keras 3 has its
   * variables saved by such copies, each of which is one variable.
   */
  private static Set<String> copiesToSave(MetaGraphDef metaGraph) {
    Map<String, NodeDef> nodes = new HashMap<>();
    metaGraph.getGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    SaverReach saver = SaverReach.ofSaving(metaGraph);
    Set<String> copies = new HashSet<>();
    for (NodeDef node : nodes.values()) {
      if (node.getOp().equals("AssignVariableOp") && node.getInputCount() >= 2) {
        NodeDef copy = nodes.get(node.getInput(0));
        NodeDef read = nodes.get(node.getInput(1));
        boolean reads = read != null && read.getOp().equals("ReadVariableOp");
        NodeDef first = reads ? nodes.get(read.getInput(0)) : null;
        if (copy != null && first != null && saver.has("", copy) && !saver.has("", first)) {
          copies.add(copy.getName());
        }
      }
    }
    return copies;
  }

  private static AttrValue attribute(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance());
  }

  /**
   * Whether a graph restores its variables by their names, as TensorFlow 1 does; TensorFlow 2 does
   * it by objects, whose names need not be those of the graph.
   */
  static boolean byName(MetaGraphDef metaGraph) {
    return metaGraph.getGraphDef().getNodeList().stream()
        .anyMatch(node -> node.getOp().equals("RestoreV2"));
  }

  /** Adds what the checkpoint holds; refuses a variable that has another shape there. */
  void addOf(CheckpointReader checkpoint) {
    for (VariableSpec found : of(checkpoint)) {
      VariableSpec declared = byName.putIfAbsent(found.name(), found);
      that(
          declared == null || fits(declared, found),
          "%s: variable '%s': the graph declares %s, but the checkpoint holds %s",
          file,
          found.name(),
          declared == null ? "" : declared.describe(),
          found.describe());
    }
  }

  private static boolean fits(VariableSpec declared, VariableSpec found) {
    if (!declared.type().equals(found.type())) {
      return false;
    }
    if (declared.shape().isEmpty() || found.shape().isEmpty()) {
      return true;
    }
    List<Long> sizes = declared.shape().get();
    if (sizes.size() != found.shape().get().size()) {
      return false;
    }
    for (int i = 0; i < sizes.size(); i++) {
      if (sizes.get(i) >= 0 && !sizes.get(i).equals(found.shape().get().get(i))) {
        return false;
      }
    }
    return true;
  }

  List<VariableSpec> all() {
    return List.copyOf(byName.values());
  }
}
