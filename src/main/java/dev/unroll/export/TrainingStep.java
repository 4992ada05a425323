package dev.unroll.export;

import dev.unroll.graph.GlobalStep;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Kernels;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelSpec;
import dev.unroll.train.TrainingPass;
import dev.unroll.train.TrainingSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * One optimizer step that runs without Unroll: the graph counts its steps itself.
 *
 * @param pass from inputs and labels to the update
 * @param learningRate placeholder, a scalar
 * @param globalStep steps done
 * @param train operation that does a step
 */
record TrainingStep(
    TrainingPass pass, Operand<TFloat32> learningRate, GlobalStep globalStep, Op train) {

  /** What a training part of a graph is built for: any batch, on any machine. */
  static GraphPlan plan(Kernels kernels) {
    return new GraphPlan(kernels, true, 1);
  }

  /**
   * Adds the step. Sequences are neither changed nor mixed, nor gradients summed over batches, that
   * is for who feeds them; weights are not averaged, since the model has the averages.
   */
  static TrainingStep addTo(
      GraphScope scope, ModelSpec spec, TrainingSpec training, LossOptions loss) {
    GlobalStep globalStep = GlobalStep.in(scope);
    Operand<TFloat32> learningRate = TrainingPass.learningRate(scope);
    int steps = training.window() > 0 ? training.window() : spec.input().steps();
    TrainingPass pass =
        TrainingPass.addTo(
            scope,
            spec.withSteps(steps),
            training.with(Map.of("accumulate", 1, "averageWeights", 0.0)),
            loss,
            learningRate,
            false,
            Optional.empty());
    Ops tf = scope.tf();
    Op counted = globalStep.increment(tf, List.of(pass.update()));
    Op train = tf.withControlDependencies(counted).withName("train_op").noOp();
    return new TrainingStep(pass, learningRate, globalStep, train);
  }
}
