package dev.unroll.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Variable;
import dev.unroll.graph.Weights;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Recurrent;
import dev.unroll.layer.Series;
import dev.unroll.layer.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What holds for every layer. To extend: {@link #stacks} names the layers. Functions with kinks
 * make gradients that differ from differences; choose smooth ones beside the layer under test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LayerContract {

  private static final int STEPS = 4;
  private static final int BATCH = 3;
  private static final int[] LENGTHS = {4, 2, 3};
  private static final int[] FULL = {STEPS, STEPS, STEPS};
  private static final GraphPlan FUSED = new GraphPlan(Kernels.FUSED, true, 1);

  /**
   * Layers one after the other, each list a case of its own: the first takes {@link #input}, the
   * last gives a value at every step or one a sequence.
   */
  protected abstract List<List<Layer>> stacks();

  /** Features of each of the four steps. */
  protected int features() {
    return 3;
  }

  /** What the first layer takes, made of [3, 4, features]. */
  protected Value input(Value.Steps steps) {
    return steps;
  }

  /** Each stack under the kernels that it has. */
  protected Stream<Arguments> cases() {
    return stacks().stream()
        .flatMap(
            layers ->
                (hasKernels(layers) ? LayerRunner.PLANS : List.of(FUSED))
                    .stream().map(plan -> Arguments.of(plan, layers)));
  }

  /** Each stack under either of the kernels that it has, the batch in one part. */
  protected Stream<Arguments> casesWithoutTowers() {
    return cases().filter(c -> ((GraphPlan) c.get()[0]).towers() == 1);
  }

  private static boolean hasKernels(List<? extends Layer> layers) {
    return layers.stream()
        .anyMatch(
            layer ->
                (layer instanceof Recurrent recurrent && recurrent.cell().hasFusedKernel())
                    || hasKernels(layer.children()));
  }

  @ParameterizedTest
  @MethodSource("stacks")
  protected void recipesTellThemAndNothingMayBeMissing(List<Layer> layers)
      throws ReflectiveOperationException {
    for (Layer layer : layers) {
      Settings.comeBackFromARecipe(layer, Layer.class);
      Settings.refuseNull(layer);
      recipesTellThemAndNothingMayBeMissing(layer.children());
    }
  }

  @ParameterizedTest
  @MethodSource("stacks")
  protected void theShapeToldIsTheShapeComputed(List<Layer> layers) {
    for (boolean withLengths : new boolean[] {false, true}) {
      try (LayerRunner runner = runner(FUSED, STEPS, withLengths, layers)) {
        Value value = runner.value();
        long[] computed = runner.computedShape(numbers(STEPS), LENGTHS);
        assertEquals(BATCH, computed[0]);
        if (value instanceof Value.Steps || value instanceof Value.Vector) {
          String sizes =
              Arrays.stream(computed).skip(1).mapToObj(n -> ", " + n).collect(Collectors.joining());
          assertEquals("[batch" + sizes + "]", value.shape());
        }
        long steps =
            value instanceof Value.Frames || value instanceof Value.Steps ? computed[1] : 1;
        long all = Arrays.stream(computed).skip(1).reduce(1, (a, b) -> a * b);
        assertEquals(all, steps * value.features());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void theSameSeedGivesTheSameNamesAndNumbers(GraphPlan plan, List<Layer> layers) {
    try (LayerRunner first = runner(plan, STEPS, true, layers);
        LayerRunner second = runner(plan, STEPS, true, layers)) {
      assertEquals(first.variableNames(), second.variableNames());
      float[] x = numbers(STEPS);
      assertArrayEquals(first.output(x, LENGTHS), second.output(x, LENGTHS));
    }
  }

  @ParameterizedTest
  @MethodSource("stacks")
  protected void twiceInAModelTheyHaveVariablesOfTheirOwn(List<Layer> layers) {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, FUSED);
      Value.Steps steps = placeholder(scope);
      Layer.buildAll(scope, layers, input(steps));
      List<String> once = names(scope);
      Layer.buildAll(scope, layers, input(steps));
      assertEquals(2 * once.size(), scope.variables().size());
      GraphScope again = scope.again();
      Layer.buildAll(again, layers, input(steps));
      assertEquals(2 * once.size(), again.variables().size(), "for other inputs they are shared");
    }
  }

  private Value.Steps placeholder(GraphScope scope) {
    Ops tf = scope.tf();
    Operand<TFloat32> rows =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, STEPS, features())));
    Operand<TInt32> lengths = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    return new Value.Steps(Series.ofRows(tf, rows, STEPS), features(), Optional.of(lengths));
  }

  private static List<String> names(GraphScope scope) {
    return scope.variables().stream().map(Variable::name).toList();
  }

  @ParameterizedTest
  @MethodSource("casesWithoutTowers")
  protected void gradientsMatchDifferences(GraphPlan plan, List<Layer> layers) {
    for (boolean withLengths : new boolean[] {false, true}) {
      try (LayerRunner runner = runner(plan, STEPS, withLengths, layers)) {
        float[] x = numbers(STEPS);
        float[] p = LayerRunner.numbers(runner.output(x, LENGTHS).length, 2);
        LayerRunner.Run run = runner.run(x, LENGTHS, p);
        for (int i = 0; i < x.length; i += 1 + x.length / 7) {
          float[] gradient = run.inputGradient();
          assertEquals(inputDifference(runner, i, x, p), gradient[i], 4e-3, layers + " input " + i);
        }
        Weights before = runner.weights();
        for (String name : runner.variableNames()) {
          int count = before.values(name).length;
          for (int i = 0; i < count; i += 1 + count / 7) {
            double numeric = difference(runner, before, name, i, x, p);
            float gradient = run.weightGradients().get(name)[i];
            assertEquals(numeric, gradient, 4e-3, layers + " " + name + " " + i);
          }
        }
      }
    }
  }

  private static final double EPSILON = 5e-3;

  private static double inputDifference(LayerRunner runner, int index, float[] x, float[] p) {
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      float[] moved = x.clone();
      moved[index] += (float) (side == 0 ? EPSILON : -EPSILON);
      losses[side] = loss(runner, moved, p);
    }
    return (losses[0] - losses[1]) / (2 * EPSILON);
  }

  private static double difference(
      LayerRunner runner, Weights weights, String name, int index, float[] x, float[] p) {
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      float[] values = weights.values(name);
      values[index] += (float) (side == 0 ? EPSILON : -EPSILON);
      runner.assign(with(weights, name, values));
      losses[side] = loss(runner, x, p);
    }
    runner.assign(weights);
    return (losses[0] - losses[1]) / (2 * EPSILON);
  }

  private static Weights with(Weights weights, String name, float[] values) {
    return new Weights.Builder().putAll(weights).put(name, weights.shape(name), values).build();
  }

  private static double loss(LayerRunner runner, float[] x, float[] p) {
    float[] output = runner.output(x, LENGTHS);
    double loss = 0;
    for (int i = 0; i < output.length; i++) {
      loss += (double) output[i] * p[i];
    }
    return loss;
  }

  @ParameterizedTest
  @MethodSource("stacks")
  protected void theLossFallsInAFewSteps(List<Layer> layers) {
    try (LayerRunner runner = runner(FUSED, STEPS, true, layers)) {
      if (runner.variableNames().isEmpty()) {
        return;
      }
      float[] x = numbers(STEPS);
      float[] p = LayerRunner.numbers(runner.output(x, LENGTHS).length, 2);
      float before = runner.run(x, LENGTHS, p).loss();
      for (int step = 0; step < 5; step++) {
        LayerRunner.Run run = runner.run(x, LENGTHS, p);
        Weights weights = runner.weights();
        for (String name : runner.variableNames()) {
          float[] values = weights.values(name);
          for (int i = 0; i < values.length; i++) {
            values[i] -= 1e-2f * run.weightGradients().get(name)[i];
          }
          weights = with(weights, name, values);
        }
        runner.assign(weights);
      }
      float after = runner.run(x, LENGTHS, p).loss();
      assertTrue(after < before, layers + " from " + before + " to " + after);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void paddingNeverChangesTheResult(GraphPlan plan, List<Layer> layers) {
    int wide = STEPS + 3;
    try (LayerRunner narrow = runner(plan, STEPS, true, layers);
        LayerRunner padded = runner(plan, wide, true, layers)) {
      padded.assign(narrow.weights());
      float[] x = numbers(STEPS);
      float[] garbage = new float[BATCH * wide * features()];
      Arrays.fill(garbage, 1e3f);
      for (int b = 0; b < BATCH; b++) {
        System.arraycopy(
            x, b * STEPS * features(), garbage, b * wide * features(), LENGTHS[b] * features());
      }
      float[] expected = narrow.output(x, LENGTHS);
      float[] found = padded.output(garbage, LENGTHS);
      if (narrow.outputShape().length == 2) {
        assertArrayEquals(expected, found, 2e-6f);
        return;
      }
      int steps = (int) narrow.outputShape()[1];
      int paddedSteps = (int) padded.outputShape()[1];
      int size = (int) narrow.outputShape()[2];
      for (int b = 0; b < BATCH; b++) {
        for (int t = 0; t < paddedSteps; t++) {
          for (int k = 0; k < size; k++) {
            float value = found[(b * paddedSteps + t) * size + k];
            float same = t < steps ? expected[(b * steps + t) * size + k] : 0;
            assertEquals(same, value, 2e-6f, "row " + b + " step " + t);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  protected void fullLengthsAreAsNoLengths(GraphPlan plan, List<Layer> layers) {
    try (LayerRunner with = runner(plan, STEPS, true, layers);
        LayerRunner without = runner(plan, STEPS, false, layers)) {
      without.assign(with.weights());
      float[] x = numbers(STEPS);
      assertArrayEquals(without.output(x, FULL), with.output(x, FULL), 1e-6f);
    }
  }

  @ParameterizedTest
  @MethodSource("stacks")
  protected void allKernelsGiveTheSame(List<Layer> layers) {
    assertKernelsAgree(layers, STEPS, features(), LENGTHS);
  }

  /** Outputs and gradients of all kernels and numbers of towers, within 1e-5 of the largest. */
  final void assertKernelsAgree(List<Layer> layers, int steps, int features, int[] lengths) {
    for (boolean withLengths : new boolean[] {false, true}) {
      LayerRunner.Run expected = null;
      Weights weights = null;
      for (GraphPlan plan : LayerRunner.PLANS) {
        try (LayerRunner runner =
            new LayerRunner(plan, steps, features, withLengths, layers, this::input)) {
          weights = weights == null ? runner.weights() : weights;
          runner.assign(weights);
          float[] x = LayerRunner.numbers(lengths.length * steps * features, 1);
          float[] p = LayerRunner.numbers(runner.output(x, lengths).length, 2);
          LayerRunner.Run run = runner.run(x, lengths, p);
          expected = expected == null ? run : expected;
          assertClose(expected.output(), run.output(), plan + " output");
          assertClose(expected.inputGradient(), run.inputGradient(), plan + " inputs");
          for (String name : runner.variableNames()) {
            float[] gradient = run.weightGradients().get(name);
            assertClose(expected.weightGradients().get(name), gradient, plan + " " + name);
          }
        }
      }
    }
  }

  private static void assertClose(float[] expected, float[] found, String what) {
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-5 * Math.max(1, largest), what + " at " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("stacks")
  protected void stepByStepIsAsTheWholeSequence(List<Layer> layers) {
    if (!layers.stream().allMatch(Layer::stepwise)) {
      return;
    }
    GraphPlan whole = GraphPlan.inference(Kernels.FUSED);
    try (LayerRunner all = runner(whole, STEPS, false, layers);
        LayerRunner one = runner(GraphPlan.ofSteps(), 1, false, layers)) {
      one.assign(all.weights());
      float[] x = numbers(STEPS);
      float[] expected = all.output(x, FULL);
      List<float[]> found = one.outputsStepByStep(x, BATCH, STEPS);
      if (all.outputShape().length == 2) {
        assertArrayEquals(expected, found.get(STEPS - 1), 2e-6f, "after the last step");
        return;
      }
      int size = (int) all.outputShape()[2];
      for (int b = 0; b < BATCH; b++) {
        for (int t = 0; t < STEPS; t++) {
          int from = (b * STEPS + t) * size;
          assertArrayEquals(
              Arrays.copyOfRange(expected, from, from + size),
              Arrays.copyOfRange(found.get(t), b * size, (b + 1) * size),
              2e-6f,
              "row " + b + " step " + t);
        }
      }
    }
  }

  private float[] numbers(int steps) {
    return LayerRunner.numbers(BATCH * steps * features(), 1);
  }

  private LayerRunner runner(GraphPlan plan, int steps, boolean withLengths, List<Layer> layers) {
    return new LayerRunner(plan, steps, features(), withLengths, layers, this::input);
  }
}
