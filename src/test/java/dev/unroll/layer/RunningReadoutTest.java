package dev.unroll.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.contract.LayerRunner;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.Kernels;
import dev.unroll.layer.Readout.Take;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken of all steps, after each step: plain arithmetic over the steps up to then. */
class RunningReadoutTest {

  private static float[] expected(Take take, float[] x, int row, int steps, int until, int size) {
    float[] taken = new float[size];
    for (int k = 0; k < size; k++) {
      double sum = 0;
      float most = Float.NEGATIVE_INFINITY;
      for (int t = 0; t < until; t++) {
        float value = x[(row * steps + t) * size + k];
        sum += value;
        most = Math.max(most, value);
      }
      taken[k] =
          switch (take) {
            case FIRST -> x[row * steps * size + k];
            case MEAN -> (float) (sum / until);
            case MAX -> most;
            case LAST, LAST_VALID -> x[(row * steps + until - 1) * size + k];
            case BOTH_ENDS -> throw new IllegalArgumentException();
          };
    }
    return taken;
  }

  /** Readouts beside each other, whose outputs come one after the other. */
  private static List<Layer> layers(List<Take> takes, Random random) {
    List<List<Layer>> branches = new ArrayList<>();
    for (Take take : takes) {
      boolean pool = random.nextBoolean();
      Layer layer =
          switch (take) {
            case MEAN -> pool ? new GlobalPool(PoolKind.AVERAGE) : new Readout(take);
            case MAX -> pool ? new GlobalPool(PoolKind.MAX) : new Readout(take);
            default -> new Readout(take);
          };
      branches.add(List.of(layer));
    }
    return branches.size() == 1
        ? branches.get(0)
        : List.of(new Parallel(branches, Join.CONCATENATE));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void givesAfterEachStepWhatAllStepsUpToItGive(int seed) {
    Take[] all = {Take.FIRST, Take.MEAN, Take.MAX, Take.LAST, Take.LAST_VALID};
    for (int n = 0; n < 60; n++) {
      Random random = new Random(1000L * seed + n);
      int features = 1 + random.nextInt(5);
      int steps = 1 + random.nextInt(12);
      int batch = 1 + random.nextInt(4);
      List<Take> takes = new ArrayList<>();
      for (int i = 0; i < 1 + n % 3; i++) {
        takes.add(all[random.nextInt(all.length)]);
      }
      float[] x = new float[batch * steps * features];
      float shift = random.nextInt(3) * 50 - 70;
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextGaussian() + shift;
      }
      try (LayerRunner one =
          new LayerRunner(
              GraphPlan.ofSteps(), 1, features, false, layers(takes, random), value -> value)) {
        List<float[]> found = one.outputsStepByStep(x, batch, steps);
        for (int t = 0; t < steps; t++) {
          for (int row = 0; row < batch; row++) {
            for (int i = 0; i < takes.size(); i++) {
              int from = (row * takes.size() + i) * features;
              assertArrayEquals(
                  expected(takes.get(i), x, row, steps, t + 1, features),
                  java.util.Arrays.copyOfRange(found.get(t), from, from + features),
                  2e-5f,
                  takes + " step " + t);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FIRST", "MEAN", "MAX"})
  void isAsTheWholeSequenceBehindARecurrentLayer(String name) {
    int steps = 9;
    int batch = 3;
    List<Layer> layers =
        List.of(
            new Recurrent(new Gru(4)),
            new Readout(Take.valueOf(name)),
            new Dense(2, ActivationFunction.TANH));
    try (LayerRunner whole =
            new LayerRunner(
                GraphPlan.inference(Kernels.FUSED), steps, 3, true, layers, value -> value);
        LayerRunner one =
            new LayerRunner(GraphPlan.ofSteps(), 1, 3, false, layers, value -> value)) {
      one.assign(whole.weights());
      float[] x = LayerRunner.numbers(batch * steps * 3, 4);
      List<float[]> found = one.outputsStepByStep(x, batch, steps);
      for (int t = 0; t < steps; t++) {
        int[] lengths = {t + 1, t + 1, t + 1};
        assertArrayEquals(whole.output(x, lengths), found.get(t), 2e-6f, "step " + t);
      }
    }
  }

  @Test
  void takesStepsOfASequenceUnlessItNeedsBothEnds() {
    for (Take take : Take.values()) {
      assertEquals(take != Take.BOTH_ENDS, new Readout(take).stepwise());
    }
    assertTrue(new GlobalPool(PoolKind.MAX).stepwise());
    Parallel both =
        new Parallel(
            List.of(List.of(new Readout(Take.MAX)), List.of(new Readout(Take.BOTH_ENDS))),
            Join.CONCATENATE);
    assertFalse(both.stepwise());
    TimeDistributed inner =
        new TimeDistributed(
            new Residual(
                List.of(new Reshape(0, 1), new Recurrent(new Gru(2)), new Readout(Take.LAST)),
                List.of(new Dense(2, ActivationFunction.LINEAR))));
    assertFalse(inner.stepwise());
    assertTrue(
        new TimeDistributed(new Dense(2, ActivationFunction.TANH), new Flatten()).stepwise());
  }
}
