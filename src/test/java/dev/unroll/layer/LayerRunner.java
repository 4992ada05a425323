package dev.unroll.layer;

import dev.unroll.graph.Compute;
import dev.unroll.graph.Gradients;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Tensors;
import dev.unroll.graph.Variable;
import dev.unroll.graph.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Some layers in a graph of their own, with {@code loss = sum(output * lossWeights)} and its
 * gradients.
 */
final class LayerRunner implements AutoCloseable {

  /** Both kernels, and batches in one part, in two, and in more parts than some have rows. */
  static final List<GraphPlan> PLANS =
      List.of(
          new GraphPlan(Kernels.STATIC, true, 1),
          new GraphPlan(Kernels.FUSED, true, 1),
          new GraphPlan(Kernels.FUSED, true, 2),
          new GraphPlan(Kernels.FUSED, true, 4));

  private final Graph graph = new Graph();
  private final GraphScope scope;
  private final int steps;
  private final int features;
  private final Operand<TFloat32> inputs;
  private final Operand<TInt32> lengths;
  private final Operand<TFloat32> lossWeights;
  private final Operand<TFloat32> output;
  private final Operand<TFloat32> loss;
  private final List<Variable> variables;
  private final List<Variable> trainable;
  private final GraphSession session;
  private List<Operand<TFloat32>> gradients;

  /** What a run gives; all flat. */
  static final class Run {
    float[] output;
    float loss;
    float[] inputGradient;
    final Map<String, float[]> weightGradients = new LinkedHashMap<>();
  }

  LayerRunner(GraphPlan plan, int steps, int features, boolean withLengths, List<Layer> layers) {
    this.steps = steps;
    this.features = features;
    this.scope = GraphScope.root(graph, 1, plan);
    Ops tf = scope.tf();
    inputs = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, steps, features)));
    lengths = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    lossWeights = tf.placeholder(TFloat32.class);
    Value value =
        new Value.Steps(
            Series.ofRows(tf, inputs, steps),
            features,
            withLengths ? Optional.of(lengths) : Optional.empty());
    value = Layer.buildAll(scope, layers, value);
    output =
        value instanceof Value.Steps perStep
            ? perStep.zeroPadded(tf).rows()
            : ((Value.Vector) value).tensor();
    loss =
        tf.reduceSum(
            tf.reshape(tf.math.mul(output, lossWeights), tf.constant(new int[] {-1})),
            tf.constant(0));
    variables = List.copyOf(scope.variables());
    trainable = variables.stream().filter(Variable::trainable).toList();
    session = new GraphSession(graph, variables, Compute.standard().withDeterminism());
    session.initialize();
  }

  /** Normal numbers that the seed decides. */
  static float[] numbers(int count, long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Sizes of the output; -1 for the batch. */
  long[] outputShape() {
    return output.shape().asArray();
  }

  List<String> variableNames() {
    return trainable.stream().map(Variable::name).toList();
  }

  Weights weights() {
    return session.weights();
  }

  void assign(Weights weights) {
    session.assign(weights);
  }

  /** Output only. */
  float[] output(float[] inputValues, int[] lengthValues) {
    try (TFloat32 x = Tensors.of(inputValues, lengthValues.length, steps, features);
        TInt32 l = Tensors.of(lengthValues);
        Result result = session.runner().feed(inputs, x).feed(lengths, l).fetch(output).run()) {
      return Tensors.values((TFloat32) result.get(0));
    }
  }

  /** Output, loss and gradients; {@code weightsOfLoss} has the output's shape. */
  Run run(float[] inputValues, int[] lengthValues, float[] weightsOfLoss) {
    if (gradients == null) {
      List<Operand<TFloat32>> targets = new ArrayList<>();
      targets.add(inputs);
      trainable.forEach(v -> targets.add(v.value()));
      gradients = Gradients.of(scope, loss, targets);
    }
    long[] outputShape = output.shape().asArray();
    outputShape[0] = lengthValues.length;
    try (TFloat32 x = Tensors.of(inputValues, lengthValues.length, steps, features);
        TInt32 l = Tensors.of(lengthValues);
        TFloat32 p = Tensors.of(weightsOfLoss, outputShape)) {
      Session.Runner runner =
          session.runner().feed(inputs, x).feed(lengths, l).feed(lossWeights, p);
      runner.fetch(output).fetch(loss);
      for (Operand<TFloat32> gradient : gradients) {
        runner.fetch(gradient);
      }
      Run run = new Run();
      try (Result result = runner.run()) {
        run.output = Tensors.values((TFloat32) result.get(0));
        run.loss = ((TFloat32) result.get(1)).getFloat();
        run.inputGradient = Tensors.values((TFloat32) result.get(2));
        for (int i = 0; i < trainable.size(); i++) {
          run.weightGradients.put(
              trainable.get(i).name(), Tensors.values((TFloat32) result.get(3 + i)));
        }
      }
      return run;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
