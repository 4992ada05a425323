package dev.unroll.internal.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.graph.Kernels;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WorkloadTest {

  private static Workload workload(String cell) {
    return new Workload(cell, 3, 2, 5, 4, Kernels.FUSED);
  }

  @Test
  void countsTheProductsOfEachNetwork() {
    // A product [2, k] x [k, n] at each of 5 steps takes 2 * 2 * 5 * k n = 20 k n operations.
    double forward = 20 * (4 + 3) * 12;
    double toStates = 20 * 3 * 12;
    assertEquals(2 * forward + toStates, workload("lstm").trainingFlop());
    assertEquals(2 * (2 * forward + toStates), workload("bilstm").trainingFlop());
    assertEquals((2 * forward + toStates) / 4, workload("rnn").trainingFlop());
    assertEquals((2 * forward + toStates) * 3 / 4, workload("gru").trainingFlop());
    double upper = 20 * (3 + 3) * 12;
    assertEquals(2 * forward + toStates + 3 * upper, workload("twolayer-lstm").trainingFlop());
  }

  @Test
  void refusesWhatItCannotBuild() {
    InputException e = assertThrows(InputException.class, () -> workload("transformer"));
    assertTrue(
        e.getMessage().startsWith("bench: cell: expected one of [rnn, lstm, "), e.getMessage());
    e = assertThrows(InputException.class, () -> new Workload("rnn", 0, 1, 1, 1, Kernels.STATIC));
    assertEquals("bench: units: expected a whole number of 1 or more, got 0", e.getMessage());
    e =
        assertThrows(
            InputException.class, () -> new Workload("rnn", 1, 1_000_000, 1000, 9, Kernels.STATIC));
    assertEquals(
        "bench: 1000000 rows of 1000 steps x 9 features are more than 2147483647 values; choose"
            + " fewer",
        e.getMessage());
  }

  @Test
  void measuresEveryFigure() throws IOException {
    Benchmark.Result result = Benchmark.run(workload("gru"), 0.01);
    assertTrue(result.trainStepMs() > 0 && result.inferenceMs() > 0 && result.latencyMs() > 0);
    assertTrue(result.shareOutsideSession() >= 0 && result.shareOutsideSession() <= 1);
    assertTrue(result.graphBuildMs() > 0 && result.firstStepMs() > 0);
    assertTrue(result.ownShapeGflops() > 0 && result.cubeGflops() > 0);
    assertEquals(
        result.trainGflops() / result.cubeGflops(),
        result.shareOfCube(),
        1e-9 * result.shareOfCube());
  }
}
