package dev.unroll.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.contract.LayerContract;
import dev.unroll.contract.LayerRunner;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Tensors;
import dev.unroll.graph.Weights;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Layers on images and on images at every step. */
class FrameLayersTest extends LayerContract {

  private static final int STEPS = 3;
  private static final int HEIGHT = 6;
  private static final int WIDTH = 5;
  private static final int CHANNELS = 2;
  private static final int FEATURES = HEIGHT * WIDTH * CHANNELS;

  static final List<Layer> NETWORK =
      List.of(
          new TimeDistributed(
              new Conv2D(3, 3, 1, ActivationFunction.TANH),
              new BatchNorm(0.5, 0.1, true),
              new Pool2D(PoolKind.AVERAGE, 2, 1, Padding.SAME),
              new Conv2D(2, 2, 2, ActivationFunction.LINEAR),
              new GlobalPool(PoolKind.AVERAGE)),
          new Recurrent(new Gru(2)),
          new Readout(Readout.Take.LAST_VALID));

  /** A graph of layers over frames with lengths. */
  private static final class Run implements AutoCloseable {
    final Graph graph = new Graph();
    final GraphScope scope;
    final Operand<TFloat32> inputs;
    final Operand<TInt32> lengths;
    final Value made;
    final Operand<TFloat32> output;
    final GraphSession session;
    final int steps;

    Run(GraphPlan plan, int steps, List<Layer> layers) {
      this.steps = steps;
      scope = GraphScope.root(graph, 1, plan);
      Ops tf = scope.tf();
      inputs = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, steps, FEATURES)));
      lengths = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      Value.Steps all =
          new Value.Steps(Series.ofRows(tf, inputs, steps), FEATURES, Optional.of(lengths));
      made = Layer.buildAll(scope, layers, new Value.Frames(all, HEIGHT, WIDTH, CHANNELS));
      output =
          made instanceof Value.Vector vector
              ? vector.tensor()
              : (made instanceof Value.Frames frames ? frames.steps() : (Value.Steps) made)
                  .zeroPadded(tf)
                  .rows();
      session = new GraphSession(graph, scope.variables(), Compute.standard().withDeterminism());
      session.initialize();
    }

    float[] output(float[] x, int[] rows) {
      try (TFloat32 values = Tensors.of(x, rows.length, steps, FEATURES);
          TInt32 ends = Tensors.of(rows)) {
        try (Result result =
            session.runner().feed(inputs, values).feed(lengths, ends).fetch(output).run()) {
          return Tensors.values((TFloat32) result.get(0));
        }
      }
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  private static GraphPlan training() {
    return new GraphPlan(Kernels.FUSED, true, 1);
  }

  @Override
  protected List<List<Layer>> stacks() {
    return List.of(NETWORK, List.of(new Flatten(), new Dense(2, ActivationFunction.TANH)));
  }

  @Override
  protected int features() {
    return FEATURES;
  }

  @Override
  protected Value input(Value.Steps steps) {
    return new Value.Frames(steps, HEIGHT, WIDTH, CHANNELS);
  }

  @Test
  void convolutionOverImagesIsTheSumOverItsWindow() {
    List<Layer> layers =
        List.of(new TimeDistributed(new Conv2D(2, 3, 2, ActivationFunction.LINEAR)));
    try (Run run = new Run(GraphPlan.inference(Kernels.FUSED), 1, layers)) {
      float[] kernel = LayerRunner.numbers(3 * 3 * CHANNELS * 2, 3);
      run.session.assign(
          new Weights.Builder()
              .put("conv2d/kernel", new long[] {3, 3, CHANNELS, 2}, kernel)
              .put("conv2d/bias", new long[] {2}, new float[] {0.5f, -0.25f})
              .build());
      float[] x = LayerRunner.numbers(FEATURES, 4);
      float[] expected = new float[2 * 2 * 2];
      for (int row = 0; row < 2; row++) {
        for (int column = 0; column < 2; column++) {
          for (int f = 0; f < 2; f++) {
            double sum = f == 0 ? 0.5 : -0.25;
            for (int i = 0; i < 9; i++) {
              int y = 2 * row + i / 3;
              int z = 2 * column + i % 3;
              for (int c = 0; c < CHANNELS; c++) {
                sum +=
                    (double) x[(y * WIDTH + z) * CHANNELS + c] * kernel[(i * CHANNELS + c) * 2 + f];
              }
            }
            expected[(row * 2 + column) * 2 + f] = (float) sum;
          }
        }
      }
      assertEquals("[batch, 1, 2, 2, 2]", run.made.shape());
      assertArrayEquals(expected, run.output(x, new int[] {1}), 1e-5f);
    }
  }

  @Test
  void batchNormKeepsMovingAverages() {
    List<Layer> layers = List.of(new BatchNorm(0.75, 1e-3, true));
    try (Run run = new Run(training(), 2, layers)) {
      float[] x = LayerRunner.numbers(2 * 2 * FEATURES, 5);
      int[] rows = {2, 1};
      double[] mean = new double[CHANNELS];
      double[] square = new double[CHANNELS];
      int count = 3 * HEIGHT * WIDTH;
      for (int i = 0; i < 3 * FEATURES; i++) {
        mean[i % CHANNELS] += x[i] / count;
      }
      for (int i = 0; i < 3 * FEATURES; i++) {
        square[i % CHANNELS] += Math.pow(x[i] - mean[i % CHANNELS], 2) / (count - 1);
      }
      Session.Runner runner = run.session.runner();
      try (TFloat32 values = Tensors.of(x, 2, 2, FEATURES);
          TInt32 ends = Tensors.of(rows)) {
        runner.feed(run.inputs, values).feed(run.lengths, ends);
        run.scope.updates(run.scope.tf()).forEach(runner::addTarget);
        runner.run().close();
      }
      Weights after = run.session.weights();
      for (int c = 0; c < CHANNELS; c++) {
        assertEquals(0.25 * mean[c], after.values("batch_normalization/moving_mean")[c], 1e-5);
        assertEquals(
            0.75 + 0.25 * square[c], after.values("batch_normalization/moving_variance")[c], 1e-4);
      }
    }
  }

  @Test
  void saysWhereFramesNeedTimeDistributed() {
    assertMessage(
        List.of(new Conv2D(2, 3, 1, ActivationFunction.RELU)),
        "layer 'conv2d' takes [batch, height, width, channels], but the layer before it gives"
            + " [batch, 3, 6, 5, 2]; put it inside {type: time-distributed, layers: [...]} to take"
            + " frame by frame");
    assertMessage(
        List.of(new Recurrent(new Gru(2))),
        "layer 'recurrent' takes [batch, steps, features], but the layer before it gives [batch, 3,"
            + " 6, 5, 2]; put {type: flatten} before it, or {type: time-distributed} with layers"
            + " that end in a vector");
    assertMessage(
        List.of(new TimeDistributed(new Conv2D(2, 7, 1, ActivationFunction.RELU))),
        "layer 'conv2d': a window of 7 pixels is wider than its 6 pixels; use padding same or a"
            + " smaller one");
    assertMessage(
        List.of(new Flatten(), new Flatten()),
        "layer 'flatten' joins all steps, but sequences differ in length; use a readout, such as"
            + " {type: readout, take: mean}");
    assertMessage(
        List.of(new Flatten(), new Residual(new Dense(3, ActivationFunction.RELU))),
        "layer 'residual' adds its input to what its layers give, but one is [batch, 3, 60] and the"
            + " other [batch, 3, 3]; keep steps and features, or set 'shortcut', such as [{type:"
            + " dense, units: 3}]");
    assertMessage(
        List.of(
            new Flatten(),
            new Parallel(List.of(List.of(new Readout(Readout.Take.MEAN)), List.of()))),
        "layer 'parallel' joins features, but its branches give [[batch, 60], [batch, 3, 60]]; all"
            + " must end in a vector, or in as many steps");
  }

  private static void assertMessage(List<Layer> layers, String message) {
    InputException e =
        assertThrows(InputException.class, () -> new Run(training(), STEPS, layers).close());
    assertEquals(message, e.getMessage());
  }
}
