package dev.unroll.graph;

import org.tensorflow.ConcreteFunction;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;

/** A graph in which operations are named by {@link NodeNames}; all else is the graph's. */
final class GraphOps implements ExecutionEnvironment {

  private final Graph graph;

  private GraphOps(Graph graph) {
    this.graph = graph;
  }

  /** What adds operations to {@code graph}. */
  static Ops of(Graph graph) {
    return Ops.create(new GraphOps(graph));
  }

  @Override
  public Scope baseScope() {
    return NodeNames.of(graph);
  }

  @Override
  public OperationBuilder opBuilder(String type, String name, Scope scope) {
    return graph.opBuilder(type, name, scope);
  }

  @Override
  public void attachFunction(ConcreteFunction function) {
    graph.attachFunction(function);
  }

  @Override
  public boolean isOpEnabled(String opType) {
    return graph.isOpEnabled(opType);
  }

  @Override
  public void checkInput(Op input) {
    graph.checkInput(input);
  }

  @Override
  public void checkInput(Operation input) {
    graph.checkInput(input);
  }

  @Override
  public Types environmentType() {
    return graph.environmentType();
  }

  @Override
  public boolean isInitializer(Operation operation) {
    return graph.isInitializer(operation);
  }
}
