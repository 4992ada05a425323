package dev.unroll.model;

import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Variable;
import dev.unroll.layer.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A model's graph without any training operation: for evaluation, prediction, export and serving.
 */
public final class InferenceGraph implements AutoCloseable {

  private final Graph graph;
  private final GraphScope scope;
  private final ForwardPass forward;
  private final Operand<TFloat32> prediction;
  private final Optional<Operand<TInt64>> classes;
  private final List<Variable> variables;
  private final List<GraphScope.Part> parts;
  private final List<GraphScope.CarriedState> states;

  /** The graph by the kernels of processors. */
  public InferenceGraph(ModelSpec spec) {
    this(spec, Kernels.FUSED);
  }

  /** The graph by kernels that are told. */
  public InferenceGraph(ModelSpec spec, Kernels kernels) {
    this(spec, GraphPlan.inference(kernels));
  }

  InferenceGraph(ModelSpec spec, GraphPlan plan) {
    this.graph = new Graph();
    try {
      this.scope = GraphScope.root(graph, 0, plan);
      Ops tf = scope.tf();
      this.forward = ForwardPass.build(scope, spec);
      Task task = spec.task();
      this.prediction =
          tf.withName(task.predictionName()).identity(task.prediction(scope, forward.output()));
      this.classes =
          task.classes(scope, forward.output())
              .map(found -> tf.withName(Endpoints.CLASSES).identity(found));
      this.parts = scope.parts();
      this.states = scope.states();
      this.variables = List.copyOf(scope.variables());
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  public Graph graph() {
    return graph;
  }

  /** Where more can be added to the graph. */
  public GraphScope scope() {
    return scope;
  }

  public ForwardPass forward() {
    return forward;
  }

  /** Probabilities, or numbers in units: what {@link Task#prediction} says. */
  public Operand<TFloat32> prediction() {
    return prediction;
  }

  /** Adds what the output layer takes: [batch, features] or [batch, steps, features]. */
  public Operand<TFloat32> addFeatures() {
    Ops tf = scope.tf();
    Operand<TFloat32> features =
        forward.features() instanceof Value.Steps steps
            ? steps.joined(tf).rows()
            : Task.requireVector(forward.features()).tensor();
    return tf.withName(Endpoints.FEATURES).identity(features);
  }

  /** [batch] or [batch, steps]; empty where numbers are predicted. */
  public Optional<Operand<TInt64>> classes() {
    return classes;
  }

  /** The layers and what is inside them, in order. */
  public List<GraphScope.Part> parts() {
    return parts;
  }

  /** What a run goes on from, in a graph that is run step by step. */
  List<GraphScope.CarriedState> states() {
    return states;
  }

  public List<Variable> variables() {
    return variables;
  }

  @Override
  public void close() {
    graph.close();
  }
}
