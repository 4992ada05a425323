package dev.unroll.internal.server.warmup;

import static dev.unroll.check.Check.failure;

import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.load.NamedTensors;
import dev.unroll.load.SignatureRunner;
import dev.unroll.model.Endpoints;
import dev.unroll.model.StepPredictor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.Tensor;

/**
 * Holds what predicts step by step to the graph itself: they are read from different files, which
 * may not be of one model.
 */
final class StepAgreement {

  /** Elements of a sequence that this is tried with. */
  private static final long MOST_ELEMENTS = 1 << 20;

  /** Far above rounding, far below what another model would give. */
  private static final double TOLERANCE = 1e-3;

  private StepAgreement() {}

  /**
   * Takes a sequence at once and step by step.
   *
   * @throws dev.unroll.check.InputException where the predictions differ
   */
  static void check(ModelVersion version) {
    if (!version.signatures().containsKey(Endpoints.SERVING_SIGNATURE)) {
      return;
    }
    SignatureRunner runner = version.signature(Endpoints.SERVING_SIGNATURE);
    Optional<String> output =
        Stream.of(Endpoints.PROBABILITIES, Endpoints.PREDICTIONS)
            .filter(name -> runner.signature().outputs().containsKey(name))
            .findFirst();
    Optional<Map<String, TensorValue>> inputs = Zeros.of(version, runner, 1, MOST_ELEMENTS);
    if (output.isEmpty() || inputs.isEmpty() || !inputs.get().containsKey(Endpoints.INPUTS)) {
      return;
    }
    long[] shape = inputs.get().get(Endpoints.INPUTS).shape();
    StepPredictor predictor = version.steps();
    int features = predictor.features();
    float[] values = new float[(int) inputs.get().get(Endpoints.INPUTS).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(1 + 0.7 * i);
    }
    Map<String, TensorValue> asked = new LinkedHashMap<>(inputs.get());
    asked.put(Endpoints.INPUTS, TensorValue.ofFloats(values, shape));
    float[] whole = last(runner, asked, output.get(), predictor.outputs());
    float[] state = predictor.start();
    float[] found = {};
    for (int at = 0; at < values.length; at += features) {
      found = predictor.step(state, Arrays.copyOfRange(values, at, at + features));
    }
    for (int i = 0; i < whole.length; i++) {
      if (Math.abs(whole[i] - found[i]) > TOLERANCE * (1 + Math.abs(whole[i]))) {
        throw failure(
            "%s: step by step it predicts %s, at once %s: its design is not that of its graph; is"
                + " it whole?",
            version.loaded().path(), Arrays.toString(found), Arrays.toString(whole));
      }
    }
  }

  /** What the graph predicts, of the last step where there is one for each. */
  private static float[] last(
      SignatureRunner runner, Map<String, TensorValue> inputs, String output, int count) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try {
      inputs.forEach((name, value) -> tensors.put(name, value.toTensor()));
      try (NamedTensors found = runner.run(tensors, List.of(output))) {
        TensorValue value = TensorValue.of(found.get(output)).orElseThrow();
        if (value.type() != ElementType.FLOAT || value.elements() < count) {
          throw failure(
              "output '%s': expected %d numbers or more, found %s",
              output, count, value.describe());
        }
        ByteBuffer numbers = value.numbers();
        numbers.position(numbers.limit() - count * Float.BYTES);
        float[] last = new float[count];
        numbers.asFloatBuffer().get(last);
        return last;
      }
    } finally {
      tensors.values().forEach(Tensor::close);
    }
  }
}
