package dev.unroll.internal.doctor.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.graph.Compute;
import dev.unroll.internal.doctor.data.Patient;
import dev.unroll.model.Predictions;
import dev.unroll.recipe.Recipes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class OutputRangeTest {

  private static final int COUNT = 200;

  private static List<Finding> seen(Dataset data, float[] outputs) {
    Patient patient = new Patient(Recipes.named("motion-lstm"), data, 1, Compute.standard());
    Predictions predictions = Predictions.ofSequences(data.schema().target(), outputs);
    RunFacts run =
        new RunFacts(
            patient,
            Map.of(),
            Optional.empty(),
            Map.of(Split.TRAIN, predictions),
            Optional.empty());
    return new OutputRange().of(run).findings();
  }

  /** Numbers, and a model that knows them but for its last layer. */
  private static List<Finding> numbers(double deviation, DoubleUnaryOperator last) {
    Random random = new Random(8);
    float[] truth = new float[COUNT];
    float[] outputs = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      truth[i] = (float) (deviation * random.nextGaussian());
      outputs[i] = (float) last.applyAsDouble(truth[i] + 0.1 * random.nextGaussian());
    }
    return seen(Dataset.ofNumbers(new float[COUNT][2][1], truth).build(), outputs);
  }

  @Test
  void squashedNumbersAreSuspect() {
    assertTrue(
        numbers(20, x -> 1 / (1 + Math.exp(-x))).get(0).cause().contains("sigmoid"), "sigmoid");
    assertTrue(numbers(20, Math::tanh).get(0).cause().contains("tanh"), "tanh");
    List<Finding> relu = numbers(20, x -> Math.max(0, x));
    assertEquals(Level.SUSPECT, relu.get(0).level());
    assertTrue(relu.get(0).cause().contains("relu"), relu.get(0).cause());
  }

  @Test
  void numbersThatAreThereAreWell() {
    assertEquals(0, numbers(20, x -> x).size());
    assertEquals(0, numbers(0.2, x -> x).size());
    assertEquals(0, numbers(20, x -> Math.abs(x)).size());
    // Nearly the same for all is another fault.
    assertEquals(0, numbers(20, x -> 0.5 + 0.001 * Math.tanh(x)).size());
  }

  @Test
  void whatIsNoNumberIsAFault() {
    Finding finding = numbers(20, x -> x > 30 ? Double.NaN : x).get(0);
    assertEquals(Kind.NOT_FINITE, finding.kind());
    assertEquals(Level.FAULT, finding.level());
  }

  /** Six classes, and a model that knows them but for its last layer. */
  private static List<Finding> classes(boolean twice) {
    Random random = new Random(8);
    int classes = 6;
    int[] labels = new int[COUNT];
    float[] outputs = new float[COUNT * classes];
    for (int i = 0; i < COUNT; i++) {
      labels[i] = i % classes;
      double[] values = new double[classes];
      for (int k = 0; k < classes; k++) {
        values[k] = (k == labels[i] ? 3 : 0) + random.nextGaussian();
      }
      values = softmax(values);
      values = twice ? softmax(values) : values;
      for (int k = 0; k < classes; k++) {
        outputs[i * classes + k] = (float) values[k];
      }
    }
    return seen(Dataset.of(new float[COUNT][2][1], labels).build(), outputs);
  }

  private static double[] softmax(double[] logits) {
    double sum = 0;
    double[] result = new double[logits.length];
    for (int k = 0; k < logits.length; k++) {
      result[k] = Math.exp(logits[k]);
      sum += result[k];
    }
    for (int k = 0; k < logits.length; k++) {
      result[k] /= sum;
    }
    return result;
  }

  @Test
  void aSoftmaxOfASoftmaxIsSuspect() {
    List<Finding> found = classes(true);
    assertEquals(Kind.TARGET, found.get(0).kind());
    assertTrue(found.get(0).evidence().endsWith("gives 0.130 to 0.352"), found.get(0).evidence());
    assertEquals(0, classes(false).size());
  }
}
