package dev.unroll.contract;

import dev.unroll.graph.Compute;
import dev.unroll.graph.Gradients;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Tensors;
import dev.unroll.graph.Variable;
import dev.unroll.graph.Weights;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Series;
import dev.unroll.layer.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Some layers in a graph of their own, with {@code loss = sum(output * lossWeights)} and its
 * gradients. Arrays are flat, the last axis running fastest. Holds native memory; close it.
 */
public final class LayerRunner implements AutoCloseable {

  /** Both kernels, and batches in one part, in two, and in more parts than some have rows. */
  public static final List<GraphPlan> PLANS =
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
  private final Value value;
  private final Operand<TFloat32> output;
  private final Operand<TFloat32> loss;
  private final List<Variable> variables;
  private final List<Variable> trainable;
  private final GraphSession session;
  private List<Operand<TFloat32>> gradients;

  /** What a run gives. */
  public static final class Run {

    private final float[] output;
    private final float loss;
    private final float[] inputGradient;
    private final Map<String, float[]> weightGradients;

    private Run(
        float[] output, float loss, float[] inputGradient, Map<String, float[]> weightGradients) {
      this.output = output;
      this.loss = loss;
      this.inputGradient = inputGradient;
      this.weightGradients = weightGradients;
    }

    /** What the layers give, zeros past the end of each row. */
    public float[] output() {
      return output;
    }

    /** The sum of the output, weighted. */
    public float loss() {
      return loss;
    }

    /** The loss's gradient with respect to the inputs. */
    public float[] inputGradient() {
      return inputGradient;
    }

    /** The loss's gradient with respect to each trainable variable, by name. */
    public Map<String, float[]> weightGradients() {
      return weightGradients;
    }
  }

  /** Layers that take [batch, steps, features]. */
  public LayerRunner(
      GraphPlan plan, int steps, int features, boolean withLengths, List<Layer> layers) {
    this(plan, steps, features, withLengths, layers, input -> input);
  }

  /**
   * Layers that take what {@code form} makes of [batch, steps, features].
   *
   * @param withLengths whether the rows of a batch may end early
   */
  public LayerRunner(
      GraphPlan plan,
      int steps,
      int features,
      boolean withLengths,
      List<Layer> layers,
      Function<Value.Steps, Value> form) {
    this.steps = steps;
    this.features = features;
    this.scope = GraphScope.root(graph, 1, plan);
    Ops tf = scope.tf();
    inputs = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, steps, features)));
    lengths = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    lossWeights = tf.placeholder(TFloat32.class);
    Value.Steps input =
        new Value.Steps(
            Series.ofRows(tf, inputs, steps),
            features,
            withLengths ? Optional.of(lengths) : Optional.empty());
    value = Layer.buildAll(scope, layers, form.apply(input));
    // A tensor of its own: one that is a state too could not be fetched beside it.
    output = tf.identity(tensor(tf, value));
    loss =
        tf.reduceSum(
            tf.reshape(tf.math.mul(output, lossWeights), tf.constant(new int[] {-1})),
            tf.constant(0));
    variables = List.copyOf(scope.variables());
    trainable = variables.stream().filter(Variable::trainable).toList();
    session = new GraphSession(graph, variables, Compute.standard().withDeterminism());
    session.initialize();
  }

  private static Operand<TFloat32> tensor(Ops tf, Value value) {
    if (value instanceof Value.Vector vector) {
      return vector.tensor();
    }
    if (value instanceof Value.Image image) {
      return image.tensor();
    }
    Value.Steps perStep =
        value instanceof Value.Frames frames ? frames.steps() : (Value.Steps) value;
    return perStep.zeroPadded(tf).rows();
  }

  /** What the last layer says that it gives. */
  public Value value() {
    return value;
  }

  /** Normal numbers that the seed decides. */
  public static float[] numbers(int count, long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Sizes of the output; -1 for the batch. */
  public long[] outputShape() {
    return output.shape().asArray();
  }

  /** Names of the trainable variables. */
  public List<String> variableNames() {
    return trainable.stream().map(Variable::name).toList();
  }

  /** Values of all variables. */
  public Weights weights() {
    return session.weights();
  }

  /** Gives variables values. */
  public void assign(Weights weights) {
    session.assign(weights);
  }

  /** Output only. */
  public float[] output(float[] inputValues, int[] lengthValues) {
    return fetch(inputValues, lengthValues, Tensors::values);
  }

  /** Sizes of the output of a batch. */
  public long[] computedShape(float[] inputValues, int[] lengthValues) {
    return fetch(inputValues, lengthValues, tensor -> tensor.shape().asArray());
  }

  private <T> T fetch(float[] inputValues, int[] lengthValues, Function<TFloat32, T> fromOutput) {
    try (TFloat32 x = Tensors.of(inputValues, lengthValues.length, steps, features);
        TInt32 l = Tensors.of(lengthValues);
        Result result = session.runner().feed(inputs, x).feed(lengths, l).fetch(output).run()) {
      return fromOutput.apply((TFloat32) result.get(0));
    }
  }

  /**
   * The outputs of a graph of one step that goes on from run to run.
   *
   * @param sequences [batch, steps, features]
   * @param count steps of {@code sequences}
   * @return one array a step
   */
  public List<float[]> outputsStepByStep(float[] sequences, int batch, int count) {
    List<float[]> states = new ArrayList<>();
    scope.states().forEach(state -> states.add(new float[batch * state.size()]));
    List<float[]> outputs = new ArrayList<>();
    for (int t = 0; t < count; t++) {
      float[] step = new float[batch * features];
      for (int row = 0; row < batch; row++) {
        System.arraycopy(sequences, (row * count + t) * features, step, row * features, features);
      }
      outputs.add(oneStep(step, batch, states));
    }
    return outputs;
  }

  private float[] oneStep(float[] step, int batch, List<float[]> states) {
    List<Tensor> fed = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      fed.add(Tensors.of(step, batch, 1, features));
      runner.feed(inputs, fed.get(0)).fetch(output);
      for (int i = 0; i < states.size(); i++) {
        GraphScope.CarriedState state = scope.states().get(i);
        fed.add(Tensors.of(states.get(i), batch, state.size()));
        runner.feed(state.before(), fed.get(i + 1)).fetch(state.after());
      }
      try (Result result = runner.run()) {
        for (int i = 0; i < states.size(); i++) {
          states.set(i, Tensors.values((TFloat32) result.get(i + 1)));
        }
        return Tensors.values((TFloat32) result.get(0));
      }
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  /** Output, loss and gradients; {@code weightsOfLoss} has the output's shape. */
  public Run run(float[] inputValues, int[] lengthValues, float[] weightsOfLoss) {
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
      try (Result result = runner.run()) {
        Map<String, float[]> ofWeights = new LinkedHashMap<>();
        for (int i = 0; i < trainable.size(); i++) {
          ofWeights.put(trainable.get(i).name(), Tensors.values((TFloat32) result.get(3 + i)));
        }
        return new Run(
            Tensors.values((TFloat32) result.get(0)),
            ((TFloat32) result.get(1)).getFloat(),
            Tensors.values((TFloat32) result.get(2)),
            ofWeights);
      }
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
