package dev.unroll.graph;

import static dev.unroll.check.Check.failure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** A running graph: holds the values of its variables. */
public final class GraphSession implements AutoCloseable {

  private final Session session;
  private final List<Variable> variables;

  /**
   * Opens a session; the variables have no values yet.
   *
   * @param deterministic one thread, so that two identical runs on one machine agree to the last
   *     bit
   */
  public GraphSession(Graph graph, Collection<Variable> variables, boolean deterministic) {
    this.session = new Session(graph, false, SessionConfig.of(deterministic));
    this.variables = List.copyOf(variables);
  }

  public Session.Runner runner() {
    return session.runner();
  }

  /** Gives every variable its initial value. */
  public void initialize() {
    if (variables.isEmpty()) {
      return; // a run must have something to do
    }
    Session.Runner runner = session.runner();
    variables.forEach(variable -> runner.addTarget(variable.assign()));
    runner.run().close();
  }

  /**
   * Gives every variable the value of its name.
   *
   * @throws dev.unroll.check.InputException where a variable has no value or one of another shape
   */
  public void assign(Weights weights) {
    if (variables.isEmpty()) {
      return;
    }
    List<TFloat32> fed = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      for (Variable variable : variables) {
        long[] expected = variable.shape().asArray();
        long[] found = weights.shape(variable.name());
        if (!Arrays.equals(expected, found)) {
          throw failure(
              "variable '%s': expected shape %s, got %s",
              variable.name(), Arrays.toString(expected), Arrays.toString(found));
        }
        TFloat32 tensor = Tensors.of(weights.values(variable.name()), found);
        fed.add(tensor);
        runner.feed(variable.initialValue().asOutput(), tensor).addTarget(variable.assign());
      }
      runner.run().close();
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  /** The values of all variables. */
  public Weights weights() {
    if (variables.isEmpty()) {
      return new Weights.Builder().build();
    }
    Session.Runner runner = session.runner();
    variables.forEach(variable -> runner.fetch(variable.value()));
    Weights.Builder weights = new Weights.Builder();
    try (Result values = runner.run()) {
      for (int i = 0; i < variables.size(); i++) {
        Variable variable = variables.get(i);
        weights.put(
            variable.name(), variable.shape().asArray(), Tensors.values((TFloat32) values.get(i)));
      }
    }
    return weights.build();
  }

  @Override
  public void close() {
    session.close();
  }
}
