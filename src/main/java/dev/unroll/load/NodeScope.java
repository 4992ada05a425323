package dev.unroll.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** The nodes of a graph, or those of a function as one call of it sees them. */
final class NodeScope {

  /** A tensor, in the words of a scope. */
  record Place(NodeScope scope, String tensor) {

    /** The node that gives it; empty where it is an argument of the scope's function. */
    Optional<NodeDef> node() {
      return Optional.ofNullable(scope.nodes.get(GraphTensors.operation(tensor)));
    }

    /** Which of the node's outputs it is, from 0. */
    int output() {
      String index = tensor.substring(tensor.lastIndexOf(':') + 1);
      return index.matches("\\d{1,6}") ? Integer.parseInt(index) : 0;
    }

    /** What the caller gave for this argument; empty where it is none. */
    Optional<Place> given() {
      int index = scope.arguments.indexOf(GraphTensors.operation(tensor));
      return scope.caller.isPresent() && index >= 0 && index < scope.given.size()
          ? Optional.of(new Place(scope.caller.get(), scope.given.get(index)))
          : Optional.empty();
    }

    /** Input {@code index} of the node that gives it. */
    Optional<Place> input(int index) {
      return node()
          .filter(node -> index < dataInputs(node).size())
          .map(node -> new Place(scope, dataInputs(node).get(index)));
    }
  }

  private final String name;
  private final Map<String, FunctionDef> functions;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final List<String> arguments = new ArrayList<>();
  private final List<String> returns = new ArrayList<>();
  private final Optional<NodeScope> caller;
  private final List<String> given;

  private NodeScope(
      String name,
      Map<String, FunctionDef> functions,
      List<NodeDef> nodes,
      Optional<NodeScope> caller,
      List<String> given) {
    this.name = name;
    this.functions = functions;
    this.caller = caller;
    this.given = given;
    nodes.forEach(node -> this.nodes.put(node.getName(), node));
  }

  static NodeScope of(GraphDef graph) {
    Map<String, FunctionDef> functions = new HashMap<>();
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      functions.put(function.getSignature().getName(), function);
    }
    return new NodeScope("", functions, graph.getNodeList(), Optional.empty(), List.of());
  }

  /** The function's name; empty for the graph itself. */
  String name() {
    return name;
  }

  Iterable<NodeDef> nodes() {
    return nodes.values();
  }

  Place place(String tensor) {
    return new Place(this, tensor);
  }

  /** Inputs that give tensors, without those that are only waited for. */
  static List<String> dataInputs(NodeDef node) {
    return node.getInputList().stream().filter(input -> !input.startsWith("^")).toList();
  }

  /** The bodies that a node runs: of the function it calls, of its loop, of its branches. */
  List<NodeScope> called(NodeDef node) {
    List<String> inputs = dataInputs(node);
    boolean chooses = node.getOp().endsWith("If") || node.getOp().endsWith("Case");
    List<String> handed = chooses && !inputs.isEmpty() ? inputs.subList(1, inputs.size()) : inputs;
    List<NodeScope> bodies = new ArrayList<>();
    functions(node)
        .forEach(function -> bodies.add(inside(functions.get(function), function, handed)));
    return bodies;
  }

  private List<String> functions(NodeDef node) {
    List<String> names = new ArrayList<>(List.of(node.getOp()));
    for (AttrValue value : node.getAttrMap().values()) {
      if (value.hasFunc()) {
        names.add(value.getFunc().getName());
      }
      value.getList().getFuncList().forEach(function -> names.add(function.getName()));
    }
    names.removeIf(function -> !functions.containsKey(function));
    return names;
  }

  private NodeScope inside(FunctionDef function, String called, List<String> handed) {
    NodeScope scope =
        new NodeScope(
            called, functions, function.getNodeDefList(), Optional.of(this), List.copyOf(handed));
    for (OpDef.ArgDef argument : function.getSignature().getInputArgList()) {
      scope.arguments.add(argument.getName());
    }
    for (OpDef.ArgDef output : function.getSignature().getOutputArgList()) {
      scope.returns.add(function.getRetOrDefault(output.getName(), ""));
    }
    return scope;
  }

  /** What a plain call of a function gives as its output {@code index}. */
  Optional<Place> returned(NodeDef call, int index) {
    List<NodeScope> bodies = called(call);
    boolean plain = call.getOp().endsWith("PartitionedCall") || functions.containsKey(call.getOp());
    return plain && bodies.size() == 1 && index < bodies.get(0).returns.size()
        ? Optional.of(bodies.get(0).place(bodies.get(0).returns.get(index)))
        : Optional.empty();
  }
}
