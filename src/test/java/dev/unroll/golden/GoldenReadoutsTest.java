package dev.unroll.golden;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.contract.LayerRunner;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Weights;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.BasicRnn;
import dev.unroll.layer.Cell;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Readout.Take;
import dev.unroll.layer.Recurrent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sequences of different length are read to their own ends, as PyTorch reads packed ones. */
class GoldenReadoutsTest {

  private static final double TOLERANCE = 1e-5;

  static List<Golden> inputs() {
    return Golden.family("readouts");
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void aSequenceIsReadToItsOwnEnd(Golden input) {
    JsonNode json = input.json();
    List<Layer> layers = new ArrayList<>();
    layers.add(new Recurrent(cell(json), json.get("depth").asInt(), json.get("both").asBoolean()));
    String take = json.get("take").asText();
    if (!take.equals("steps")) {
      layers.add(new Readout(Take.valueOf(take.replace('-', '_').toUpperCase(Locale.ROOT))));
    }
    // Both kernels, and batches in one part or more, in turn.
    int plan = json.get("input").size() % LayerRunner.PLANS.size();
    try (LayerRunner runner =
        new LayerRunner(
            LayerRunner.PLANS.get(plan),
            json.get("steps").asInt(),
            json.get("features").asInt(),
            true,
            layers)) {
      runner.assign(weights(json.get("weights")));
      JsonNode lengths = json.get("lengths");
      int[] rows = new int[lengths.size()];
      for (int row = 0; row < rows.length; row++) {
        rows[row] = lengths.get(row).asInt();
      }
      float[] found = runner.output(floats(json.get("input")), rows);
      ReadData.assertNumbers(json.get("output"), found, TOLERANCE, "output");
    }
  }

  private static Cell cell(JsonNode json) {
    int units = json.get("units").asInt();
    return switch (json.get("cell").asText()) {
      case "lstm" -> new BasicLstm(units);
      case "gru" -> new Gru(units, new Initializer.GlorotUniform(), true);
      case "rnn" -> new BasicRnn(units);
      default -> throw new AssertionError(json.get("cell").asText());
    };
  }

  private static Weights weights(JsonNode list) {
    Weights.Builder weights = new Weights.Builder();
    for (JsonNode one : list) {
      long[] shape = new long[one.get("shape").size()];
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = one.get("shape").get(axis).asLong();
      }
      weights.put(one.get("name").asText(), shape, floats(one.get("values")));
    }
    return weights.build();
  }

  private static float[] floats(JsonNode list) {
    float[] floats = new float[list.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) list.get(i).asDouble();
    }
    return floats;
  }
}
