package dev.unroll.inspect;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ListMultimap;
import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Tells a model's own saver from operations that choose their files themselves: the saver's take
 * their file name from the one tensor that whoever saves or restores feeds.
 */
final class SaverPaths {

  /** Saver's operations of the format that TensorFlow has written since 1.0. */
  private static final Set<String> CHECKED =
      ImmutableSet.of(
          "SaveV2", "RestoreV2", "MergeV2Checkpoints", "ShardedFilename", "ShardedFilespec");

  /** What makes a text of other texts. */
  private static final Set<String> PASSING =
      ImmutableSet.of(
          "Identity",
          "Pack",
          "ExpandDims",
          "Reshape",
          "ConcatV2",
          "Select",
          "SelectV2",
          "StringJoin",
          "StaticRegexFullMatch",
          "RegexFullMatch",
          "ShardedFilename",
          "PlaceholderWithDefault");

  private static final Set<String> CALLS =
      ImmutableSet.of("PartitionedCall", "StatefulPartitionedCall");

  /**
   * Names of the tensor by TensorFlow 1's custom: in a plain graph, which does not tell it, and of
   * the savers that a model had before it was saved anew.
   */
  private static final Pattern BY_CUSTOM = Pattern.compile("save(_\\d{1,6})?/Const");

  private static final int DEEPEST = 64;

  /** What a text is made of. */
  private enum Origin {
    /** Harmless constants alone. */
    CONSTANT,
    /** What is fed to the saver, and harmless constants. */
    SAVER,
    /** Something else. */
    OTHER
  }

  /** The graph, named "", or a function. */
  private record Scope(String name, Map<String, NodeDef> nodes, List<String> arguments) {}

  private record Call(Scope from, NodeDef node) {}

  private record Place(String scope, String operation) {}

  private final String filename;
  private final Map<String, Scope> scopes = new HashMap<>();
  private final ListMultimap<String, Call> calls = ArrayListMultimap.create();
  private final Map<Place, Origin> origins = new HashMap<>();

  SaverPaths(MetaGraphDef metaGraph) {
    GraphDef graph = metaGraph.getGraphDef();
    filename = operation(metaGraph.getSaverDef().getFilenameTensorName());
    scopes.put("", new Scope("", byName(graph.getNodeList()), List.of()));
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      String name = function.getSignature().getName();
      List<String> arguments =
          function.getSignature().getInputArgList().stream().map(arg -> arg.getName()).toList();
      scopes.put(name, new Scope(name, byName(function.getNodeDefList()), arguments));
    }
    for (Scope scope : scopes.values()) {
      for (NodeDef node : scope.nodes.values()) {
        if (scopes.containsKey(node.getOp())) {
          calls.put(node.getOp(), new Call(scope, node));
        }
        for (AttrValue value : node.getAttrMap().values()) {
          if (value.hasFunc()) {
            calls.put(value.getFunc().getName(), new Call(scope, node));
          }
          value.getList().getFuncList().forEach(f -> calls.put(f.getName(), new Call(scope, node)));
        }
      }
    }
  }

  private static Map<String, NodeDef> byName(List<NodeDef> nodes) {
    Map<String, NodeDef> byName = new HashMap<>();
    nodes.forEach(node -> byName.put(node.getName(), node));
    return byName;
  }

  private static String operation(String tensor) {
    int colon = tensor.indexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }

  /**
   * Whether an operation goes to the saver's files alone.
   *
   * @param function that it is in; empty for the graph itself
   */
  boolean isOwn(String function, NodeDef node) {
    if (!CHECKED.contains(node.getOp()) || node.getInputCount() == 0) {
      return false;
    }
    Scope scope = scopes.get(function);
    // A merge has two names: of the parts and of the whole.
    boolean merges = node.getOp().equals("MergeV2Checkpoints");
    return origin(scope, node.getInput(0), 0) == Origin.SAVER
        && (!merges
            || (node.getInputCount() > 1 && origin(scope, node.getInput(1), 0) == Origin.SAVER));
  }

  private Origin origin(Scope scope, String tensor, int depth) {
    String operation = operation(tensor);
    Place place = new Place(scope.name, operation);
    Origin known = origins.get(place);
    if (known != null) {
      return known;
    }
    origins.put(place, Origin.OTHER); // a name that is made of itself
    Origin found = depth > DEEPEST ? Origin.OTHER : ofOperation(scope, operation, depth + 1);
    origins.put(place, found);
    return found;
  }

  private Origin ofOperation(Scope scope, String operation, int depth) {
    NodeDef node = scope.nodes.get(operation);
    if (node == null) {
      return ofArgument(scope, operation, depth);
    }
    boolean told = scope.name.isEmpty() && operation.equals(filename);
    boolean fed = told || (scope.name.isEmpty() && BY_CUSTOM.matcher(operation).matches());
    if (node.getOp().equals("Const")) {
      Origin origin = ofConstant(node);
      return fed ? worst(Origin.SAVER, origin) : origin;
    }
    if (told && node.getOp().equals("Placeholder")) {
      return Origin.SAVER;
    }
    if (!PASSING.contains(node.getOp())) {
      return Origin.OTHER;
    }
    Origin origin = fed ? Origin.SAVER : Origin.CONSTANT;
    for (String input : node.getInputList()) {
      if (!input.startsWith("^")) {
        origin = worst(origin, origin(scope, input, depth));
      }
    }
    return origin;
  }

  private static Origin worst(Origin a, Origin b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  /** An argument is what every call gives for it. */
  private Origin ofArgument(Scope scope, String name, int depth) {
    int index = scope.arguments.indexOf(name);
    List<Call> callers = calls.get(scope.name);
    if (index < 0 || callers.isEmpty()) {
      return Origin.OTHER;
    }
    Origin origin = Origin.CONSTANT;
    for (Call call : callers) {
      boolean plain = call.node.getOp().equals(scope.name) || CALLS.contains(call.node.getOp());
      if (!plain || index >= call.node.getInputCount()) {
        return Origin.OTHER;
      }
      origin = worst(origin, origin(call.from, call.node.getInput(index), depth));
    }
    return origin;
  }

  private Origin ofConstant(NodeDef node) {
    TensorProto value = node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
    if (value.getDtype() != DataType.DT_STRING) {
      return Origin.CONSTANT;
    }
    for (ByteString text : value.getStringValList()) {
      if (leadsAway(text.toStringUtf8())) {
        return Origin.OTHER;
      }
    }
    return Origin.CONSTANT;
  }

  /** Whether a part of a path could leave the folder that the saver is given. */
  private static boolean leadsAway(String text) {
    return text.startsWith("/") || text.contains("..") || text.contains(":") || text.contains("\\");
  }
}
