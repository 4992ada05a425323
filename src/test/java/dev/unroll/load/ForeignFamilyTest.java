package dev.unroll.load;

import static dev.unroll.inspect.Graphs.graph;
import static dev.unroll.inspect.Graphs.ints;
import static dev.unroll.inspect.Graphs.node;
import static dev.unroll.inspect.Graphs.shape;
import static dev.unroll.inspect.Graphs.sizes;
import static dev.unroll.inspect.Graphs.type;
import static dev.unroll.inspect.Graphs.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Schema;
import dev.unroll.data.Target;
import dev.unroll.inspect.Graphs;
import dev.unroll.model.InputSpec;
import dev.unroll.model.Predictions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Dense networks made by hand, in all shapes and types of input, with all ends and meanings; what
 * they give is computed once more by plain arithmetic.
 */
class ForeignFamilyTest {

  private static final int STEPS = 6;
  private static final int FEATURES = 2;
  private static final List<String> NAMES = List.of("a", "b");

  @TempDir Path temp;

  /**
   * A network.
   *
   * @param input its shape without the batch
   * @param end the last operation; empty for none
   * @param told what its outputs mean; empty where nobody says it
   */
  private record Network(
      List<Integer> input, String type, String end, int width, boolean perStep, String told) {

    Optional<OutputMeaning> meaning() {
      return told.isEmpty() ? Optional.empty() : Optional.of(OutputMeaning.parse(told));
    }

    OutputMeaning taken() {
      return meaning()
          .orElse(
              switch (end) {
                case "Softmax" -> width > 1 ? OutputMeaning.PROBABILITIES : OutputMeaning.NUMBERS;
                case "LogSoftmax" -> OutputMeaning.LOGITS;
                case "Sigmoid" -> width == 1 ? OutputMeaning.SIGMOID : OutputMeaning.NUMBERS;
                default -> OutputMeaning.NUMBERS;
              });
    }

    int inputs() {
      return perStep ? FEATURES : STEPS * FEATURES;
    }
  }

  static Stream<Network> networks() {
    List<List<Integer>> shapes =
        List.of(
            List.of(STEPS, FEATURES),
            List.of(STEPS * FEATURES),
            List.of(STEPS, FEATURES, 1),
            List.of(1, STEPS, FEATURES),
            List.of(2, 3, FEATURES),
            List.of(3, 1, 2, FEATURES));
    String[][] ends = {
      {"", "", "1"},
      {"", "", "3"},
      {"", "numbers", "3"},
      {"", "logits", "1"},
      {"", "logits", "3"},
      {"Softmax", "", "3"},
      {"Softmax", "probabilities", "2"},
      {"Softmax", "numbers", "3"},
      {"LogSoftmax", "", "3"},
      {"Sigmoid", "", "1"},
      {"Sigmoid", "", "3"},
      {"Sigmoid", "sigmoid", "3"},
      {"Sigmoid", "numbers", "1"},
    };
    List<Network> all = new ArrayList<>();
    for (List<Integer> shape : shapes) {
      for (String type : List.of("float", "double", "half")) {
        for (String[] end : ends) {
          boolean perStep = (all.size() % 3) == 0;
          all.add(new Network(shape, type, end[0], Integer.parseInt(end[2]), perStep, end[1]));
        }
      }
    }
    return all.stream();
  }

  private static double weight(int i, int k) {
    return Math.round(100 * Math.sin(3 * i + 5 * k + 1)) / 128.0;
  }

  private static float value(int sequence, int step, int feature) {
    return Math.round(64 * Math.cos(7 * sequence + 3 * step + feature)) / 32f;
  }

  private static float[][][] sequences(int count) {
    float[][][] all = new float[count][STEPS][FEATURES];
    for (int i = 0; i < count; i++) {
      for (int t = 0; t < STEPS; t++) {
        for (int f = 0; f < FEATURES; f++) {
          all[i][t][f] = value(i, t, f);
        }
      }
    }
    return all;
  }

  private static NodeDef floats(String name, int rows, int columns) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).setTensorShape(sizes(rows, columns));
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        tensor.addFloatVal((float) weight(i, k));
      }
    }
    NodeDef node = with(node("Const", name), "dtype", type(DataType.DT_FLOAT));
    return with(node, "value", AttrValue.newBuilder().setTensor(tensor).build());
  }

  private static DataType dataType(String type) {
    return DataType.valueOf("DT_" + type.toUpperCase(Locale.ROOT));
  }

  private static NodeDef reshape(String name, String from, String to) {
    return with(
        with(node("Reshape", name, from, to), "T", type(DataType.DT_FLOAT)),
        "Tshape",
        type(DataType.DT_INT32));
  }

  private static NodeDef cast(String name, String from, DataType source, DataType target) {
    return with(with(node("Cast", name, from), "SrcT", type(source)), "DstT", type(target));
  }

  private static GraphDef graphOf(Network network) {
    DataType type = dataType(network.type);
    long[] sizes = new long[network.input.size() + 1];
    Arrays.setAll(sizes, i -> i == 0 ? -1 : network.input.get(i - 1));
    List<NodeDef> nodes = new ArrayList<>();
    nodes.add(with(with(node("Placeholder", "x"), "dtype", type(type)), "shape", shape(sizes)));
    nodes.add(cast("narrow", "x", type, DataType.DT_FLOAT));
    nodes.add(ints("rows", -1, network.inputs()));
    nodes.add(reshape("flat", "narrow", "rows"));
    nodes.add(floats("w", network.inputs(), network.width));
    nodes.add(with(node("MatMul", "z", "flat", "w"), "T", type(DataType.DT_FLOAT)));
    String last = "z";
    if (!network.end.isEmpty()) {
      nodes.add(with(node(network.end, "end", "z"), "T", type(DataType.DT_FLOAT)));
      last = "end";
    }
    if (network.perStep) {
      nodes.add(ints("steps", -1, STEPS, network.width));
      nodes.add(reshape("parted", last, "steps"));
      last = "parted";
    }
    nodes.add(cast("y", last, DataType.DT_FLOAT, type));
    return graph(nodes.toArray(NodeDef[]::new));
  }

  /** What a row of the network's inputs becomes. */
  private static double[] expected(Network network, double[] inputs) {
    double[] z = new double[network.width];
    for (int k = 0; k < z.length; k++) {
      for (int i = 0; i < inputs.length; i++) {
        z[k] += inputs[i] * weight(i, k);
      }
    }
    double[] out =
        switch (network.end) {
          case "Softmax" -> softmax(z);
          case "LogSoftmax" -> Arrays.stream(softmax(z)).map(Math::log).toArray();
          case "Sigmoid" -> Arrays.stream(z).map(ForeignFamilyTest::sigmoid).toArray();
          default -> z;
        };
    boolean single = network.width == 1;
    return switch (network.taken()) {
      case NUMBERS -> out;
      case LOGITS -> single ? pair(sigmoid(out[0])) : softmax(out);
      case PROBABILITIES, SIGMOID -> single ? pair(out[0]) : out;
    };
  }

  private static double[] pair(double second) {
    return new double[] {1 - second, second};
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double[] softmax(double[] z) {
    double sum = Arrays.stream(z).map(Math::exp).sum();
    return Arrays.stream(z).map(x -> Math.exp(x) / sum).toArray();
  }

  private static SavedModelPredictor predictor(LoadedModel model, SignatureChoice choice) {
    ServingPath found = SavedModelPredictor.path(model, choice, Optional.empty());
    InputSpec input = found.input(STEPS, FEATURES, true);
    ServingPath path = SavedModelPredictor.completed(model, found, choice, input);
    Schema schema = path.numbered(NAMES);
    return SavedModelPredictor.of(model, path, input, schema.target());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void givesWhatTheOutputsMean(Network network) throws IOException {
    LoadedModel model = LoadedModel.load(Graphs.write(temp, graphOf(network)), false);
    SignatureChoice choice =
        network.meaning().map(SignatureChoice.GUESSED::withOutputs).orElse(SignatureChoice.GUESSED);
    try (SavedModelPredictor predictor = predictor(model, choice)) {
      Predictions found = predictor.predict(sequences(5));
      boolean classes = network.taken() != OutputMeaning.NUMBERS;
      Target.Kind kind =
          classes
              ? network.perStep ? Target.Kind.CLASS_PER_STEP : Target.Kind.ONE_CLASS
              : network.perStep ? Target.Kind.NUMBERS_PER_STEP : Target.Kind.NUMBERS;
      assertEquals(kind, predictor.target().kind());
      assertEquals(network.perStep ? 5 * STEPS : 5, found.rows());
      double tolerance = network.type.equals("half") ? 2e-2 : 1e-5;
      for (int i = 0; i < 5; i++) {
        double[] all = new double[STEPS * FEATURES];
        for (int j = 0; j < all.length; j++) {
          all[j] = value(i, j / FEATURES, j % FEATURES);
        }
        for (int row = 0; row < (network.perStep ? STEPS : 1); row++) {
          double[] inputs =
              network.perStep ? Arrays.copyOfRange(all, row * FEATURES, (row + 1) * FEATURES) : all;
          double[] expected = expected(network, inputs);
          assertEquals(expected.length, predictor.target().names().size());
          for (int k = 0; k < expected.length; k++) {
            double value = found.value(found.firstRow(i) + row, k);
            assertEquals(expected[k], value, tolerance * Math.max(1, Math.abs(expected[k])));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"'', probabilities, 3", "'', sigmoid, 1", "Softmax, probabilities, 1"})
  void holdsOutputsToWhatTheyAreToldToBe(String end, String told, int width) throws IOException {
    Network network = new Network(List.of(STEPS, FEATURES), "float", end, width, false, told);
    LoadedModel model = LoadedModel.load(Graphs.write(temp, graphOf(network)), false);
    try (SavedModelPredictor predictor =
        predictor(model, SignatureChoice.GUESSED.withOutputs(OutputMeaning.parse(told)))) {
      if (end.isEmpty()) {
        InputException e =
            assertThrows(InputException.class, () -> predictor.predict(sequences(9)));
        assertTrue(e.getMessage().contains("but some of its numbers are none"), e.getMessage());
      } else {
        assertEquals(1, predictor.predict(sequences(9)).classIndices()[8]);
      }
    }
  }

  @Test
  void asksWhatASingleNumberMeansWhereTheGraphDoesNotTell() throws IOException {
    Target two = new Target.OneClass(List.of("off", "on"));
    Network linear = new Network(List.of(STEPS, FEATURES), "float", "", 1, false, "");
    try (LoadedModel model = LoadedModel.load(Graphs.write(temp, graphOf(linear)), false)) {
      ServingPath path = SavedModelPredictor.path(model, SignatureChoice.GUESSED, Optional.of(two));
      assertEquals(Optional.of(OutputMeaning.LOGITS), path.meaning());
    }
    Network other = new Network(List.of(STEPS, FEATURES), "float", "Tanh", 1, false, "");
    try (LoadedModel model = LoadedModel.load(Graphs.write(temp, graphOf(other)), false)) {
      ServingPath path = SavedModelPredictor.path(model, SignatureChoice.GUESSED, Optional.of(two));
      InputException e = assertThrows(InputException.class, () -> path.check(two));
      assertTrue(e.getMessage().contains("whether that is the probability of 'on' or its logit"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // features before steps, and what is not as many numbers
    "'2,6,1'",
    "'1,2,6'",
    "'13'",
    "'6,3'",
    "'2,2,2'"
  })
  void refusesShapesThatWouldMixStepsAndFeatures(String sizes) throws IOException {
    List<Integer> input = Arrays.stream(sizes.split(",", -1)).map(Integer::parseInt).toList();
    Network network = new Network(input, "float", "Softmax", 3, false, "");
    try (LoadedModel model = LoadedModel.load(Graphs.write(temp, graphOf(network)), false)) {
      ServingPath path = SavedModelPredictor.path(model, SignatureChoice.GUESSED, Optional.empty());
      assertThrows(InputException.class, () -> path.input(STEPS, FEATURES, true));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "keep_prob, float, 0, 1",
    "dropout/keep_prob_1, float, 0, 1",
    "dropout_rate, float, 0, 0",
    "is_training, bool, 0, 0",
    "phase_train, bool, 0, 0",
    "keras_learning_phase, int32, 0, 0",
    "is_testing, bool, 0, 1",
    "batch_size, int32, 0, 5",
    "gain, float, 0.5, 0.5",
    "gain, double, -2, -2",
    "count, int64, 3, 3",
    "flag, bool, 1, 1"
  })
  void feedsWhatNamesSayOrUsersGive(String name, String type, double given, double expected)
      throws IOException {
    boolean byName = !List.of("gain", "count", "flag").contains(name);
    GraphDef graph =
        graph(
            with(
                with(node("Placeholder", "x"), "dtype", type(DataType.DT_FLOAT)),
                "shape",
                shape(-1, STEPS, FEATURES)),
            with(with(node("Placeholder", name), "dtype", type(dataType(type))), "shape", shape()),
            cast("more", name, dataType(type), DataType.DT_FLOAT),
            ints("axes", 1, 2),
            with(
                with(node("Sum", "sum", "x", "axes"), "T", type(DataType.DT_FLOAT)),
                "Tidx",
                type(DataType.DT_INT32)),
            ints("column", -1, 1),
            reshape("rows", "sum", "column"),
            with(node("AddV2", "y", "rows", "more"), "T", type(DataType.DT_FLOAT)));
    LoadedModel model = LoadedModel.load(Graphs.write(temp, graph), false);
    SignatureChoice choice =
        byName ? SignatureChoice.GUESSED : SignatureChoice.GUESSED.withFeed(name, given);
    try (SavedModelPredictor predictor = predictor(model, choice)) {
      Predictions found = predictor.predict(sequences(5));
      for (int i = 0; i < 5; i++) {
        double sum = expected;
        for (int j = 0; j < STEPS * FEATURES; j++) {
          sum += value(i, j / FEATURES, j % FEATURES);
        }
        assertEquals(sum, found.value(i, 0), 1e-5);
      }
    }
  }

  @Test
  void saysWhatCannotBeFed() throws IOException {
    Network network = new Network(List.of(STEPS, FEATURES), "float", "", 2, false, "");
    try (LoadedModel model = LoadedModel.load(Graphs.write(temp, graphOf(network)), false)) {
      InputException e =
          assertThrows(
              InputException.class,
              () ->
                  SavedModelPredictor.path(
                      model, SignatureChoice.GUESSED.withFeed("keep", 1), Optional.empty()));
      assertTrue(e.getMessage().contains("depends on no input 'keep'; it does on [x]"));
    }
  }

  @Test
  void predictsSequencesOfAnyLengthInGroupsOfEqualLength() throws IOException {
    GraphDef graph =
        graph(
            with(
                with(node("Placeholder", "x"), "dtype", type(DataType.DT_FLOAT)),
                "shape",
                shape(-1, -1, FEATURES)),
            ints("axis", 1),
            with(
                with(node("Mean", "y", "x", "axis"), "T", type(DataType.DT_FLOAT)),
                "Tidx",
                type(DataType.DT_INT32)));
    float[][][] sequences = new float[60][][];
    for (int i = 0; i < sequences.length; i++) {
      sequences[i] = new float[1 + (i * 7) % 11][FEATURES];
      for (int t = 0; t < sequences[i].length; t++) {
        sequences[i][t][0] = value(i, t, 0);
        sequences[i][t][1] = value(i, t, 1);
      }
    }
    LoadedModel model = LoadedModel.load(Graphs.write(temp, graph), false);
    ServingPath path = SavedModelPredictor.path(model, SignatureChoice.GUESSED, Optional.empty());
    InputSpec input = path.input(11, FEATURES, false);
    Target target = path.numbered(NAMES).target();
    try (SavedModelPredictor predictor = SavedModelPredictor.of(model, path, input, target)) {
      Predictions found = predictor.predict(sequences);
      for (int i = 0; i < sequences.length; i++) {
        for (int f = 0; f < FEATURES; f++) {
          double sum = 0;
          for (float[] step : sequences[i]) {
            sum += step[f];
          }
          assertEquals(sum / sequences[i].length, found.value(i, f), 1e-6);
        }
      }
    }
  }
}
