package dev.unroll.load;

import static dev.unroll.inspect.Graphs.graph;
import static dev.unroll.inspect.Graphs.node;
import static dev.unroll.inspect.Graphs.shape;
import static dev.unroll.inspect.Graphs.type;
import static dev.unroll.inspect.Graphs.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import com.google.protobuf.TextFormat;
import dev.unroll.check.InputException;
import dev.unroll.data.BatchOrder;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.graph.CheckpointFile;
import dev.unroll.graph.Weights;
import dev.unroll.inspect.Graphs;
import dev.unroll.inspect.Inspection;
import dev.unroll.inspect.VariableSpec;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.model.Batch;
import dev.unroll.model.InputSpec;
import dev.unroll.model.Predictions;
import dev.unroll.train.EarlyStoppingSpec;
import dev.unroll.train.L2;
import dev.unroll.train.ModelTrainer;
import dev.unroll.train.Optimizer;
import dev.unroll.train.Schedule;
import dev.unroll.train.StopRequest;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Models that others made; {@code make_models.py} beside them makes them anew. */
class ForeignModelTest {

  private static final int STEPS = 5;
  private static final int FEATURES = 3;
  private static final Target CLASSES = new Target.OneClass(List.of("a", "b", "c", "d"));

  @TempDir Path temp;
  private static JsonNode expected;
  private static Sequences inputs;

  @BeforeAll
  static void read() throws IOException {
    expected = new ObjectMapper().readTree(resource("expected.json").toFile());
    List<Float> flat = new ArrayList<>();
    for (JsonNode sequence : expected.get("inputs")) {
      sequence.forEach(step -> step.forEach(value -> flat.add((float) value.asDouble())));
    }
    float[] values = new float[flat.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = flat.get(i);
    }
    int count = values.length / STEPS / FEATURES;
    int[] labels = IntStream.range(0, count).map(i -> i % 4).toArray();
    inputs = Sequences.ofSteps(values, STEPS, FEATURES, labels, new int[count]);
  }

  static Path resource(String name) {
    try {
      return Path.of(Resources.getResource(ForeignModelTest.class, name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static SavedModelPredictor predictor(LoadedModel model, SignatureChoice choice) {
    ServingPath path = SavedModelPredictor.path(model, choice, Optional.of(CLASSES));
    return SavedModelPredictor.of(model, path, path.input(STEPS, FEATURES, true), CLASSES);
  }

  private static void assertPredicts(String key, boolean logits, Predictions found) {
    JsonNode rows = expected.get(key);
    for (int i = 0; i < rows.size(); i++) {
      double sum = 0;
      for (JsonNode value : rows.get(i)) {
        sum += Math.exp(value.asDouble());
      }
      for (int k = 0; k < 4; k++) {
        double value = rows.get(i).get(k).asDouble();
        assertEquals(logits ? Math.exp(value) / sum : value, found.probability(i, k), 1e-6);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "keras3, false",
    "keras2, true",
    "tensorflow1, true",
    "tensorflow2, false",
    "keras3_saved, false",
    "stateful, false",
    "frozen.pb, false"
  })
  void predictsWhatPythonDoes(String name, boolean logits) throws IOException {
    try (SavedModelPredictor predictor =
        predictor(LoadedModel.load(resource(name), false), SignatureChoice.GUESSED)) {
      assertPredicts(name.replace(".pb", ""), logits, predictor.predict(inputs));
      assertEquals(logits, predictor.gaveLogits());
    }
  }

  @Test
  void setsAStateBackBeforeEveryRun() throws IOException {
    try (SavedModelPredictor predictor =
        predictor(LoadedModel.load(resource("stateful"), false), SignatureChoice.GUESSED)) {
      assertEquals(1, predictor.stateVariables().size());
      for (int i = 0; i < 3; i++) {
        assertPredicts("stateful", false, predictor.predict(inputs));
      }
      int[] backwards = IntStream.range(0, inputs.size()).map(i -> inputs.size() - 1 - i).toArray();
      Predictions last = predictor.predict(inputs.select(backwards));
      assertEquals(expected.get("stateful").get(0).get(1).asDouble(), last.value(7, 1), 1e-6);
    }
    try (SavedModelPredictor predictor =
        predictor(LoadedModel.load(resource("keras3"), false), SignatureChoice.GUESSED)) {
      assertEquals(Set.of(), predictor.stateVariables());
    }
  }

  @Test
  void countsVariablesOnceThatAreSavedByCopies() throws IOException {
    List<VariableSpec> variables = Inspection.of(resource("keras3_saved")).variables();
    assertEquals(
        List.of(
            "sequential/dense/bias",
            "sequential/dense/kernel",
            "sequential/dense_1/bias",
            "sequential/dense_1/kernel"),
        variables.stream().map(VariableSpec::name).toList());
  }

  @Test
  void readsASavedModelAndAGraphAsText() throws IOException {
    Path folder = temp.resolve("text");
    copy(resource("keras3"), folder);
    Path binary = folder.resolve("saved_model.pb");
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(binary));
    Files.delete(binary);
    Files.writeString(
        folder.resolve("saved_model.pbtxt"), TextFormat.printer().printToString(model));
    GraphDef frozen = GraphDef.parseFrom(Files.readAllBytes(resource("frozen.pb")));
    Path graph = temp.resolve("frozen.pbtxt");
    Files.writeString(graph, TextFormat.printer().printToString(frozen));
    for (Path path : List.of(folder, graph)) {
      try (SavedModelPredictor predictor =
          predictor(LoadedModel.load(path, false), SignatureChoice.GUESSED)) {
        String key = path.equals(folder) ? "keras3" : "frozen";
        assertPredicts(key, false, predictor.predict(inputs));
      }
    }
    Files.writeString(graph, "node {\n  name: 7\n}\n");
    assertMessage(graph + ":2: not the text of a GraphDef", () -> LoadedModel.load(graph, false));
    Files.writeString(graph, "node { " + "attr { key: 'a' value { func { ".repeat(50_000));
    assertMessage("it is nested too deeply", () -> LoadedModel.load(graph, false));
  }

  @Test
  void saysThatTheIndexOfItsVariablesIsMissing() throws IOException {
    for (String name : List.of("keras3", "tensorflow1")) {
      Path copy = temp.resolve(name);
      copy(resource(name), copy);
      Files.delete(copy.resolve("variables/variables.index"));
      assertMessage("variables/variables.index is missing", () -> LoadedModel.load(copy, false));
      assertEquals(1, Inspection.of(copy).problems().size());
      assertEquals(List.of(), Inspection.of(resource(name)).problems());
    }
  }

  @Test
  void takesTensorsByNameFromTheGraph() throws IOException {
    SignatureChoice byName =
        new SignatureChoice(Optional.empty(), Optional.of("x:0"), Optional.of("logits"));
    try (SavedModelPredictor predictor =
        predictor(LoadedModel.load(resource("tensorflow1"), false), byName)) {
      assertPredicts("tensorflow1", true, predictor.predict(inputs));
    }
  }

  private static void assertRefused(Path path, SignatureChoice choice, String... words)
      throws IOException {
    try (LoadedModel model = LoadedModel.load(path, false)) {
      InputException e =
          assertThrows(InputException.class, () -> predictor(model, choice).predict(inputs));
      for (String word : words) {
        assertTrue(e.getMessage().contains(word), e.getMessage());
      }
    }
  }

  @Test
  void saysWhatThereIsWhereAChoiceDoesNotFit() throws IOException {
    Path model = resource("tensorflow2");
    Optional<String> none = Optional.empty();
    assertRefused(
        model,
        new SignatureChoice(Optional.of("predictt"), none, none),
        "no signature 'predictt'",
        "[fit, predict]",
        "did you mean 'predict'?");
    assertRefused(
        model,
        new SignatureChoice(none, Optional.of("nothing:0"), none),
        "input tensor 'nothing:0': there is no such tensor");
    assertRefused(
        resource("keras3"),
        new SignatureChoice(
            Optional.of("serving_default"), none, Optional.of("serve_keras_tensor")),
        "does not depend on the input");
  }

  private static NodeDef placeholder(String name, long... shape) {
    return with(
        with(node("Placeholder", name), "dtype", type(DataType.DT_FLOAT)), "shape", shape(shape));
  }

  private static NodeDef floats(NodeDef node) {
    return with(node, "T", type(DataType.DT_FLOAT));
  }

  /** Softmax of the sum over time of the first four features, of batches of {@code rows}. */
  private static GraphDef summed(long rows, String scale) {
    AttrValue index = type(DataType.DT_INT32);
    return graph(
        placeholder("x", rows, STEPS, 4),
        placeholder("unused", -1),
        placeholder("gain"),
        Graphs.ints("axis", 1),
        with(floats(node("Sum", "sum", "x", "axis")), "Tidx", index),
        floats(node("Mul", "scaled", "sum", scale)),
        floats(node("Softmax", "y", "scaled")));
  }

  private static final Sequences FOUR =
      Sequences.ofSteps(
          IntStream.range(0, 7 * STEPS * 4)
              .collect(
                  () -> new float[7 * STEPS * 4],
                  (all, i) -> all[i] = (float) Math.sin(i * i),
                  (a, b) -> {}),
          STEPS,
          4,
          new int[7],
          new int[7]);

  @ParameterizedTest
  @CsvSource({"1", "3", "-1"})
  void fillsUpBatchesOfAFixedSize(long rows) throws IOException {
    Path file = Graphs.write(temp, summed(rows, "sum"));
    try (LoadedModel model = LoadedModel.load(file, false)) {
      ServingPath path =
          SavedModelPredictor.path(model, SignatureChoice.GUESSED, Optional.of(CLASSES));
      SavedModelPredictor predictor =
          SavedModelPredictor.of(model, path, path.input(STEPS, 4, true), CLASSES);
      Predictions found = predictor.predict(FOUR);
      for (int i = 0; i < FOUR.size(); i++) {
        double[] squares = new double[4];
        for (int k = 0; k < 4; k++) {
          double sum = 0;
          for (int t = 0; t < STEPS; t++) {
            sum += FOUR.value(i, t, k);
          }
          squares[k] = Math.exp(sum * sum);
        }
        for (int k = 0; k < 4; k++) {
          assertEquals(squares[k] / Arrays.stream(squares).sum(), found.probability(i, k), 1e-5);
        }
      }
    }
  }

  @Test
  void namesAPlaceholderThatHasNoDefault() throws IOException {
    assertRefused(
        Graphs.write(temp, summed(-1, "gain")),
        SignatureChoice.GUESSED,
        "the model also needs 'gain: float []', which has no default value; give it a value to feed");
  }

  @Test
  void refusesDataOfAnotherShape() throws IOException {
    Path file = Graphs.write(temp, summed(-1, "sum"));
    try (LoadedModel model = LoadedModel.load(file, false)) {
      ServingPath path =
          SavedModelPredictor.path(model, SignatureChoice.GUESSED, Optional.of(CLASSES));
      assertMessage("the model takes 4 features a step", () -> path.input(STEPS, 3, true));
      assertMessage("the model takes sequences of 5 steps", () -> path.input(9, 4, true));
      assertMessage("the model takes no lengths", () -> path.input(STEPS, 4, false));
      assertMessage(
          "the model gives 4 numbers for each sequence",
          () -> path.check(new Target.OneClass(List.of("a", "b"))));
    }
  }

  private static void assertMessage(String words, Executable call) {
    InputException e = assertThrows(InputException.class, call);
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @Test
  void refusesRiskyModelsUnlessTrusted() throws IOException {
    GraphDef risky =
        summed(-1, "sum").toBuilder()
            .addNode(Graphs.text("name", "/etc/hostname"))
            .addNode(node("ReadFile", "read", "name"))
            .build();
    Path file = Graphs.write(temp, risky);
    assertMessage("ReadFile (files; read)", () -> LoadedModel.load(file, false));
    LoadedModel.load(file, true).close();
  }

  @Test
  void refusesAModelWhoseVariablesAreDamaged() throws IOException {
    Path copy = temp.resolve("copy");
    copy(resource("keras3"), copy);
    Files.delete(copy.resolve("variables/variables.data-00000-of-00001"));
    assertMessage("the model cannot be loaded; is it whole?", () -> LoadedModel.load(copy, false));
  }

  private Path withVariables(Weights weights) throws IOException {
    Path folder = temp.resolve("changed");
    copy(resource("tensorflow1"), folder);
    CheckpointFile.write(folder.resolve("variables/variables"), weights, Map.of());
    return folder;
  }

  @Test
  void refusesAModelThatLacksAVariable() throws IOException {
    Path folder =
        withVariables(new Weights.Builder().put("w", new long[] {6, 4}, new float[24]).build());
    assertMessage("the model cannot be loaded", () -> LoadedModel.load(folder, false));
  }

  @Test
  void refusesAVariableOfAnotherShape() throws IOException {
    Path folder =
        withVariables(new Weights.Builder().put("w", new long[] {6, 5}, new float[30]).build());
    assertMessage(
        "variable 'w': the graph declares float [6, 4], but the checkpoint holds float [6, 5]",
        () -> LoadedModel.load(folder, false));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.copy(file, target);
      }
    }
  }

  private static Dataset dataset() {
    return new Dataset(
        "eight",
        true,
        List.of(new Signal("x", ""), new Signal("y", ""), new Signal("z", "")),
        CLASSES.names(),
        inputs,
        Sequences.empty(FEATURES),
        Sequences.empty(FEATURES));
  }

  @Test
  void trainsByASignatureOfTheModelAndSavesByItsSaver() throws IOException {
    Path saved = temp.resolve("saved");
    try (LoadedModel model = LoadedModel.load(resource("tensorflow2"), false)) {
      StepPath step = StepPath.of(model, Optional.of("fit"));
      assertEquals("y", step.labels().name());
      assertEquals("rate", step.learningRate().orElseThrow().name());
      SignatureModel trained = new SignatureModel(model, step, CLASSES, Optional.empty());
      assertEquals(0, trained.globalStep());
      InputSpec input = step.serving().input(dataset());
      try (Batch batch = Batch.toTrain(inputs.size(), input, CLASSES)) {
        batch.fill(inputs, IntStream.range(0, inputs.size()).toArray(), 0);
        for (JsonNode loss : expected.get("tensorflow2_losses")) {
          assertEquals(loss.asDouble(), trained.step(batch, 0.5), 1e-5);
        }
      }
      AtomicWrite.folder(saved, trained::writeInto);
    }
    assertFalse(Files.exists(saved.resolve("fingerprint.pb")), "it is of other variables");
    try (LoadedModel model = LoadedModel.load(saved, false)) {
      StepPath step = StepPath.of(model, Optional.of("fit"));
      SignatureModel again = new SignatureModel(model, step, CLASSES, Optional.empty());
      assertEquals(4, again.globalStep());
      assertPredicts(
          "tensorflow2_after", false, predictor(model, SignatureChoice.GUESSED).predict(inputs));
    }
  }

  @Test
  void refusesToCopyLinksOfAModelButFollowsOneToIt() throws IOException {
    Path real = temp.resolve("real");
    copy(resource("tensorflow2"), real);
    Path root = Files.createSymbolicLink(temp.resolve("root"), real);
    try (LoadedModel model = LoadedModel.load(root, false)) {
      StepPath step = StepPath.of(model, Optional.of("fit"));
      SignatureModel stepped = new SignatureModel(model, step, CLASSES, Optional.empty());
      AtomicWrite.folder(temp.resolve("copied"), stepped::writeInto);
      assertTrue(Files.isRegularFile(temp.resolve("copied/saved_model.pb")));
      Path secret = Files.writeString(temp.resolve("secret"), "key");
      Path extra = Files.createDirectories(real.resolve("assets.extra"));
      for (Path to : List.of(secret, temp)) {
        Path link = Files.createSymbolicLink(extra.resolve("notes"), to);
        InputException e =
            assertThrows(
                InputException.class,
                () -> AtomicWrite.folder(temp.resolve("out"), stepped::writeInto));
        assertTrue(e.getMessage().contains("assets.extra/notes: a link"), e.getMessage());
        assertFalse(Files.exists(temp.resolve("out")));
        Files.delete(link);
      }
    }
  }

  @Test
  void countsStepsOnAndShowsScoresBeforeAndAfter() throws IOException {
    TrainingSpec training =
        new TrainingSpec(
            new Optimizer.Adam(),
            0.5,
            new Schedule.Constant(),
            0,
            L2.ALL,
            0,
            8,
            BatchOrder.SHUFFLED,
            1,
            50,
            500);
    try (LoadedModel model = LoadedModel.load(resource("tensorflow2"), false)) {
      StepPath step = StepPath.of(model, Optional.of("fit"));
      SignatureModel stepped =
          new SignatureModel(
              model, step, CLASSES, Optional.of(predictor(model, SignatureChoice.GUESSED)));
      ModelTrainer.Outcome outcome =
          new ModelTrainer(
                  step.serving().input(dataset()),
                  dataset(),
                  training,
                  1,
                  new StopRequest(),
                  List.of())
              .run(stepped, 7);
      assertEquals(57, outcome.steps());
      double before = outcome.before().values().iterator().next().report().headline();
      double after = outcome.after().values().iterator().next().report().headline();
      assertTrue(after > before, before + " to " + after);
    }
  }

  @Test
  void stopsEarlyAndGoesBackToTheBest() throws IOException {
    Dataset shown = dataset();
    Dataset data =
        new Dataset(
            "eight", true, shown.schema(), shown.train(), shown.train(), Sequences.empty(FEATURES));
    // So small a rate changes no prediction: the first score stays the best.
    TrainingSpec training =
        TrainingSpec.adam(1e-12, 50)
            .with(
                Map.of(
                    "batchSize",
                    8,
                    "displayEvery",
                    1,
                    "earlyStopping",
                    new EarlyStoppingSpec(2, 0)));
    try (LoadedModel model = LoadedModel.load(resource("tensorflow2"), false)) {
      StepPath step = StepPath.of(model, Optional.of("fit"));
      SignatureModel stepped =
          new SignatureModel(
              model, step, CLASSES, Optional.of(predictor(model, SignatureChoice.GUESSED)));
      ModelTrainer trainer =
          new ModelTrainer(
              step.serving().input(data), data, training, 1, new StopRequest(), List.of());
      Path best = temp.resolve("best");
      ModelTrainer.Outcome outcome =
          trainer.run(
              stepped,
              0,
              new ModelTrainer.Keeper() {
                @Override
                public void keep() throws IOException {
                  AtomicWrite.replaceFolder(best, stepped::writeInto);
                }

                @Override
                public void restore() throws IOException {
                  stepped.restore(best);
                }
              });
      assertEquals(3, outcome.steps());
      assertFalse(outcome.interrupted());
      // The model counts its own steps: it is back at the first.
      Path after = temp.resolve("after");
      AtomicWrite.folder(after, stepped::writeInto);
      try (LoadedModel again = LoadedModel.load(after, false)) {
        StepPath path = StepPath.of(again, Optional.of("fit"));
        assertEquals(1, new SignatureModel(again, path, CLASSES, Optional.empty()).globalStep());
      }
      assertMessage(
          "training.earlyStopping goes back to earlier variables, but nothing keeps those of the"
              + " model; leave it out",
          () -> trainer.run(stepped, 0));
    }
  }

  @Test
  void aTrainingStepIsFedWhatItAlsoTakes() throws IOException {
    JsonNode losses = expected.get("fed_losses");
    try (LoadedModel model = LoadedModel.load(resource("fed"), false)) {
      assertMessage(
          "signature 'train' also takes keep_prob: float []; give it a value to feed",
          () -> StepPath.of(model, Optional.empty(), Map.of("gain", List.of(2.0, -1.0))));
      assertMessage(
          "signature 'train' takes no 'keep'; it takes [",
          () -> StepPath.of(model, Optional.empty(), Map.of("keep", List.of(0.5))));
      Map<String, List<Double>> feeds =
          Map.of("keep_prob", List.of(0.5), "gain", List.of(2.0, -1.0));
      StepPath training = StepPath.of(model, Optional.empty(), feeds);
      assertTrue(training.describe().contains("; fed is_training = true"), training.describe());
      Map<String, List<Double>> told = new HashMap<>(feeds);
      told.put("is_training", List.of(0.0));
      StepPath still = StepPath.of(model, Optional.empty(), told);
      for (int i = 0; i < losses.size(); i++) {
        SignatureModel stepped =
            new SignatureModel(model, i < 2 ? training : still, CLASSES, Optional.empty());
        InputSpec input = training.serving().input(dataset());
        try (Batch batch = Batch.toTrain(inputs.size(), input, CLASSES)) {
          batch.fill(inputs, IntStream.range(0, inputs.size()).toArray(), 0);
          assertEquals(losses.get(i).asDouble(), stepped.step(batch, 0.5), 1e-5);
        }
      }
    }
  }

  @Test
  void saysWhichSignaturesThereAreWhereNoneTrains() throws IOException {
    try (LoadedModel model = LoadedModel.load(resource("keras3"), false)) {
      assertMessage(
          "no training signature 'train' (inputs, labels and maybe learning_rate to loss); it has"
              + " [serve, serving_default]",
          () -> StepPath.of(model, Optional.empty()));
      assertMessage(
          "signature 'serve': expected inputs, labels",
          () -> StepPath.of(model, Optional.of("serve")));
    }
  }
}
