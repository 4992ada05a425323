package dev.unroll.load;

import static java.util.stream.Collectors.toSet;

import dev.unroll.graph.CheckpointReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject;

/**
 * Variables of a SavedModel that its restoring function leaves out, as that of a Keras 3 model
 * which {@code tf.saved_model.save} wrote: only Python's loader fills them, by the graph of
 * objects. Here that graph tells the place of each in the checkpoint.
 */
final class LeftOutVariables {

  private static final String VALUE = "VARIABLE_VALUE";
  private static final String VARIABLE = "VarHandleOp";

  private LeftOutVariables() {}

  /**
   * Keys of the checkpoint by the operations of the variables that have no other value.
   *
   * @param checkpoint prefix of the model's variables
   */
  static Map<String, String> keys(MetaGraphDef metaGraph, Path checkpoint) throws IOException {
    Set<String> leftOut = leftOut(metaGraph);
    if (leftOut.isEmpty() || !Files.isRegularFile(Path.of(checkpoint + ".index"))) {
      return Map.of();
    }
    Optional<TrackableObjectGraph> saved = CheckpointReader.open(checkpoint).objects();
    if (saved.isEmpty() || !metaGraph.hasObjectGraphDef()) {
      return Map.of();
    }
    Map<Integer, String> keys = keys(metaGraph.getObjectGraphDef(), saved.get());
    Map<String, String> found = new LinkedHashMap<>();
    for (NodeDef node : metaGraph.getGraphDef().getNodeList()) {
      bound(metaGraph, node)
          .forEach(
              (variable, object) -> {
                if (leftOut.contains(variable) && keys.containsKey(object)) {
                  found.put(variable, keys.get(object));
                }
              });
    }
    return found;
  }

  /** Variables that neither restoring nor initialising writes. */
  private static Set<String> leftOut(MetaGraphDef metaGraph) {
    String restore = metaGraph.getSaverDef().getRestoreOpName();
    List<String> filled = new ArrayList<>(List.of(restore));
    metaGraph
        .getSignatureDefMap()
        .forEach(
            (name, signature) -> {
              if (name.startsWith("__")) {
                signature.getOutputsMap().values().forEach(info -> filled.add(info.getName()));
              }
            });
    Set<String> reached = GraphTensors.before(metaGraph.getGraphDef(), filled);
    return metaGraph.getGraphDef().getNodeList().stream()
        .filter(node -> node.getOp().equals(VARIABLE) && !reached.contains(node.getName()))
        .map(NodeDef::getName)
        .collect(toSet());
  }

  /** The objects of the variables that a node hands to the function it calls. */
  private static Map<String, Integer> bound(MetaGraphDef metaGraph, NodeDef node) {
    AttrValue function = node.getAttrOrDefault("f", AttrValue.getDefaultInstance());
    var called = metaGraph.getObjectGraphDef().getConcreteFunctionsMap();
    if (!called.containsKey(function.getFunc().getName())) {
      return Map.of();
    }
    List<Integer> objects = called.get(function.getFunc().getName()).getBoundInputsList();
    List<String> inputs = NodeScope.dataInputs(node);
    Map<String, Integer> bound = new HashMap<>();
    int first = inputs.size() - objects.size();
    for (int i = Math.max(0, -first); i < objects.size(); i++) {
      bound.put(GraphTensors.operation(inputs.get(first + i)), objects.get(i));
    }
    return bound;
  }

  /** Keys by the numbers of the model's objects: the same way from the root leads to both. */
  private static Map<Integer, String> keys(SavedObjectGraph model, TrackableObjectGraph saved) {
    Map<Integer, String> keys = new HashMap<>();
    Map<Integer, Integer> same = new HashMap<>();
    Deque<Integer> open = new ArrayDeque<>();
    if (model.getNodesCount() > 0 && saved.getNodesCount() > 0) {
      same.put(0, 0);
      open.add(0);
    }
    while (!open.isEmpty()) {
      int number = open.remove();
      SavedObject object = model.getNodes(number);
      TrackableObject twin = saved.getNodes(same.get(number));
      twin.getAttributesList().stream()
          .filter(attribute -> attribute.getName().equals(VALUE))
          .forEach(attribute -> keys.put(number, attribute.getCheckpointKey()));
      Map<String, Integer> children = new HashMap<>();
      twin.getChildrenList()
          .forEach(child -> children.put(child.getLocalName(), child.getNodeId()));
      for (var child : object.getChildrenList()) {
        Integer other = children.get(child.getLocalName());
        boolean known = child.getNodeId() >= 0 && child.getNodeId() < model.getNodesCount();
        if (known
            && other != null
            && other >= 0
            && other < saved.getNodesCount()
            && same.putIfAbsent(child.getNodeId(), other) == null) {
          open.add(child.getNodeId());
        }
      }
    }
    return keys;
  }
}
