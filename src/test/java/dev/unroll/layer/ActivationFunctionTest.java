package dev.unroll.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.contract.LayerRunner;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions and their gradients against plain arithmetic. */
class ActivationFunctionTest {

  private static final int COUNT = 181;

  /** From -9 to 9, none of them where a function has a kink. */
  private static float[] numbers() {
    float[] x = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = (float) (-9 + 0.1 * i + 0.013);
    }
    return x;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double bounded(double x, double least, double most) {
    return Math.min(Math.max(x, least), most);
  }

  /** By its series, which is good to 1e-9 up to 4. */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 200; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return Math.abs(x) > 4 ? Math.signum(x) : 2 / Math.sqrt(Math.PI) * sum;
  }

  private static DoubleUnaryOperator plain(ActivationFunction function) {
    return switch (function) {
      case LINEAR -> x -> x;
      case RELU -> x -> Math.max(x, 0);
      case RELU6 -> x -> bounded(x, 0, 6);
      case LEAKY_RELU -> x -> x > 0 ? x : 0.2 * x;
      case ELU -> x -> x > 0 ? x : Math.expm1(x);
      case SELU -> x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x));
      case GELU -> x -> x * (1 + erf(x / Math.sqrt(2))) / 2;
      case SWISH -> x -> x * sigmoid(x);
      case HARD_SWISH -> x -> x * bounded(x + 3, 0, 6) / 6;
      case MISH -> x -> x * Math.tanh(Math.log1p(Math.exp(x)));
      case TANH -> Math::tanh;
      case HARD_TANH -> x -> bounded(x, -1, 1);
      case SOFTSIGN -> x -> x / (1 + Math.abs(x));
      case SIGMOID -> ActivationFunctionTest::sigmoid;
      case HARD_SIGMOID -> x -> bounded(x + 3, 0, 6) / 6;
      case HARD_SIGMOID_KERAS2 -> x -> bounded(0.2 * x + 0.5, 0, 1);
      case LOG_SIGMOID -> x -> -Math.log1p(Math.exp(-x));
      case SOFTPLUS -> x -> Math.log1p(Math.exp(x));
      case EXPONENTIAL -> Math::exp;
    };
  }

  @ParameterizedTest
  @EnumSource
  void isItsFormulaAndSoIsItsGradient(ActivationFunction function) {
    assertIs(new Activation(function), plain(function));
  }

  @Test
  void leakyReluHasTheSlopeThatIsSet() {
    assertIs(new Activation(ActivationFunction.LEAKY_RELU, 0.01), x -> x > 0 ? x : 0.01 * x);
    InputException e =
        assertThrows(InputException.class, () -> new Activation(ActivationFunction.RELU, 0.01));
    assertEquals(
        "activation: slope 0.01 is of leaky-relu, but the function is another; leave it out",
        e.getMessage());
  }

  private static void assertIs(Activation layer, DoubleUnaryOperator formula) {
    float[] x = numbers();
    float[] ones = new float[COUNT];
    Arrays.fill(ones, 1);
    try (LayerRunner runner =
        new LayerRunner(LayerRunner.PLANS.get(0), COUNT, 1, false, List.of(layer))) {
      LayerRunner.Run run = runner.run(x, new int[] {COUNT}, ones);
      for (int i = 0; i < COUNT; i++) {
        double y = formula.applyAsDouble(x[i]);
        assertEquals(y, run.output()[i], 3e-6 * Math.max(1, Math.abs(y)), layer + " of " + x[i]);
        double slope =
            (formula.applyAsDouble(x[i] + 1e-3) - formula.applyAsDouble(x[i] - 1e-3)) / 2e-3;
        assertEquals(
            slope,
            run.inputGradient()[i],
            2e-5 * Math.max(1, Math.abs(slope)),
            layer + "' at " + x[i]);
      }
    }
  }
}
