package dev.unroll.load;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.Choice;
import dev.unroll.inspect.TensorSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** The tensors of a loaded graph: what they are and what they need. */
final class GraphTensors {

  private final LoadedModel model;
  private final Map<String, NodeDef> nodes = new HashMap<>();

  GraphTensors(LoadedModel model) {
    this.model = model;
    model.metaGraph().getGraphDef().getNodeList().forEach(n -> nodes.put(n.getName(), n));
  }

  /**
   * A tensor of the graph.
   *
   * @param name as {@code operation} or {@code operation:output}
   * @param choice that named it
   */
  NamedTensor named(String name, Choice choice) {
    return new NamedTensor(name, resolved(name, choice));
  }

  /** {@code tensor} with what the graph knows of its type and shape, where it is not told. */
  NamedTensor resolved(NamedTensor tensor) {
    boolean told = tensor.tensor().shape().isPresent() && !tensor.tensor().type().equals("unknown");
    return told || !nodes.containsKey(operation(tensor.graphName()))
        ? tensor
        : new NamedTensor(tensor.name(), resolved(tensor.graphName(), "tensor"));
  }

  private TensorSpec resolved(String name, Object who) {
    String operation = operation(name);
    GraphOperation found = nodes.containsKey(operation) ? model.graph().operation(operation) : null;
    int colon = name.indexOf(':');
    String index = colon < 0 ? "0" : name.substring(colon + 1);
    if (found == null
        || !index.matches("\\d{1,6}")
        || Integer.parseInt(index) >= found.numOutputs()) {
      throw failure(
          "%s '%s': there is no such tensor in %s; its %s lists what it takes and gives",
          who, name, model.path(), Choice.INSPECTION);
    }
    Output<?> output = found.output(Integer.parseInt(index));
    Shape shape = output.shape();
    return new TensorSpec(
        operation + ":" + index,
        TensorSpec.label(output.dataType()),
        shape.isUnknown()
            ? Optional.empty()
            : Optional.of(LongStream.of(shape.asArray()).boxed().toList()));
  }

  static String operation(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  /**
   * Placeholders without a default that {@code outputs} need.
   *
   * @param outputs names of tensors
   * @param fed names of tensors that are fed: what is before them is not needed
   */
  Set<String> needed(List<String> outputs, List<String> fed) {
    Set<String> stops = new HashSet<>();
    fed.forEach(name -> stops.add(operation(name)));
    Set<String> placeholders = new HashSet<>();
    for (String operation : before(outputs, stops)) {
      NodeDef node = nodes.get(operation);
      if (node != null && node.getOp().equals("Placeholder") && !stops.contains(operation)) {
        placeholders.add(operation);
      }
    }
    return placeholders;
  }

  /** Placeholders before {@code output}, those included that have a default. */
  List<NamedTensor> placeholders(String output) {
    return before(List.of(output), Set.of()).stream()
        .filter(nodes::containsKey)
        .filter(operation -> nodes.get(operation).getOp().startsWith("Placeholder"))
        .sorted()
        .map(operation -> new NamedTensor(operation, resolved(operation, "tensor")))
        .toList();
  }

  /** Whether {@code output} needs what {@code input} gives. */
  boolean depends(String output, String input) {
    return before(List.of(output), Set.of()).contains(operation(input));
  }

  private Set<String> before(List<String> outputs, Set<String> stops) {
    return before(nodes, outputs, stops);
  }

  /** The operations of {@code graph} that those of {@code outputs} need, and these themselves. */
  static Set<String> before(GraphDef graph, List<String> outputs) {
    Map<String, NodeDef> nodes = new HashMap<>();
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    return before(nodes, outputs, Set.of());
  }

  private static Set<String> before(
      Map<String, NodeDef> nodes, List<String> outputs, Set<String> stops) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    outputs.forEach(output -> open.add(operation(output)));
    while (!open.isEmpty()) {
      String operation = open.remove();
      if (seen.add(operation) && nodes.containsKey(operation) && !stops.contains(operation)) {
        nodes.get(operation).getInputList().forEach(input -> open.add(operation(input)));
      }
    }
    return seen;
  }
}
