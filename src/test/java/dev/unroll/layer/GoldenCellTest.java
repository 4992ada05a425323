package dev.unroll.layer;

import static dev.unroll.layer.ActivationFunction.ELU;
import static dev.unroll.layer.ActivationFunction.HARD_SIGMOID;
import static dev.unroll.layer.ActivationFunction.HARD_SIGMOID_KERAS2;
import static dev.unroll.layer.ActivationFunction.LEAKY_RELU;
import static dev.unroll.layer.ActivationFunction.LINEAR;
import static dev.unroll.layer.ActivationFunction.RELU;
import static dev.unroll.layer.ActivationFunction.SELU;
import static dev.unroll.layer.ActivationFunction.SIGMOID;
import static dev.unroll.layer.ActivationFunction.SOFTSIGN;
import static dev.unroll.layer.ActivationFunction.TANH;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import dev.unroll.contract.LayerRunner;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Weights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cells against numbers made outside TensorFlow, by {@code golden.py} beside {@code golden.json}.
 */
class GoldenCellTest {

  private static final double TOLERANCE = 2e-6;

  private static final Initializer GLOROT = new Initializer.GlorotUniform();

  private static final Map<String, Recurrent> LAYERS =
      Map.ofEntries(
          Map.entry("basic-rnn", new Recurrent(new BasicRnn(2))),
          Map.entry("basic-lstm", new Recurrent(new BasicLstm(2))),
          Map.entry("basic-lstm-no-forget-bias", new Recurrent(new BasicLstm(3, 0, GLOROT))),
          Map.entry("lstm-peephole", new Recurrent(new Lstm(2))),
          Map.entry(
              "lstm-clip-projection", new Recurrent(new Lstm(4, 1, true, 0.35, 3, 0.15, GLOROT))),
          Map.entry("lstm-clip", new Recurrent(new Lstm(4, 1, true, 0.35, 0, 0, GLOROT))),
          Map.entry("lstm-clip-lengths", new Recurrent(new Lstm(3, 1, true, 0.3, 0, 0, GLOROT))),
          Map.entry("lstm-plain", new Recurrent(new Lstm(2, 0.5, false, 0, 0, 0, GLOROT))),
          Map.entry("gru", new Recurrent(new Gru(2))),
          Map.entry("gru-reset-after", new Recurrent(new Gru(2, GLOROT, true))),
          Map.entry("gru-reset-after-lengths", new Recurrent(new Gru(3, GLOROT, true))),
          Map.entry("basic-rnn-lengths", new Recurrent(new BasicRnn(2))),
          Map.entry("basic-lstm-lengths", new Recurrent(new BasicLstm(2))),
          Map.entry("gru-lengths", new Recurrent(new Gru(2))),
          Map.entry("bilstm", new Recurrent(new BasicLstm(2), 1, true)),
          Map.entry("bilstm-lengths", new Recurrent(new BasicLstm(2), 1, true)),
          Map.entry("twolayer-lstm", new Recurrent(new BasicLstm(2), 2, false)),
          Map.entry("threelayer-gru-lengths", new Recurrent(new Gru(2), 3, false)),
          Map.entry("basic-rnn-relu", new Recurrent(new BasicRnn(2, GLOROT, RELU))),
          Map.entry(
              "basic-rnn-leaky-relu-lengths", new Recurrent(new BasicRnn(3, GLOROT, LEAKY_RELU))),
          Map.entry("basic-lstm-relu", new Recurrent(new BasicLstm(2, 1, GLOROT, RELU, SIGMOID))),
          Map.entry(
              "basic-lstm-elu-hard-sigmoid",
              new Recurrent(new BasicLstm(2, 0, GLOROT, ELU, HARD_SIGMOID))),
          Map.entry(
              "basic-lstm-hard-sigmoid-keras2",
              new Recurrent(new BasicLstm(3, 0, GLOROT, TANH, HARD_SIGMOID_KERAS2))),
          Map.entry(
              "bilstm-softsign-lengths",
              new Recurrent(new BasicLstm(2, 0.5, GLOROT, SOFTSIGN, SIGMOID), 1, true)),
          Map.entry(
              "lstm-linear-projection",
              new Recurrent(new Lstm(4, 1, true, 0, 3, 0, GLOROT, LINEAR, TANH))),
          Map.entry(
              "lstm-sigmoid",
              new Recurrent(new Lstm(2, 1, true, 0.35, 0, 0, GLOROT, SIGMOID, HARD_SIGMOID))),
          Map.entry("gru-relu", new Recurrent(new Gru(2, GLOROT, false, RELU, SIGMOID))),
          Map.entry(
              "gru-selu-hard-sigmoid-lengths",
              new Recurrent(new Gru(2, GLOROT, false, SELU, HARD_SIGMOID))),
          Map.entry("gru-reset-after-relu", new Recurrent(new Gru(2, GLOROT, true, RELU, SIGMOID))),
          Map.entry(
              "gru-reset-after-softsign-tanh",
              new Recurrent(new Gru(2, GLOROT, true, SOFTSIGN, TANH))));

  static Stream<Arguments> cases() throws IOException {
    JsonNode cases =
        new ObjectMapper()
            .readTree(
                Resources.toByteArray(Resources.getResource(GoldenCellTest.class, "golden.json")));
    assertEquals(LAYERS.size(), cases.size());
    return StreamSupport.stream(cases.spliterator(), false)
        .flatMap(
            golden ->
                LayerRunner.PLANS.stream()
                    .map(plan -> Arguments.of(golden.get("name").asText(), plan, golden)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void matchesIndependentArithmetic(String name, GraphPlan plan, JsonNode golden) {
    JsonNode inputs = golden.get("inputs");
    int steps = inputs.get(0).size();
    int features = inputs.get(0).get(0).size();
    int[] lengths =
        StreamSupport.stream(golden.get("lengths").spliterator(), false)
            .mapToInt(JsonNode::asInt)
            .toArray();
    try (LayerRunner runner =
        new LayerRunner(
            plan, steps, features, name.endsWith("-lengths"), List.of(LAYERS.get(name)))) {
      Set<String> expectedNames = new HashSet<>();
      golden.get("weights").fieldNames().forEachRemaining(expectedNames::add);
      assertEquals(expectedNames, Set.copyOf(runner.variableNames()));
      runner.assign(weights(golden.get("weights")));

      LayerRunner.Run run = runner.run(flat(inputs), lengths, flat(golden.get("lossWeights")));

      assertClose("outputs", flat(golden.get("outputs")), run.output());
      assertClose("input gradients", flat(golden.get("inputGradients")), run.inputGradient());
      run.weightGradients()
          .forEach(
              (variable, gradient) ->
                  assertClose(
                      variable, flat(golden.get("weightGradients").get(variable)), gradient));
    }
  }

  private static void assertClose(String what, float[] expected, float[] found) {
    assertEquals(expected.length, found.length, what);
    for (int i = 0; i < expected.length; i++) {
      double tolerance = TOLERANCE * Math.max(1, Math.abs(expected[i]));
      assertEquals(expected[i], found[i], tolerance, what + " at " + i);
    }
  }

  private static Weights weights(JsonNode byName) {
    Weights.Builder weights = new Weights.Builder();
    byName
        .properties()
        .forEach(
            entry -> {
              JsonNode value = entry.getValue();
              long[] shape =
                  value.get(0).isArray()
                      ? new long[] {value.size(), value.get(0).size()}
                      : new long[] {value.size()};
              weights.put(entry.getKey(), shape, flat(value));
            });
    return weights.build();
  }

  private static float[] flat(JsonNode node) {
    List<Float> values = new ArrayList<>();
    collect(node, values);
    float[] flat = new float[values.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = values.get(i);
    }
    return flat;
  }

  private static void collect(JsonNode node, List<Float> values) {
    if (node.isArray()) {
      node.forEach(element -> collect(element, values));
    } else {
      values.add((float) node.asDouble());
    }
  }
}
