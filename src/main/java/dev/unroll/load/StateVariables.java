package dev.unroll.load;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The variables that a model writes as it predicts, such as the state that a stateful layer keeps
 * from one run to the next.
 *
 * @param names of their operations in the graph
 * @param unknown operations that write to a variable which cannot be told
 */
record StateVariables(Set<String> names, Set<String> unknown) {

  private static final Set<String> VARIABLES =
      ImmutableSet.of("VarHandleOp", "VariableV2", "Variable");

  /** What hands on a variable that it is given. */
  private static final Set<String> PASSING = ImmutableSet.of("Identity", "Enter", "RefEnter");

  private static final Pattern WRITING =
      Pattern.compile(
          "Assign(Add|Sub)?(VariableOp)?|Resource(Sparse)?Apply.*|ResourceScatter.*"
              + "|ResourceStridedSliceAssign|(Sparse)?Apply[A-Z].*|Scatter(Nd)?(Add|Sub|Update|Mul|"
              + "Div|Min|Max)|RngSkip|RngReadAndSkip|CountUpTo|ResourceCountUpTo");

  private static final int DEEPEST = 200;

  StateVariables {
    names = new TreeSet<>(names);
    unknown = new TreeSet<>(unknown);
  }

  /** Those that are written where {@code output} is asked for. */
  static StateVariables of(GraphDef graph, String output) {
    StateVariables found = new StateVariables(Set.of(), Set.of());
    NodeScope top = NodeScope.of(graph);
    Set<String> seen = new HashSet<>();
    Set<String> calls = new HashSet<>();
    Deque<NodeScope.Place> open = new ArrayDeque<>(List.of(top.place(output)));
    while (!open.isEmpty()) {
      NodeScope.Place place = open.pop();
      Optional<NodeDef> node = place.node();
      if (node.isPresent() && seen.add(node.get().getName())) {
        node.get()
            .getInputList()
            .forEach(input -> open.push(top.place(GraphTensors.operation(input))));
        found.look(top, node.get(), calls, 0);
      }
    }
    return found;
  }

  /**
   * @param calls functions that were looked into, with the variables that they were given
   */
  private void look(NodeScope scope, NodeDef node, Set<String> calls, int depth) {
    if (WRITING.matcher(node.getOp()).matches() && node.getInputCount() > 0) {
      Optional<String> variable = variable(scope.place(node.getInput(0)));
      variable.ifPresentOrElse(names::add, () -> unknown.add(node.getName()));
    }
    if (depth > DEEPEST) {
      return;
    }
    List<String> given = NodeScope.dataInputs(node);
    for (NodeScope body : scope.called(node)) {
      StringBuilder call = new StringBuilder(body.name());
      given.forEach(input -> call.append(' ').append(variable(scope.place(input)).orElse("-")));
      if (calls.add(call.toString())) {
        body.nodes().forEach(inside -> look(body, inside, calls, depth + 1));
      }
    }
  }

  /** The operation of the variable that a tensor stands for. */
  private static Optional<String> variable(NodeScope.Place place) {
    Optional<NodeScope.Place> at = Optional.of(place);
    for (int i = 0; i < DEEPEST && at.isPresent(); i++) {
      Optional<NodeDef> node = at.get().node();
      if (node.isEmpty()) {
        at = at.get().given();
      } else if (VARIABLES.contains(node.get().getOp())) {
        boolean inGraph = at.get().scope().name().isEmpty();
        return inGraph ? Optional.of(node.get().getName()) : Optional.empty();
      } else if (PASSING.contains(node.get().getOp())) {
        at = at.get().input(0);
      } else if (node.get().getOp().endsWith("While")) {
        at = at.get().input(at.get().output());
      } else {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
