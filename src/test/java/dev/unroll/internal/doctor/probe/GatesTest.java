package dev.unroll.internal.doctor.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Weights;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.BasicRnn;
import dev.unroll.layer.Cell;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Lstm;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Readout.Take;
import dev.unroll.layer.Recurrent;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Predictions;
import dev.unroll.train.GuidedTraining;
import dev.unroll.train.TrainingSpec;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GatesTest {

  private static final int UNITS = 3;

  static Stream<Cell> cells() {
    return Stream.of(
        new BasicRnn(UNITS),
        new BasicLstm(UNITS),
        new Lstm(UNITS, 0.7, false, 0, 0, 0, new dev.unroll.graph.Initializer.Normal(0.8)),
        new Gru(UNITS));
  }

  /** Three numbers a sequence, so that an output layer can give the state as it is. */
  private static Dataset data() {
    Random random = new Random(11);
    float[][][] sequences = new float[5][6][2];
    for (float[][] sequence : sequences) {
      for (float[] step : sequence) {
        step[0] = (float) random.nextGaussian();
        step[1] = (float) (3 + 2 * random.nextGaussian());
      }
    }
    return Dataset.ofNumbers(
            sequences, new float[][] {{1, 2, 3}, {2, 5, 1}, {4, 4, 4}, {0, 1, 7}, {3, 3, 0}})
        .build();
  }

  private static Weights trained(ModelSpec model, Dataset data) {
    TrainingSpec training = TrainingSpec.adam(0.1, 20);
    try (GuidedTraining guided =
        new GuidedTraining(
            model, training, data.train(), 1, Compute.standard(), Optional.empty())) {
      guided.begin(data.train(), 1);
      for (int i = 0; i < 10; i++) {
        guided.step(0.1, false);
      }
      return guided.weights();
    }
  }

  /** TensorFlow's outputs are the proof of every gate before them. */
  @ParameterizedTest
  @MethodSource("cells")
  void aCellInPlainJavaGivesWhatTheGraphGives(Cell cell) {
    Dataset data = data();
    ModelSpec model =
        ModelDesign.of(new Recurrent(cell), new Readout(Take.LAST_VALID))
            .withoutNormalization()
            .forData(data);
    Weights weights = trained(model, data);
    float[] output = weights.values("Variable");
    float[] bias = weights.values("Variable_1");
    CellSteps steps = CellSteps.of(cell, "rnn/", weights, 2).orElseThrow();
    try (GraphPredictor predictor = new GraphPredictor(model, weights)) {
      Predictions predictions = predictor.predict(data.train());
      dev.unroll.data.Normalizer scale = ((dev.unroll.model.Regression) model.task()).scale();
      for (int i = 0; i < data.train().size(); i++) {
        float[] values = data.train().values(i);
        steps.begin();
        for (int t = 0; t < 6; t++) {
          steps.step(values, 2 * t);
        }
        double[] expected = new double[UNITS];
        double[] found = new double[UNITS];
        for (int k = 0; k < UNITS; k++) {
          double sum = bias[k];
          for (int u = 0; u < UNITS; u++) {
            sum += steps.h()[u] * output[u * UNITS + k];
          }
          found[k] = sum * scale.deviation().get(k) + scale.mean().get(k);
          expected[k] = predictions.value(i, k);
        }
        assertArrayEquals(expected, found, 1e-4);
      }
    }
  }

  @Test
  void countsGatesAtTheirEnds() {
    Dataset data = data();
    ModelSpec model = model(data, new Recurrent(new BasicLstm(1)));
    // Gates i and j get 100 times the second input, which is 3 +- 2; f gets -7 + 1; o gets 0.
    float[] kernel = {0, 0, 0, 0, 100, 100, 0, 0, 0, 0, 0, 0};
    Weights weights =
        new Weights.Builder()
            .put("rnn/basic_lstm_cell/kernel", new long[] {3, 4}, kernel)
            .put("rnn/basic_lstm_cell/bias", new long[] {4}, new float[] {0, 0, -7, 0})
            .build();
    Gates gates = Gates.of(model, weights, data.train()).orElseThrow();
    int flat = 0;
    for (int i = 0; i < 5; i++) {
      for (int t = 0; t < 6; t++) {
        flat += Math.abs(100 * data.train().value(i, t, 1)) > 5 ? 2 : 0;
      }
    }
    assertEquals((flat + 30) / 120.0, gates.saturated(), 1e-12);
    assertEquals(1 / (1 + Math.exp(6)), gates.forget(), 1e-12);
  }

  @Test
  void otherFirstLayersAreLeftAlone() {
    Dataset data = data();
    Weights none = new Weights.Builder().build();
    assertTrue(
        Gates.of(
                model(data, new dev.unroll.layer.LayerNorm(1e-3), new Recurrent(new BasicLstm(1))),
                none,
                data.train())
            .isEmpty());
    assertTrue(
        Gates.of(model(data, new Recurrent(new Lstm(2))), none, data.train()).isEmpty(),
        "peepholes");
  }

  private static ModelSpec model(Dataset data, Layer... layers) {
    List<Layer> all = new java.util.ArrayList<>(List.of(layers));
    all.add(new Readout(Take.LAST_VALID));
    return ModelDesign.of(all.toArray(Layer[]::new)).withoutNormalization().forData(data);
  }

  @Test
  void influenceEndsWhereAConvolutionDoes() {
    Random random = new Random(2);
    float[][][] sequences = new float[40][30][1];
    int[] labels = new int[40];
    for (int i = 0; i < 40; i++) {
      labels[i] = i % 2;
      for (float[] step : sequences[i]) {
        step[0] = (float) random.nextGaussian();
      }
    }
    Dataset data = Dataset.of(sequences, labels).build();
    ModelSpec model =
        ModelDesign.of(
                new dev.unroll.layer.Conv1D(
                    3, 4, dev.unroll.layer.Padding.VALID, dev.unroll.layer.ActivationFunction.TANH),
                new Readout(Take.LAST_VALID))
            .forData(data);
    Sequences train = data.train();
    try (GraphPredictor predictor = new GraphPredictor(model, trained(model, data))) {
      Influence influence = Influence.of(predictor, train, 1);
      assertTrue(influence.reach() == 3 || influence.reach() == 4, influence.toString());
      assertEquals(0, influence.shareAt(4));
      assertTrue(influence.shareAt(3) > 0);
      assertEquals(29, influence.lags().get(influence.lags().size() - 1));
    }
  }
}
