package dev.unroll.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.EagerSession;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

class InitializerTest {

  private static final int ROWS = 300;
  private static final int COLUMNS = 100;

  @Test
  void glorotUniformIsSymmetricWithinItsLimit() {
    double[] values = values(new Initializer.GlorotUniform());
    double limit = Math.sqrt(6.0 / (ROWS + COLUMNS));
    assertTrue(Arrays.stream(values).allMatch(v -> v >= -limit && v < limit));
    assertEquals(0, mean(values), 0.01 * limit);
    assertEquals(limit / Math.sqrt(3), deviation(values), 0.01 * limit);
    assertTrue(Arrays.stream(values).min().orElseThrow() < -0.99 * limit);
    assertTrue(Arrays.stream(values).max().orElseThrow() > 0.99 * limit);
  }

  @Test
  void truncatedNormalEndsAtTwoDeviations() {
    double[] values = values(new Initializer.TruncatedNormal(0.5));
    assertTrue(Arrays.stream(values).allMatch(v -> Math.abs(v) <= 1));
    assertEquals(0, mean(values), 0.01);
    assertEquals(0.5 * 0.8796256610342398, deviation(values), 0.005);
  }

  @Test
  void normalHasItsDeviationAndTails() {
    double[] values = values(new Initializer.Normal(2));
    assertEquals(0, mean(values), 0.04);
    assertEquals(2, deviation(values), 0.03);
    assertTrue(Arrays.stream(values).anyMatch(v -> Math.abs(v) > 5));
  }

  @Test
  void fillsAreExact() {
    assertTrue(Arrays.stream(values(new Initializer.Zeros())).allMatch(v -> v == 0));
    assertTrue(Arrays.stream(values(new Initializer.Ones())).allMatch(v -> v == 1));
    assertTrue(Arrays.stream(values(new Initializer.Constant(0.25))).allMatch(v -> v == 0.25));
  }

  @Test
  void refusesANegativeDeviation() {
    InputException e = assertThrows(InputException.class, () -> new Initializer.Normal(-1));
    assertEquals("normal: stddev: expected a number of 0 or more, got -1.0", e.getMessage());
  }

  private static double[] values(Initializer initializer) {
    try (EagerSession session = EagerSession.create()) {
      float[] values =
          Tensors.values(
              initializer.build(Ops.create(session), Shape.of(ROWS, COLUMNS), 42).asTensor());
      return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }
}
