package dev.unroll.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.contract.LayerContract;
import dev.unroll.contract.LayerRunner;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Kernels;
import dev.unroll.layer.Readout.Take;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every layer, and what the readouts take. */
class LayerContractTest extends LayerContract {

  private static final int STEPS = 4;
  private static final int FEATURES = 3;
  private static final int BATCH = 3;
  private static final int[] LENGTHS = {4, 2, 3};

  private static final Initializer GLOROT = new Initializer.GlorotUniform();

  @Override
  protected List<List<Layer>> stacks() {
    return Stream.concat(recurrent(), others()).toList();
  }

  /** Beside those of {@link CellContractTest}. */
  private static Stream<List<Layer>> recurrent() {
    return Stream.of(
        List.of(new Recurrent(new BasicLstm(2)), new Recurrent(new BasicRnn(2))),
        List.of(new Recurrent(new BasicLstm(2)), new Readout(Take.LAST_VALID)),
        List.of(new Recurrent(new BasicLstm(2), 1, true), new Readout(Take.BOTH_ENDS)),
        List.of(new Recurrent(new Gru(2), 1, true), new Readout(Take.FIRST)),
        List.of(new Recurrent(new Gru(2)), new Readout(Take.MEAN)),
        List.of(new Recurrent(new Gru(2)), new Readout(Take.MAX)));
  }

  private static Stream<List<Layer>> others() {
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
        List.of(
            new Parallel(
                List.of(
                    List.of(new Dense(3, ActivationFunction.TANH)),
                    List.of(),
                    List.of(new Activation(ActivationFunction.GELU))),
                Join.PRODUCT)),
        List.of(
            new Parallel(
                List.of(
                    List.of(new Dense(2, ActivationFunction.TANH), new Readout(Take.MEAN)),
                    List.of(new Recurrent(new Gru(2)), new Readout(Take.LAST_VALID))),
                Join.DIFFERENCE),
            new Repeat(3),
            new Recurrent(new Gru(2))),
        List.of(
            new Dense(4, ActivationFunction.TANH),
            new Readout(Take.MEAN),
            new Reshape(0, 2),
            new Recurrent(new Gru(2))),
        List.of(new Dense(4, ActivationFunction.TANH), new Fold(Join.AVERAGE, 2)),
        List.of(
            new Recurrent(new BasicRnn(2), 1, true),
            new Readout(Take.BOTH_ENDS),
            new Fold(Join.SUM, 2)),
        List.of(
            new Rescale(List.of(0.5, -2.0, 1.5), List.of(0.25)),
            new Pad(2, 1),
            new Conv1D(2, 2, Padding.VALID, ActivationFunction.TANH)),
        List.of(
            new Activation(ActivationFunction.LEAKY_RELU, 0.9),
            new Dense(2, ActivationFunction.MISH)),
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
    Stream.concat(stacks().stream(), Stream.of(FrameLayersTest.NETWORK))
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
      } else if (permitted.isRecord()) {
        all.add(permitted);
      }
    }
  }

  private static void collect(List<Layer> layers, Set<Class<?>> tested) {
    for (Layer layer : layers) {
      tested.add(layer.getClass());
      collect(layer.children(), tested);
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
    GraphPlan plan = new GraphPlan(Kernels.FUSED, true, 1);
    return new LayerRunner(plan, steps, FEATURES, withLengths, layers);
  }
}
