package dev.unroll.train;

import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Variable;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A model's graph with loss, gradients and the optimizer's updates. Where sequences are batched by
 * length it has a pass for each bucket, all on the same variables.
 */
final class TrainingGraph implements AutoCloseable {

  private final Graph graph;
  private final Ops tf;
  private final List<TrainingPass> passes = new ArrayList<>();
  private final Operand<TFloat32> learningRate;
  private final Optional<Operand<TInt64>> step;
  private final List<Variable> variables;
  private final List<Variable> kept;

  /**
   * @param steps of the inputs of each pass
   * @param compute how it will run
   * @param probe what to look at
   */
  TrainingGraph(
      ModelSpec spec,
      TrainingSpec training,
      LossOptions options,
      List<Integer> steps,
      long seed,
      Compute compute,
      Optional<Probe> probe) {
    this.graph = new Graph();
    try {
      GraphPlan plan =
          GraphPlan.training(compute.chosenKernels(), training.batchSize(), compute.threads());
      GraphScope scope = GraphScope.root(graph, seed, plan);
      this.tf = scope.tf();
      this.learningRate = TrainingPass.learningRate(scope);
      for (int count : steps) {
        GraphScope names = passes.isEmpty() ? scope : scope.again();
        passes.add(
            TrainingPass.addTo(
                names,
                spec.withSteps(count),
                training,
                options,
                learningRate,
                training.mixup() > 0,
                probe));
      }
      this.step = scope.step();
      this.variables = List.copyOf(scope.variables());
      Set<Variable> cleared = new HashSet<>();
      passes.forEach(pass -> pass.gathering().ifPresent(of -> cleared.addAll(of.sums())));
      this.kept = variables.stream().filter(variable -> !cleared.contains(variable)).toList();
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  Graph graph() {
    return graph;
  }

  /** Adds operations. */
  Ops tf() {
    return tf;
  }

  /** The pass for batches of {@code steps} steps. */
  TrainingPass pass(int steps) {
    return passes.stream().filter(pass -> pass.steps() == steps).findFirst().orElseThrow();
  }

  /** A scalar. */
  Operand<TFloat32> learningRate() {
    return learningRate;
  }

  /** The training step, a scalar, where something is drawn at random. */
  Optional<Operand<TInt64>> step() {
    return step;
  }

  /** The model's first, then the optimizer's. */
  List<Variable> variables() {
    return variables;
  }

  /** Those that go on from one step to the next, as a checkpoint has them. */
  List<Variable> kept() {
    return kept;
  }

  @Override
  public void close() {
    graph.close();
  }
}
