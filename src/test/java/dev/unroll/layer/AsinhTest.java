package dev.unroll.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.contract.LayerRunner;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.Kernels;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AsinhTest {

  /** From 1e-12 to 1e12, of either sign: to rounding where the sum of 1 and x is 1, too. */
  @ParameterizedTest
  @EnumSource
  void isTheInverseHyperbolicSineByEitherKernels(Kernels kernels) {
    int count = 2 * 97;
    float[] x = new float[count];
    for (int i = 0; i < count / 2; i++) {
      x[2 * i] = (float) Math.pow(10, -12 + i / 4.0);
      x[2 * i + 1] = -x[2 * i];
    }
    GraphPlan plan = new GraphPlan(kernels, true, 1);
    Asinh layer = new Asinh(List.of(1.0), false);
    try (LayerRunner runner = new LayerRunner(plan, count, 1, false, List.of(layer))) {
      float[] found = runner.output(x, new int[] {count});
      for (int i = 0; i < count; i++) {
        double a = Math.abs((double) x[i]);
        double y = Math.signum(x[i]) * Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
        assertEquals(y, found[i], 1e-6 * Math.abs(y), kernels + " asinh of " + x[i]);
      }
    }
  }
}
