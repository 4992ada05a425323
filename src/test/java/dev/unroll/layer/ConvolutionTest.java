package dev.unroll.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.contract.LayerRunner;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Weights;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions and pools over time against sums written out. */
class ConvolutionTest {

  private static final int BATCH = 2;
  private static final int FEATURES = 3;
  private static final int FILTERS = 2;

  @ParameterizedTest
  @CsvSource({
    "9, 3, 1, 1, SAME",
    "9, 4, 1, 1, SAME",
    "9, 4, 2, 1, SAME",
    "8, 3, 2, 1, SAME",
    "8, 5, 3, 1, SAME",
    "8, 3, 2, 1, SAME_TENSORFLOW",
    "8, 5, 3, 1, SAME_TENSORFLOW",
    "9, 3, 1, 1, VALID",
    "9, 3, 2, 1, VALID",
    "9, 3, 1, 1, CAUSAL",
    "9, 3, 2, 1, CAUSAL",
    "9, 3, 1, 2, CAUSAL",
    "10, 3, 1, 3, CAUSAL",
    "9, 3, 1, 2, SAME",
    "11, 2, 1, 4, VALID"
  })
  void convolutionIsTheSumOverItsWindow(
      int steps, int size, int stride, int dilation, Padding padding) {
    Conv1D layer =
        new Conv1D(
            FILTERS,
            size,
            stride,
            dilation,
            padding,
            ActivationFunction.LINEAR,
            new Initializer.GlorotUniform());
    try (LayerRunner runner =
        new LayerRunner(
            GraphPlan.inference(Kernels.FUSED), steps, FEATURES, false, List.of(layer))) {
      float[] kernel = LayerRunner.numbers(size * FEATURES * FILTERS, 3);
      float[] bias = {0.5f, -0.25f};
      runner.assign(
          new Weights.Builder()
              .put("conv1d/kernel", new long[] {size, FEATURES, FILTERS}, kernel)
              .put("conv1d/bias", new long[] {FILTERS}, bias)
              .build());
      float[] x = LayerRunner.numbers(BATCH * steps * FEATURES, 4);
      int reach = (size - 1) * dilation + 1;
      int windows =
          padding == Padding.VALID ? (steps - reach) / stride + 1 : (steps + stride - 1) / stride;
      int before =
          switch (padding) {
            case VALID -> 0;
            case CAUSAL -> reach - 1;
            case SAME -> (reach - 1) / 2;
            // Half of what is missing, the smaller half first.
            case SAME_TENSORFLOW -> Math.max((windows - 1) * stride + reach - steps, 0) / 2;
          };
      float[] expected = new float[BATCH * windows * FILTERS];
      for (int b = 0; b < BATCH; b++) {
        for (int w = 0; w < windows; w++) {
          for (int f = 0; f < FILTERS; f++) {
            double sum = bias[f];
            for (int k = 0; k < size; k++) {
              int t = w * stride - before + k * dilation;
              for (int c = 0; c < FEATURES && t >= 0 && t < steps; c++) {
                sum +=
                    (double) x[(b * steps + t) * FEATURES + c]
                        * kernel[(k * FEATURES + c) * FILTERS + f];
              }
            }
            expected[(b * windows + w) * FILTERS + f] = (float) sum;
          }
        }
      }
      assertArrayEquals(expected, runner.output(x, new int[] {steps, steps}), 1e-5f);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MAX, 9, 2, 0, VALID",
    "MAX, 9, 3, 1, SAME",
    "MAX, 8, 3, 2, CAUSAL",
    "MAX, 8, 3, 2, SAME_TENSORFLOW",
    "AVERAGE, 7, 4, 3, SAME_TENSORFLOW",
    "AVERAGE, 9, 2, 0, VALID",
    "AVERAGE, 9, 3, 1, SAME",
    "AVERAGE, 8, 3, 2, CAUSAL"
  })
  void poolsTakeWhatIsThere(PoolKind kind, int steps, int size, int stride, Padding padding) {
    int hop = stride == 0 ? size : stride;
    try (LayerRunner runner =
        new LayerRunner(
            GraphPlan.inference(Kernels.FUSED),
            steps,
            FEATURES,
            false,
            List.of(new Pool1D(kind, size, stride, padding)))) {
      float[] x = LayerRunner.numbers(BATCH * steps * FEATURES, 4);
      int windows = padding == Padding.VALID ? (steps - size) / hop + 1 : (steps + hop - 1) / hop;
      int before =
          switch (padding) {
            case VALID -> 0;
            case CAUSAL -> size - 1;
            case SAME -> (size - 1) / 2;
            case SAME_TENSORFLOW -> Math.max((windows - 1) * hop + size - steps, 0) / 2;
          };
      float[] expected = new float[BATCH * windows * FEATURES];
      for (int b = 0; b < BATCH; b++) {
        for (int w = 0; w < windows; w++) {
          for (int c = 0; c < FEATURES; c++) {
            double most = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int count = 0;
            for (int k = 0; k < size; k++) {
              int t = w * hop - before + k;
              if (t >= 0 && t < steps) {
                float value = x[(b * steps + t) * FEATURES + c];
                most = Math.max(most, value);
                sum += value;
                count++;
              }
            }
            expected[(b * windows + w) * FEATURES + c] =
                (float) (kind == PoolKind.MAX ? most : sum / count);
          }
        }
      }
      assertArrayEquals(expected, runner.output(x, new int[] {steps, steps}), 1e-5f);
    }
  }

  @Test
  void saysHowToMendAWindowThatIsTooLong() {
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                new LayerRunner(
                        GraphPlan.inference(Kernels.FUSED),
                        3,
                        FEATURES,
                        false,
                        List.of(new Conv1D(2, 5, Padding.VALID, ActivationFunction.RELU)))
                    .close());
    assertEquals(
        "layer 'conv1d': a window of 5 steps is longer than its 3 steps; use padding same or a"
            + " smaller one",
        e.getMessage());
    e =
        assertThrows(
            InputException.class,
            () ->
                new Conv1D(
                    2, 5, 2, 2, Padding.SAME, ActivationFunction.RELU, new Initializer.Zeros()));
    assertEquals(
        "conv1d: a stride of 2 and a dilation of 2 exclude each other; set one to 1",
        e.getMessage());
  }
}
