package dev.unroll.export;

import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Variable;
import dev.unroll.graph.Weights;
import dev.unroll.model.InferenceGraph;
import java.util.Collection;
import java.util.List;

/** Weights of all variables of a graph, where an optimizer may not have begun yet. */
final class Completed {

  private Completed() {}

  /**
   * {@code given}, cut to the variables of {@code graph}; the optimizer's that it lacks have their
   * initial values.
   *
   * @throws dev.unroll.check.InputException where it lacks one of the model's
   */
  static Weights of(Weights given, InferenceGraph graph) {
    Collection<Variable> all = graph.scope().variables();
    List<Variable> ofModel = graph.variables();
    List<Variable> missing =
        all.stream().filter(v -> !given.has(v.name()) && !ofModel.contains(v)).toList();
    Weights.Builder weights = new Weights.Builder();
    try (GraphSession session =
        new GraphSession(graph.graph(), missing, Compute.standard().withDeterminism())) {
      session.initialize();
      Weights initial = session.weights();
      for (Variable variable : all) {
        String name = variable.name();
        Weights from = initial.has(name) ? initial : given;
        weights.put(name, from.shape(name), from.values(name));
      }
    }
    return weights.build();
  }
}
