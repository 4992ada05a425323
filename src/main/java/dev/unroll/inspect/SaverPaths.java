package dev.unroll.inspect;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ListMultimap;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
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
 * their file name from the one tensor that whoever saves or restores feeds, and nothing that loads,
 * predicts or trains needs them.
 */
final class SaverPaths {

  /** Saver's operations of the format that TensorFlow has written since 1.0. */
  private static final Set<String> CHECKED =
      ImmutableSet.of(
          "SaveV2", "RestoreV2", "MergeV2Checkpoints", "ShardedFilename", "ShardedFilespec");

  /** What gives the text of its first input. */
  private static final Set<String> PASSING =
      ImmutableSet.of(
          "Identity", "ExpandDims", "Reshape", "ShardedFilename", "PlaceholderWithDefault");

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

  /**
   * @param plain whether the node's inputs are the function's arguments
   */
  private record Call(Scope from, NodeDef node, boolean plain) {}

  /**
   * @param told whether only the tensor that the model tells is fed
   */
  private record Place(String scope, String operation, boolean told) {}

  private final String filename;
  private final SaverReach use;
  private final SaverReach saving;
  private final Map<String, Scope> scopes = new HashMap<>();
  private final ListMultimap<String, Call> calls = ArrayListMultimap.create();
  private final Map<Place, Origin> origins = new HashMap<>();

  SaverPaths(MetaGraphDef metaGraph, ModelKind kind) {
    GraphDef graph = metaGraph.getGraphDef();
    filename = operation(metaGraph.getSaverDef().getFilenameTensorName());
    use = SaverReach.ofUse(metaGraph, kind);
    saving = SaverReach.ofSaving(metaGraph);
    scopes.put("", new Scope("", byName(graph.getNodeList()), List.of()));
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      String name = function.getSignature().getName();
      List<String> arguments =
          function.getSignature().getInputArgList().stream().map(arg -> arg.getName()).toList();
      scopes.put(name, new Scope(name, byName(function.getNodeDefList()), arguments));
    }
    for (Scope scope : scopes.values()) {
      for (NodeDef node : scope.nodes.values()) {
        List<String> called = FunctionCalls.named(node);
        String target = CALLS.contains(node.getOp()) ? direct(node) : node.getOp();
        boolean once = called.stream().filter(target::equals).count() == 1;
        for (String name : called) {
          if (scopes.containsKey(name)) {
            calls.put(name, new Call(scope, node, once && name.equals(target)));
          }
        }
      }
    }
  }

  private static String direct(NodeDef node) {
    return node.getAttrOrDefault("f", AttrValue.getDefaultInstance()).getFunc().getName();
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
    if (use.has(function, node)) {
      return false;
    }
    // While the saver runs, no other saver's tensor is fed.
    boolean told = saving.has(function, node);
    Scope scope = scopes.get(function);
    // A merge has two names: of the parts and of the whole.
    boolean merges = node.getOp().equals("MergeV2Checkpoints");
    return origin(scope, node.getInput(0), told, 0) == Origin.SAVER
        && (!merges
            || (node.getInputCount() > 1
                && origin(scope, node.getInput(1), told, 0) == Origin.SAVER));
  }

  private Origin origin(Scope scope, String tensor, boolean told, int depth) {
    String operation = operation(tensor);
    Place place = new Place(scope.name, operation, told);
    Origin known = origins.get(place);
    if (known != null) {
      return known;
    }
    origins.put(place, Origin.OTHER); // a name that is made of itself
    Origin found = depth > DEEPEST ? Origin.OTHER : ofOperation(scope, operation, told, depth + 1);
    origins.put(place, found);
    return found;
  }

  private Origin ofOperation(Scope scope, String operation, boolean toldOnly, int depth) {
    NodeDef node = scope.nodes.get(operation);
    if (node == null) {
      return ofArgument(scope, operation, toldOnly, depth);
    }
    boolean told = scope.name.isEmpty() && operation.equals(filename);
    boolean custom = !toldOnly && scope.name.isEmpty() && BY_CUSTOM.matcher(operation).matches();
    if (told && node.getOp().equals("Placeholder")) {
      return Origin.SAVER;
    }
    Origin origin =
        node.getOp().equals("Const") ? ofConstant(node) : ofInputs(scope, node, toldOnly, depth);
    return (told || custom) && origin == Origin.CONSTANT ? Origin.SAVER : origin;
  }

  private Origin ofInputs(Scope scope, NodeDef node, boolean told, int depth) {
    List<Origin> inputs =
        node.getInputList().stream()
            .filter(input -> !input.startsWith("^"))
            .map(input -> origin(scope, input, told, depth))
            .toList();
    int count = inputs.size();
    if (count == 0) {
      return Origin.OTHER;
    }
    if (PASSING.contains(node.getOp())) {
      return inputs.get(0);
    }
    return switch (node.getOp()) {
      case "Pack" -> same(inputs);
      case "ConcatV2" -> same(inputs.subList(0, count - 1));
      case "Select", "SelectV2" -> same(inputs.subList(1, count));
      case "StringJoin" -> ofJoin(node, inputs);
      default -> Origin.OTHER;
    };
  }

  /** Only a text that begins with what is fed goes where it says. */
  private static Origin ofJoin(NodeDef node, List<Origin> parts) {
    AttrValue separator = node.getAttrOrDefault("separator", AttrValue.getDefaultInstance());
    boolean plain =
        separator.getS().isEmpty()
            && parts.stream().skip(1).allMatch(part -> part == Origin.CONSTANT);
    return plain ? parts.get(0) : Origin.OTHER;
  }

  /** What may be any of them. */
  private static Origin same(List<Origin> origins) {
    return origins.stream().distinct().count() == 1 ? origins.get(0) : Origin.OTHER;
  }

  /** An argument is what every call gives for it. */
  private Origin ofArgument(Scope scope, String name, boolean told, int depth) {
    int index = scope.arguments.indexOf(name);
    if (index < 0) {
      return Origin.OTHER;
    }
    List<Origin> given = new ArrayList<>();
    for (Call call : calls.get(scope.name)) {
      if (!call.plain || index >= call.node.getInputCount()) {
        return Origin.OTHER;
      }
      given.add(origin(call.from, call.node.getInput(index), told, depth));
    }
    return same(given);
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
    return text.startsWith("/")
        || text.endsWith(".")
        || text.contains("..")
        || text.contains(":")
        || text.contains("\\");
  }
}
