package dev.unroll.inspect;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;

/**
 * The operations that run when some are asked for: those that they take from or wait for, and the
 * functions that these call, whole.
 */
final class SaverReach {

  /** Nodes that a TensorFlow 1 saver adds, by the name it gives them and by what they are. */
  private static final Pattern SAVER = Pattern.compile("save(_\\d{1,6})?/.*");

  private static final Set<String> SAVER_OPERATIONS =
      ImmutableSet.of(
          "Assign",
          "AssignVariableOp",
          "Const",
          "ExpandDims",
          "Identity",
          "MergeV2Checkpoints",
          "NoOp",
          "Pack",
          "PlaceholderWithDefault",
          "RestoreV2",
          "Reshape",
          "SaveV2",
          "ShardedFilename",
          "StringJoin");

  /** Collections of what runs as a SavedModel is loaded. */
  private static final List<String> MAIN = List.of("saved_model_main_op", "legacy_init_op");

  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Set<String> nodes = new HashSet<>();
  private final Set<String> reachedFunctions = new HashSet<>();

  private SaverReach(GraphDef graph, Collection<String> tensors) {
    Map<String, NodeDef> byName = new HashMap<>();
    graph.getNodeList().forEach(node -> byName.put(node.getName(), node));
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(function -> functions.put(function.getSignature().getName(), function));
    Map<String, List<String>> gradients = new HashMap<>();
    graph
        .getLibrary()
        .getGradientList()
        .forEach(
            gradient ->
                gradients
                    .computeIfAbsent(gradient.getFunctionName(), name -> new ArrayList<>())
                    .add(gradient.getGradientFunc()));
    Deque<String> open = new ArrayDeque<>();
    Deque<String> called = new ArrayDeque<>();
    tensors.forEach(tensor -> open.push(operation(tensor)));
    while (!open.isEmpty()) {
      String name = open.pop();
      NodeDef node = byName.get(name);
      if (node != null && nodes.add(name)) {
        node.getInputList().forEach(input -> open.push(operation(input)));
        called.addAll(FunctionCalls.named(node));
      }
    }
    while (!called.isEmpty()) {
      String name = called.pop();
      FunctionDef function = functions.get(name);
      if (function != null && reachedFunctions.add(name)) {
        function.getNodeDefList().forEach(node -> called.addAll(FunctionCalls.named(node)));
        called.addAll(gradients.getOrDefault(name, List.of()));
      }
    }
  }

  /** What may run as the model is loaded, predicts or trains; what the saver does aside. */
  static SaverReach ofUse(MetaGraphDef metaGraph, ModelKind kind) {
    List<String> roots = new ArrayList<>();
    metaGraph
        .getSignatureDefMap()
        .values()
        .forEach(
            signature ->
                signature.getOutputsMap().values().forEach(info -> addTensors(info, roots)));
    for (String collection : MAIN) {
      if (metaGraph.containsCollectionDef(collection)) {
        roots.addAll(metaGraph.getCollectionDefOrThrow(collection).getNodeList().getValueList());
      }
    }
    if (kind == ModelKind.GRAPH_DEF) {
      metaGraph.getGraphDef().getNodeList().stream()
          .filter(node -> !ofSaver(node))
          .forEach(node -> roots.add(node.getName()));
    }
    return new SaverReach(metaGraph.getGraphDef(), roots);
  }

  /** What runs as the variables are saved or restored. */
  static SaverReach ofSaving(MetaGraphDef metaGraph) {
    return new SaverReach(
        metaGraph.getGraphDef(),
        List.of(
            metaGraph.getSaverDef().getSaveTensorName(),
            metaGraph.getSaverDef().getRestoreOpName()));
  }

  private static void addTensors(TensorInfo info, List<String> names) {
    names.add(info.getName());
    if (info.hasCooSparse()) {
      names.add(info.getCooSparse().getValuesTensorName());
      names.add(info.getCooSparse().getIndicesTensorName());
      names.add(info.getCooSparse().getDenseShapeTensorName());
    }
    info.getCompositeTensor().getComponentsList().forEach(part -> addTensors(part, names));
  }

  /** Whether a node of a plain graph is its saver's, so that nobody predicts by it. */
  static boolean ofSaver(NodeDef node) {
    return SAVER_OPERATIONS.contains(node.getOp()) && SAVER.matcher(node.getName()).matches();
  }

  /** The operation of an input or a tensor, such as {@code ^a} and {@code a:0}. */
  private static String operation(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  /**
   * Whether it is among them.
   *
   * @param function that it is in; empty for the graph itself
   */
  boolean has(String function, NodeDef node) {
    return function.isEmpty()
        ? nodes.contains(node.getName())
        : reachedFunctions.contains(function);
  }
}
