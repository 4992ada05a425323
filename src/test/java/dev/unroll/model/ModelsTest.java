package dev.unroll.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Layout;
import dev.unroll.data.Normalizer;
import dev.unroll.data.Sequences;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Weights;
import dev.unroll.layer.BasicRnn;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Lstm;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Recurrent;
import dev.unroll.source.simulated.Motion;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelsTest {

  private static final Layout LAYOUT = new Motion().layout().orElseThrow();

  /** Names and shapes as Python TensorFlow's {@code tf.compat.v1} lists them for the same code. */
  static Stream<Arguments> presets() {
    return Stream.of(
        Arguments.of(
            "rnn",
            Models.rnn(32),
            1_542L,
            List.of("rnn/basic_rnn_cell/kernel [41, 32]", "rnn/basic_rnn_cell/bias [32]")),
        Arguments.of(
            "lstm",
            Models.lstm(32),
            5_574L,
            List.of("rnn/basic_lstm_cell/kernel [41, 128]", "rnn/basic_lstm_cell/bias [128]")),
        Arguments.of(
            "lstm-peephole",
            Models.lstmPeephole(32),
            5_670L,
            List.of(
                "rnn/lstm_cell/kernel [41, 128]",
                "rnn/lstm_cell/bias [128]",
                "rnn/lstm_cell/w_f_diag [32]",
                "rnn/lstm_cell/w_i_diag [32]",
                "rnn/lstm_cell/w_o_diag [32]")),
        Arguments.of(
            "gru",
            Models.gru(32),
            4_230L,
            List.of(
                "rnn/gru_cell/gates/kernel [41, 64]",
                "rnn/gru_cell/gates/bias [64]",
                "rnn/gru_cell/candidate/kernel [41, 32]",
                "rnn/gru_cell/candidate/bias [32]")),
        Arguments.of(
            "bilstm",
            Models.bilstm(32),
            11_142L,
            List.of(
                "bidirectional_rnn/fw/basic_lstm_cell/kernel [41, 128]",
                "bidirectional_rnn/fw/basic_lstm_cell/bias [128]",
                "bidirectional_rnn/bw/basic_lstm_cell/kernel [41, 128]",
                "bidirectional_rnn/bw/basic_lstm_cell/bias [128]")),
        Arguments.of(
            "twolayer-lstm",
            Models.twolayerLstm(32),
            13_894L,
            List.of(
                "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/kernel [41, 128]",
                "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/bias [128]",
                "rnn/multi_rnn_cell/cell_1/basic_lstm_cell/kernel [64, 128]",
                "rnn/multi_rnn_cell/cell_1/basic_lstm_cell/bias [128]")),
        Arguments.of(
            "multilayer of basic RNN cells",
            Models.deep(new BasicRnn(4), 3),
            158L,
            List.of(
                "rnn/multi_rnn_cell/cell_0/basic_rnn_cell/kernel [13, 4]",
                "rnn/multi_rnn_cell/cell_0/basic_rnn_cell/bias [4]",
                "rnn/multi_rnn_cell/cell_1/basic_rnn_cell/kernel [8, 4]",
                "rnn/multi_rnn_cell/cell_1/basic_rnn_cell/bias [4]",
                "rnn/multi_rnn_cell/cell_2/basic_rnn_cell/kernel [8, 4]",
                "rnn/multi_rnn_cell/cell_2/basic_rnn_cell/bias [4]")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("presets")
  void haveTensorFlow1NamesAndShapes(
      String name, ModelDesign design, long parameters, List<String> recurrent) {
    ModelSummary summary = ModelSummary.of(design.forLayout(LAYOUT));
    assertEquals(recurrent, summary.rows().get(1).variables());
    assertEquals(parameters, summary.parameters());
    List<String> output = summary.rows().get(3).variables();
    assertTrue(output.get(0).startsWith("Variable ["), output.get(0));
    assertEquals("Variable_1 [6]", output.get(1));
  }

  @Test
  void multilayerHasFourCellsByDefault() {
    assertEquals(4, ((Recurrent) Models.multilayer(8).layers().get(0)).depth());
  }

  @Test
  void theSummaryIsATableOfEightyColumns() {
    String text = ModelSummary.of(Models.lstm(32).forLayout(LAYOUT)).toText();
    assertTrue(text.lines().allMatch(line -> line.length() <= 80));
    assertTrue(text.contains("recurrent                    [batch, 128, 32]                5,376"));
    assertTrue(text.contains("Total                                                        5,574"));
  }

  @Test
  void theSummarySaysWhatHasNoFusedKernel() {
    Lstm projected = new Lstm(4, 1, true, 0, 2, 0, new Initializer.GlorotUniform());
    String text = ModelSummary.of(Models.deep(projected, 1).forLayout(LAYOUT)).toText();
    assertTrue(text.contains("recurrent, static kernels"), text);
  }

  @Test
  void aModelEndsInOneVector() {
    ModelDesign design = ModelDesign.of(new Recurrent(new Gru(3)));
    InputException e =
        assertThrows(InputException.class, () -> ModelSummary.of(design.forLayout(LAYOUT)));
    assertEquals(
        "model: the last layer gives [batch, 128, 3], one value a step; end the layers with a"
            + " readout, such as {type: readout, take: last-valid}",
        e.getMessage());
  }

  @Test
  void predictsSequencesOfDifferentLength() {
    ModelSpec spec =
        new ModelSpec(
            new InputSpec(4, 1, true),
            Optional.empty(),
            List.of(new Recurrent(new Gru(3)), new Readout(Readout.Take.LAST_VALID)),
            classification());
    Sequences different =
        Sequences.of(
            new float[] {1, 2, 3, 4, 5, 6, 7}, 1, new int[] {4, 1, 2}, new int[3], new int[3]);
    try (GraphPredictor predictor = new GraphPredictor(spec, someWeights(spec))) {
      Predictions together = predictor.predict(different);
      for (int i = 0; i < 3; i++) {
        Predictions alone = predictor.predict(different.select(i));
        double sum = 0;
        for (int k = 0; k < 3; k++) {
          assertEquals(alone.probability(0, k), together.probability(i, k), 1e-6);
          sum += together.probability(i, k);
        }
        assertEquals(1, sum, 1e-6);
      }
    }
  }

  @Test
  void predictsTheSameAloneAndTogetherHoweverManyRows() {
    for (int rows : new int[] {0, 1, 33, 300}) {
      ModelSpec spec = Models.bilstm(3).forLayout(LAYOUT);
      Sequences sequences = sines(rows);
      try (GraphPredictor predictor = new GraphPredictor(spec, someWeights(spec))) {
        Predictions together = predictor.predict(sequences);
        assertEquals(rows, together.size());
        for (int row = 0; row < rows; row += 29) {
          Predictions alone = predictor.predict(sequences.select(row));
          assertEquals(alone.probability(0, 2), together.probability(row, 2), 1e-6);
        }
      }
    }
  }

  @Test
  void aModelRunsOnBothKernels() {
    for (ModelDesign design :
        List.of(
            Models.rnn(5),
            Models.lstm(5),
            Models.lstmPeephole(5),
            Models.gru(5),
            Models.bilstm(5),
            Models.multilayer(5))) {
      ModelSpec fused = design.forLayout(LAYOUT);
      Weights weights = someWeights(fused);
      Sequences sequences = sines(3);
      try (GraphPredictor one = new GraphPredictor(fused, weights);
          GraphPredictor other =
              new GraphPredictor(fused, weights, Compute.standard().withKernels(Kernels.STATIC))) {
        Predictions expected = other.predict(sequences);
        Predictions found = one.predict(sequences);
        for (int row = 0; row < 3; row++) {
          for (int k = 0; k < found.classNames().size(); k++) {
            assertEquals(expected.probability(row, k), found.probability(row, k), 1e-5);
          }
        }
      }
    }
  }

  private static Sequences sines(int rows) {
    float[] values = new float[rows * 128 * 9];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(0.37 * i);
    }
    return Sequences.ofSteps(values, 128, 9, new int[rows], new int[rows]);
  }

  @Test
  void refusesSequencesOfAnotherShape() {
    ModelSpec spec = Models.rnn(2).forLayout(LAYOUT);
    try (GraphPredictor predictor = new GraphPredictor(spec, someWeights(spec))) {
      Sequences narrow = Sequences.ofSteps(new float[256], 128, 2, new int[1], new int[1]);
      InputException e = assertThrows(InputException.class, () -> predictor.predict(narrow));
      assertEquals("the model takes sequences of 9 features, got 2", e.getMessage());
      Sequences brief = Sequences.ofSteps(new float[18], 2, 9, new int[1], new int[1]);
      e = assertThrows(InputException.class, () -> predictor.predict(brief));
      assertEquals("the model takes sequences of 128 steps, but sequence 0 has 2", e.getMessage());
    }
  }

  private static Classification classification() {
    ModelDesign design = Models.rnn(1);
    return new Classification(List.of("a", "b", "c"), design.outputKernel(), design.outputBias());
  }

  /** Weights that differ in every place. */
  private static Weights someWeights(ModelSpec spec) {
    Weights.Builder weights = new Weights.Builder();
    try (InferenceGraph graph = new InferenceGraph(spec)) {
      graph
          .variables()
          .forEach(
              variable -> {
                float[] values = new float[(int) variable.size()];
                for (int i = 0; i < values.length; i++) {
                  values[i] = (float) Math.sin(1 + i + variable.name().length());
                }
                weights.put(variable.name(), variable.shape().asArray(), values);
              });
    }
    return weights.build();
  }

  @Test
  void normalisationHasOneValueAFeature() {
    Normalizer one = new Normalizer(Collections.nCopies(1, 0.0), Collections.nCopies(1, 1.0));
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                new ModelSpec(
                    new InputSpec(4, 2, false),
                    Optional.of(one),
                    Models.rnn(2).layers(),
                    classification()));
    assertEquals("model: the normalizer has 1 features, the input 2", e.getMessage());
  }
}
