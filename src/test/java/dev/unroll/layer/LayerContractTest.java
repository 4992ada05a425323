package dev.unroll.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Weights;
import dev.unroll.layer.Readout.Take;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every layer: numeric gradients, padding that changes nothing, shapes. */
class LayerContractTest {

  private static final int STEPS = 4;
  private static final int FEATURES = 3;
  private static final int BATCH = 3;
  private static final int[] LENGTHS = {4, 2, 3};

  private static final Lstm FULL_LSTM =
      new Lstm(3, 1, true, 0.9, 2, 0.7, new Initializer.GlorotUniform());

  static Stream<Arguments> stacksAndPlans() {
    return Stream.concat(
        stacks()
            .flatMap(layers -> LayerRunner.PLANS.stream().map(plan -> Arguments.of(plan, layers))),
        otherStacks().map(layers -> Arguments.of(LayerRunner.PLANS.get(1), layers)));
  }

  static Stream<List<Layer>> stacks() {
    return Stream.of(
        List.of(new Recurrent(new BasicRnn(2))),
        List.of(new Recurrent(new BasicLstm(2))),
        List.of(new Recurrent(new Gru(2))),
        List.of(new Recurrent(FULL_LSTM)),
        List.of(new Recurrent(new Gru(2, new Initializer.GlorotUniform(), true))),
        List.of(new Recurrent(new Gru(2), 2, true)),
        List.of(new Recurrent(new BasicLstm(2)), new Recurrent(new BasicRnn(2))),
        List.of(new Recurrent(new BasicLstm(2)), new Readout(Take.LAST_VALID)),
        List.of(new Recurrent(new BasicLstm(2), 1, true), new Readout(Take.BOTH_ENDS)),
        List.of(new Recurrent(new Gru(2)), new Readout(Take.MEAN)),
        List.of(new Recurrent(new Gru(2)), new Readout(Take.MAX)));
  }

  /** Layers without kernels of their own: one plan will do. */
  static Stream<List<Layer>> otherStacks() {
    Conv1D strided =
        new Conv1D(
            2, 3, 2, 1, Padding.SAME, ActivationFunction.TANH, new Initializer.GlorotUniform());
    Conv1D dilated =
        new Conv1D(
            2, 2, 1, 2, Padding.CAUSAL, ActivationFunction.ELU, new Initializer.GlorotUniform());
    Conv1D dilatedSame =
        new Conv1D(
            2, 3, 1, 2, Padding.SAME, ActivationFunction.LINEAR, new Initializer.GlorotUniform());
    return Stream.of(
        List.of(new Conv1D(2, 3, Padding.SAME, ActivationFunction.SWISH)),
        List.of(new Conv1D(2, 2, Padding.VALID, ActivationFunction.SIGMOID)),
        List.of(new Conv1D(2, 3, Padding.CAUSAL, ActivationFunction.SOFTPLUS)),
        List.of(strided),
        List.of(dilated),
        List.of(dilatedSame, new GlobalPool(PoolKind.AVERAGE)),
        List.of(strided, new Recurrent(new Gru(2)), new Readout(Take.LAST_VALID)),
        List.of(new Dense(2, ActivationFunction.TANH), new Pool1D(2)),
        List.of(
            new Dense(2, ActivationFunction.TANH), new Pool1D(PoolKind.MAX, 3, 2, Padding.SAME)),
        List.of(
            new Dense(2, ActivationFunction.TANH),
            new Pool1D(PoolKind.AVERAGE, 3, 1, Padding.SAME)),
        List.of(
            new Dense(2, ActivationFunction.TANH),
            new Pool1D(PoolKind.AVERAGE, 2, 0, Padding.VALID)),
        List.of(new BatchNorm(0.9, 0.1, true), new Dense(2, ActivationFunction.LINEAR)),
        List.of(new BatchNorm(0.9, 0.1, false), new Dense(2, ActivationFunction.LINEAR)),
        List.of(new LayerNorm(0.1), new Dense(2, ActivationFunction.LINEAR)),
        List.of(new Dropout(0), new SpatialDropout(0), new Dense(1, ActivationFunction.TANH)),
        List.of(new Activation(ActivationFunction.TANH), new AttentionPool(2, GLOROT)),
        List.of(
            new TimeDistributed(
                new Dense(4, ActivationFunction.TANH), new BatchNorm(0.9, 0.1, true))),
        List.of(
            new Residual(new Conv1D(3, 3, Padding.SAME, ActivationFunction.TANH)),
            new GlobalPool(PoolKind.MAX)),
        List.of(
            new Residual(
                List.of(new Conv1D(2, 3, Padding.SAME, ActivationFunction.TANH)),
                List.of(new Dense(2, ActivationFunction.LINEAR)))),
        List.of(
            new Dense(2, ActivationFunction.TANH),
            new Parallel(List.of(List.of(new Readout(Take.MEAN)), List.of(new Readout(Take.MAX)))),
            new Dense(1, ActivationFunction.SIGMOID)),
        List.of(
            new Parallel(
                List.of(
                    List.of(), List.of(new Conv1D(1, 3, Padding.SAME, ActivationFunction.TANH))))),
        List.of(new Asinh(List.of(0.5, 0.0, 2.0), true), new Dense(2, ActivationFunction.LINEAR)),
        List.of(new Difference(true), new Dense(2, ActivationFunction.LINEAR)),
        List.of(new Magnitude(3, true), new Dense(2, ActivationFunction.LINEAR)),
        List.of(
            new Recurrent(new BasicLstm(2), 1, false, 0, 0, Recurrent.State.STATELESS),
            new Activation(ActivationFunction.RELU),
            new Recurrent(new Gru(2))));
  }

  @Test
  void everyLayerIsUnderContract() {
    Set<Class<?>> tested = new HashSet<>();
    Stream.concat(Stream.concat(stacks(), otherStacks()), Stream.of(FrameLayersTest.NETWORK))
        .forEach(layers -> collect(layers, tested));
    tested.add(Flatten.class); // FrameLayersTest
    Set<Class<?>> all = new HashSet<>();
    permitted(Layer.class, all);
    assertEquals(all, tested);
  }

  private static void permitted(Class<?> sealed, Set<Class<?>> all) {
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        permitted(permitted, all);
      } else {
        all.add(permitted);
      }
    }
  }

  private static void collect(List<Layer> layers, Set<Class<?>> tested) {
    for (Layer layer : layers) {
      tested.add(layer.getClass());
      if (layer instanceof TimeDistributed inside) {
        collect(inside.layers(), tested);
      } else if (layer instanceof Residual residual) {
        collect(residual.layers(), tested);
      } else if (layer instanceof Parallel parallel) {
        parallel.branches().forEach(branch -> collect(branch, tested));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stacksAndPlans")
  void theSameSeedGivesTheSameNamesAndNumbers(GraphPlan plan, List<Layer> layers) {
    try (LayerRunner first = runner(plan, STEPS, true, layers);
        LayerRunner second = runner(plan, STEPS, true, layers)) {
      assertEquals(first.variableNames(), second.variableNames());
      float[] x = LayerRunner.numbers(BATCH * STEPS * FEATURES, 1);
      assertArrayEquals(first.output(x, LENGTHS), second.output(x, LENGTHS));
    }
  }

  private static final Initializer GLOROT = new Initializer.GlorotUniform();

  @ParameterizedTest
  @MethodSource("stacksAndPlans")
  void gradientsMatchDifferences(GraphPlan plan, List<Layer> layers) {
    for (boolean withLengths : new boolean[] {false, true}) {
      try (LayerRunner runner = runner(plan, STEPS, withLengths, layers)) {
        float[] x = LayerRunner.numbers(BATCH * STEPS * FEATURES, 1);
        int outputs = runner.output(x, LENGTHS).length;
        float[] p = LayerRunner.numbers(outputs, 2);
        LayerRunner.Run run = runner.run(x, LENGTHS, p);
        Weights before = runner.weights();
        for (String name : runner.variableNames()) {
          float[] values = before.values(name);
          for (int i = 0; i < values.length; i += 1 + values.length / 7) {
            double numeric = difference(runner, before, name, i, x, p);
            assertEquals(
                numeric, run.weightGradients.get(name)[i], 4e-3, layers + " " + name + " " + i);
          }
        }
        runner.assign(before);
      }
    }
  }

  private static double difference(
      LayerRunner runner, Weights weights, String name, int index, float[] x, float[] p) {
    double epsilon = 5e-3;
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      float[] values = weights.values(name);
      values[index] += (float) (side == 0 ? epsilon : -epsilon);
      Weights.Builder moved = new Weights.Builder();
      weights
          .names()
          .forEach(
              n -> moved.put(n, weights.shape(n), n.equals(name) ? values : weights.values(n)));
      runner.assign(moved.build());
      float[] output = runner.output(x, LENGTHS);
      for (int i = 0; i < output.length; i++) {
        losses[side] += (double) output[i] * p[i];
      }
    }
    return (losses[0] - losses[1]) / (2 * epsilon);
  }

  @ParameterizedTest
  @MethodSource("stacksAndPlans")
  void paddingNeverChangesTheResult(GraphPlan plan, List<Layer> layers) {
    int wide = STEPS + 3;
    try (LayerRunner narrow = runner(plan, STEPS, true, layers);
        LayerRunner padded = runner(plan, wide, true, layers)) {
      padded.assign(narrow.weights());
      float[] x = LayerRunner.numbers(BATCH * STEPS * FEATURES, 1);
      float[] garbage = new float[BATCH * wide * FEATURES];
      Arrays.fill(garbage, 1e3f);
      for (int b = 0; b < BATCH; b++) {
        System.arraycopy(
            x, b * STEPS * FEATURES, garbage, b * wide * FEATURES, LENGTHS[b] * FEATURES);
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
  @MethodSource("stacksAndPlans")
  void fullLengthsAreAsNoLengths(GraphPlan plan, List<Layer> layers) {
    int[] full = {STEPS, STEPS, STEPS};
    try (LayerRunner with = runner(plan, STEPS, true, layers);
        LayerRunner without = runner(plan, STEPS, false, layers)) {
      without.assign(with.weights());
      float[] x = LayerRunner.numbers(BATCH * STEPS * FEATURES, 1);
      assertArrayEquals(without.output(x, full), with.output(x, full), 1e-6f);
    }
  }

  /** Sizes at which rounding would show, odd and even, with more rows than towers divide. */
  @ParameterizedTest
  @MethodSource("cellsAndSteps")
  void fusedIsAsStatic(Cell cell, int steps) {
    int rows = 33;
    int[] lengths = IntStream.range(0, rows).map(row -> 1 + row % steps).toArray();
    for (boolean withLengths : new boolean[] {false, true}) {
      int features = withLengths ? 6 : 5;
      List<Layer> layers = List.of(new Recurrent(cell, 2, true), new Recurrent(cell));
      LayerRunner.Run expected = null;
      Weights weights = null;
      for (GraphPlan plan : LayerRunner.PLANS) {
        try (LayerRunner runner = new LayerRunner(plan, steps, features, withLengths, layers)) {
          if (weights == null) {
            weights = runner.weights();
          }
          runner.assign(weights);
          float[] p = LayerRunner.numbers(rows * steps * cell.outputSize(), 2);
          LayerRunner.Run run =
              runner.run(LayerRunner.numbers(rows * steps * features, 1), lengths, p);
          if (expected == null) {
            expected = run;
          }
          assertClose(expected.output, run.output, plan + " output");
          assertClose(expected.inputGradient, run.inputGradient, plan + " inputs");
          for (String name : runner.variableNames()) {
            assertClose(
                expected.weightGradients.get(name),
                run.weightGradients.get(name),
                plan + " " + name);
          }
        }
      }
    }
  }

  static Stream<Arguments> cellsAndSteps() {
    return cells().flatMap(cell -> Stream.of(1, 2, 20).map(steps -> Arguments.of(cell, steps)));
  }

  static Stream<Cell> cells() {
    Initializer kernel = new Initializer.GlorotUniform();
    return Stream.of(
        new BasicRnn(7, kernel),
        new BasicLstm(7, 0.5, kernel),
        new Gru(7, kernel),
        new Gru(7, kernel, true),
        new Lstm(7, 1, true, 0, 0, 0, kernel),
        new Lstm(7, 1, false, 0.2, 0, 0, kernel));
  }

  /** Within 1e-5 of the largest value. */
  private static void assertClose(float[] expected, float[] found, String what) {
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-5 * Math.max(1, largest), what + " at " + i);
    }
  }

  @Test
  void lastTakesThePaddedEndAndLastValidTheRowsOwn() {
    try (LayerRunner all = runner(STEPS, true, List.of(new Recurrent(new BasicRnn(2))));
        LayerRunner last = runner(STEPS, true, rnnThen(Take.LAST));
        LayerRunner valid = runner(STEPS, true, rnnThen(Take.LAST_VALID));
        LayerRunner mean = runner(STEPS, true, rnnThen(Take.MEAN));
        LayerRunner max = runner(STEPS, true, rnnThen(Take.MAX))) {
      for (LayerRunner other : List.of(last, valid, mean, max)) {
        other.assign(all.weights());
      }
      float[] x = LayerRunner.numbers(BATCH * STEPS * FEATURES, 1);
      float[] outputs = all.output(x, LENGTHS);
      for (int b = 0; b < BATCH; b++) {
        for (int k = 0; k < 2; k++) {
          float sum = 0;
          float most = Float.NEGATIVE_INFINITY;
          for (int t = 0; t < LENGTHS[b]; t++) {
            sum += outputs[(b * STEPS + t) * 2 + k];
            most = Math.max(most, outputs[(b * STEPS + t) * 2 + k]);
          }
          int i = b * 2 + k;
          float atEnd = outputs[(b * STEPS + STEPS - 1) * 2 + k];
          float atOwnEnd = outputs[(b * STEPS + LENGTHS[b] - 1) * 2 + k];
          assertEquals(atEnd, last.output(x, LENGTHS)[i], 1e-6f);
          assertEquals(atOwnEnd, valid.output(x, LENGTHS)[i], 1e-6f);
          assertEquals(sum / LENGTHS[b], mean.output(x, LENGTHS)[i], 1e-6f);
          assertEquals(most, max.output(x, LENGTHS)[i], 1e-6f);
        }
      }
      assertEquals(0f, last.output(x, LENGTHS)[2], "row 1 ends before the last step");
    }
  }

  @Test
  void bothEndsTakesWhereEachDirectionHasSeenAll() {
    Recurrent layer = new Recurrent(new BasicLstm(2), 1, true);
    try (LayerRunner all = runner(STEPS, true, List.of(layer));
        LayerRunner ends = runner(STEPS, true, List.of(layer, new Readout(Take.BOTH_ENDS)))) {
      ends.assign(all.weights());
      float[] x = LayerRunner.numbers(BATCH * STEPS * FEATURES, 1);
      float[] outputs = all.output(x, LENGTHS);
      float[] taken = ends.output(x, LENGTHS);
      for (int b = 0; b < BATCH; b++) {
        for (int k = 0; k < 2; k++) {
          assertEquals(outputs[(b * STEPS + LENGTHS[b] - 1) * 4 + k], taken[b * 4 + k], 1e-6f);
          assertEquals(outputs[b * STEPS * 4 + 2 + k], taken[b * 4 + 2 + k], 1e-6f);
        }
      }
    }
  }

  @Test
  void stackedLayersGetScopesOfTheirOwn() {
    List<Layer> layers = List.of(new Recurrent(new BasicRnn(2)), new Recurrent(new Gru(2)));
    try (LayerRunner runner = runner(STEPS, false, layers)) {
      assertTrue(runner.variableNames().contains("rnn/basic_rnn_cell/kernel"));
      assertTrue(runner.variableNames().contains("rnn_1/gru_cell/gates/kernel"));
    }
  }

  @Test
  void saysWhatDoesNotFitTogether() {
    InputException e =
        assertThrows(
            InputException.class, () -> runner(STEPS, false, rnnThen(Take.BOTH_ENDS)).close());
    assertEquals(
        "readout both-ends joins the two directions of a bidirectional network, but the layer"
            + " before it runs forward only; use last-valid",
        e.getMessage());
    e =
        assertThrows(
            InputException.class,
            () ->
                runner(STEPS, false, List.of(new Readout(Take.LAST), new Recurrent(new Gru(2))))
                    .close());
    assertEquals(
        "layer 'recurrent' takes [batch, steps, features], but the layer before it gives [batch,"
            + " 3]; put it before the readout",
        e.getMessage());
  }

  @Test
  void refusesSizesThatMakeNoSense() {
    assertMessage(
        () -> new BasicLstm(-1),
        "basic-lstm: units: expected a whole number of 1 to 65536, got -1");
    assertMessage(() -> new Gru(0), "gru: units: expected a whole number of 1 to 65536, got 0");
    assertMessage(() -> new BasicRnn(0), "basic-rnn: units: expected a whole number of 1 to");
    assertMessage(() -> new Gru(Integer.MAX_VALUE), "gru: units: expected a whole number of 1 to");
    assertMessage(() -> new Recurrent(new Gru(1), 0, false), "recurrent: depth: expected a whole");
    assertMessage(
        () -> new BasicLstm(2, 1e300, new Initializer.Zeros()),
        "basic-lstm: forgetBias: expected a finite number, got 1.0E300");
    assertMessage(
        () -> new Lstm(2, 1, true, 0, 0, 0.5, new Initializer.GlorotUniform()),
        "lstm: projectionClip 0.5 bounds a projection, but projection is 0; set both or none");
  }

  private static void assertMessage(Runnable code, String start) {
    InputException e = assertThrows(InputException.class, code::run);
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
  }

  private static List<Layer> rnnThen(Take take) {
    return List.of(new Recurrent(new BasicRnn(2)), new Readout(take));
  }

  private static LayerRunner runner(int steps, boolean withLengths, List<Layer> layers) {
    return runner(new GraphPlan(Kernels.FUSED, true, 1), steps, withLengths, layers);
  }

  private static LayerRunner runner(
      GraphPlan plan, int steps, boolean withLengths, List<Layer> layers) {
    return new LayerRunner(plan, steps, FEATURES, withLengths, layers);
  }
}
