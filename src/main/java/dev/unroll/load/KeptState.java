package dev.unroll.load;

import static dev.unroll.check.Check.that;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.DataType;

/**
 * The variables that a model writes as it predicts, with the values that they had once it was
 * loaded. They are set back before every run, so that no sequence sees another. Holds native
 * memory; close it.
 */
final class KeptState implements AutoCloseable {

  private static final String SCOPE = "unroll_kept_state/";

  private final LoadedModel model;
  private final Set<String> names;
  private final List<String> fed = new ArrayList<>();
  private final List<String> assignments = new ArrayList<>();
  private final Result first;

  /**
   * Takes the values as they are now.
   *
   * @throws dev.unroll.check.InputException where what the model writes cannot be told
   */
  private KeptState(LoadedModel model, StateVariables variables) {
    that(
        variables.unknown().isEmpty(),
        "%s: the model changes itself as it predicts, by %s, so that its predictions depend on their"
            + " order; save it without a state",
        model.path(),
        variables.unknown());
    this.model = model;
    this.names = variables.names();
    Session.Runner runner = model.runner();
    for (String name : names) {
      runner.fetch(add(model.graph(), name));
    }
    this.first = runner.run();
  }

  /** That of what {@code output} writes; empty where it writes nothing. */
  static Optional<KeptState> of(LoadedModel model, NamedTensor output) {
    StateVariables written = StateVariables.of(model.metaGraph().getGraphDef(), output.graphName());
    return written.names().isEmpty() && written.unknown().isEmpty()
        ? Optional.empty()
        : Optional.of(new KeptState(model, written));
  }

  /** Adds what sets a variable; gives what reads it. */
  private Output<?> add(Graph graph, String name) {
    GraphOperation variable = graph.operation(name);
    String scope = SCOPE + model.nextAddition() + "/";
    boolean resource = variable.output(0).dataType() == DataType.DT_RESOURCE;
    DataType type = model.variableType(name);
    Operation value =
        graph
            .opBuilder("Placeholder", scope + "value", graph.baseScope())
            .setAttr("dtype", type)
            .build();
    Operation assignment =
        graph
            .opBuilder(
                resource ? "AssignVariableOp" : "Assign", scope + "assign", graph.baseScope())
            .addInput(variable.output(0))
            .addInput(value.output(0))
            .build();
    fed.add(value.name());
    assignments.add(assignment.name());
    return resource
        ? graph
            .opBuilder("ReadVariableOp", scope + "read", graph.baseScope())
            .addInput(variable.output(0))
            .setAttr("dtype", type)
            .build()
            .output(0)
        : variable.output(0);
  }

  /** The variables. */
  Set<String> names() {
    return names;
  }

  /** Sets all variables back. */
  void reset() {
    Session.Runner runner = model.runner();
    for (int i = 0; i < fed.size(); i++) {
      runner.feed(fed.get(i), first.get(i)).addTarget(assignments.get(i));
    }
    runner.run().close();
  }

  @Override
  public void close() {
    first.close();
  }
}
