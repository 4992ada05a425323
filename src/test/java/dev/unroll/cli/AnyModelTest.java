package dev.unroll.cli;

import static dev.unroll.inspect.Graphs.graph;
import static dev.unroll.inspect.Graphs.node;
import static dev.unroll.inspect.Graphs.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import dev.unroll.inspect.Graphs;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.train.Checkpoint;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on models that anybody may have made. */
class AnyModelTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temp;

  /** A model of Unroll's, and the same as another might have made it: without its card. */
  private static Path own;

  private static Path foreign;

  @BeforeAll
  static void train() throws IOException {
    own = temp.resolve("own");
    Call.of(
            "train",
            "motion-lstm",
            "--out",
            own,
            "--steps",
            "20",
            "--set",
            "training.displayEvery=10",
            "--set",
            "training.order=sequential",
            "--set",
            "training.schedule=constant",
            "--set",
            "training.augment=[]",
            "--set",
            "data.validationSubjects=0",
            "--set",
            "model.layers.0.cell.units=8")
        .done();
    foreign = temp.resolve("foreign");
    Path model = own.resolve("savedmodel/1");
    try (var all = Files.walk(model)) {
      for (Path file : all.toList()) {
        Files.copy(file, foreign.resolve(model.relativize(file).toString()));
      }
    }
    AtomicWrite.delete(foreign.resolve("assets.extra"));
  }

  private static Path resource(String name) {
    try {
      return Path.of(Resources.getResource("dev/unroll/load/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"keras3", "keras2", "tensorflow1", "tensorflow2", "frozen.pb"})
  void inspectsInEightyColumnsAndInJson(String name) throws IOException {
    String out = Call.of("inspect", resource(name)).done().out();
    assertTrue(out.contains("[?, 5, 3]") || out.contains("[?, ?, 3]"), out);
    assertTrue(out.contains("the process: none"), out);
    out.lines().skip(1).forEach(line -> assertTrue(line.length() <= 80, line));
    JsonNode json = JSON.readTree(Call.of("inspect", resource(name), "--json").done().out());
    assertTrue(json.get("signatures").size() > 0);
    assertEquals(0, json.get("risks").size());
    assertEquals(name.endsWith(".pb") ? "GraphDef" : "SavedModel", json.get("kind").asText());
  }

  @Test
  void inspectsRunFoldersAndCheckpoints() {
    String out = Call.of("inspect", own).done().out();
    assertTrue(out.contains("signature train"), out);
    assertTrue(out.contains("rnn/basic_lstm_cell/kernel"), out);
    Path prefix = own.resolve("savedmodel/1/variables/variables");
    assertTrue(Call.of("inspect", prefix).done().out().contains("checkpoint\nvariables: "));
  }

  @Test
  void listsRisksAndLoadsSuchModelsOnlyWhenTold() throws IOException {
    Path file =
        Graphs.write(
            Files.createDirectory(temp.resolve("risky")),
            graph(text("name", "/etc/hostname"), node("ReadFile", "deep/read", "name")));
    String out = Call.of("inspect", file).done().out();
    assertTrue(out.contains("the process: 1"), out);
    assertTrue(out.contains("ReadFile") && out.contains("deep/read"), out);
    assertTrue(out.contains("loading it needs --trust"), out);
    Call.of("evaluate", file, "--data", "motion")
        .assertRefusedBecause(
            "ReadFile (files; deep/read); load it with trust only if you know where it is from (--trust)");
    Call.of("evaluate", file, "--data", "motion", "--trust")
        .assertRefusedBecause("expected an output");
    Call.of("predict", file, "--data", "motion").assertRefusedBecause("(--trust)");
    Call.of("train", "--model", file, "--data", "motion").assertRefusedBecause("(--trust)");
  }

  @Test
  void scoresAModelWithoutACardAsOneWith() throws IOException {
    Call with = Call.of("evaluate", own, "--data", "motion", "--json").done();
    Call without = Call.of("evaluate", foreign, "--data", "motion", "--json").done();
    assertSameConfusion(with, without);
    assertEquals("", with.err());
    assertTrue(
        without.err().startsWith("unroll: input inputs: float [?, 128, 9]; output probabilities: "),
        without.err());
    Call logits =
        Call.of("evaluate", foreign, "--data", "motion", "--json", "--output", "logits").done();
    assertSameConfusion(with, logits);
    assertTrue(logits.err().contains("taken as logits"), logits.err());
  }

  /** But for two rows, which may lie at a border between classes. */
  private static void assertSameConfusion(Call expected, Call found) throws IOException {
    JsonNode left = JSON.readTree(expected.out()).get("confusion");
    JsonNode right = JSON.readTree(found.out()).get("confusion");
    int moved = 0;
    for (int actual = 0; actual < 6; actual++) {
      for (int predicted = 0; predicted < 6; predicted++) {
        int before = left.get(actual).get(predicted).asInt();
        moved += Math.abs(right.get(actual).get(predicted).asInt() - before);
      }
    }
    assertTrue(moved <= 4, left + " and " + right);
  }

  @Test
  void predictsACsvFileByTheOrderOfItsColumns() throws IOException {
    JsonNode expected = JSON.readTree(resource("expected.json").toFile());
    StringBuilder rows = new StringBuilder("index,step,first,second,third\n");
    StringBuilder wide = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      StringBuilder line = new StringBuilder();
      int step = 0;
      for (JsonNode values : expected.get("inputs").get(i)) {
        rows.append("s").append(i).append(',').append(step++);
        for (JsonNode value : values) {
          rows.append(',').append(value);
          line.append(line.length() == 0 ? "" : ",").append(value);
        }
        rows.append('\n');
      }
      wide.append(line).append('\n');
    }
    Path withHeader = Files.writeString(temp.resolve("rows.csv"), rows);
    Path without = Files.writeString(temp.resolve("wide.csv"), wide);
    double probability = expected.get("keras3").get(1).get(2).asDouble();
    for (Path file : List.of(withHeader, without)) {
      List<String> out =
          Call.of("predict", resource("keras3"), "--input", file).done().out().lines().toList();
      assertEquals("index,class,class_index,p_class_0,p_class_1,p_class_2,p_class_3", out.get(0));
      assertEquals(probability, Double.parseDouble(out.get(2).split(",", -1)[5]), 1e-6);
      // Any number of steps: told by the file.
      Call.of("predict", resource("keras2"), "--input", file).done();
    }
  }

  private static Call trainFurther(Path model, Path out, String... more) {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "train",
                "--model",
                model,
                "--data",
                "motion",
                "--out",
                out,
                "--steps",
                "3",
                "--set",
                "training.displayEvery=1"));
    args.addAll(List.of(more));
    return Call.of(args.toArray());
  }

  @Test
  void trainsAModelFurtherByItsSignature() throws IOException {
    Path three = temp.resolve("three");
    Call call = trainFurther(own, three).done();
    assertTrue(call.out().contains("step 0020 : loss is"), call.out());
    assertTrue(call.out().contains("step 0022 : loss is"), call.out());
    JsonNode result = JSON.readTree(three.resolve("result.json").toFile());
    assertEquals(20, result.get("firstStep").asInt());
    assertEquals(23, result.get("steps").asInt());
    assertTrue(result.get("before").get("test").has("accuracy"));
    assertTrue(Files.isRegularFile(three.resolve("provenance.json")));
    assertEquals(4, Files.readAllLines(three.resolve("metrics.csv")).size());
    Call.of("evaluate", three, "--data", "motion").done();

    // Three steps and three are six, with the card and without it.
    Path six = temp.resolve("six");
    trainFurther(three, six).done();
    Path otherThree = temp.resolve("other-three");
    trainFurther(
            foreign,
            otherThree,
            "--set",
            "training.order=sequential",
            "--set",
            "training.batchSize=" + batchSize(),
            "--set",
            "training.learningRate=" + rate())
        .done();
    assertSamePredictions(three, otherThree);
    Path atOnce = temp.resolve("at-once");
    Call.of("train", "--model", own, "--data", "motion", "--out", atOnce, "--steps", "6").done();
    assertSamePredictions(six, atOnce);
    String metrics = Files.readString(six.resolve("metrics.csv"));
    assertTrue(metrics.contains("\n23,"), metrics);
  }

  @Test
  void keepsTheModelAsItIsToldTo() throws IOException {
    Path kept = temp.resolve("kept");
    trainFurther(own, kept, "--set", "training.checkpoints.everySteps=1").done();
    assertEquals(23, Checkpoint.ofSavedModel(kept.resolve("savedmodel/1")).step());
    for (String setting :
        List.of("training.accumulate=2", "training.averageWeights=0.9", "training.mixup=0.1")) {
      trainFurther(own, temp.resolve("refused"), "--set", setting)
          .assertRefusedBecause(setting.replace("=", " is "));
    }
    trainFurther(own, temp.resolve("refused"), "--set", "training.earlyStopping.patience=2")
        .assertRefusedBecause("the data 'motion' have no validation part");
    trainFurther(own, temp.resolve("refused"), "--set", "training.checkpoints.keep=2")
        .assertRefusedBecause("set keep to 1 and best to false");
  }

  @Test
  void aModelWhoseLossIsNoLongerFiniteLeavesItsLastGoodWeights() throws IOException {
    Path out = temp.resolve("wild");
    trainFurther(own, out, "--set", "training.learningRate=1e30")
        .assertRefusedBecause("; the last good weights are in " + out.resolve("savedmodel/1"));
    JsonNode stopped = JSON.readTree(out.resolve("stopped.json").toFile());
    assertFalse(stopped.has("lastGoodStep"));
    assertTrue(stopped.get("notFinite").get("step").asInt() > 20, stopped.toString());
    assertEquals("LOSS", stopped.get("notFinite").get("place").asText());
    assertFalse(Files.exists(out.resolve("result.json")));
    assertTrue(Checkpoint.ofSavedModel(out.resolve("savedmodel/1")).weights().allFinite());
  }

  private static void assertSamePredictions(Path a, Path b) {
    List<String> first = Call.of("predict", a, "--data", "motion").done().out().lines().toList();
    List<String> second = Call.of("predict", b, "--data", "motion").done().out().lines().toList();
    PredictedRows.assertSame(first, second, 1e-4);
  }

  private static String setting(String key) throws IOException {
    return Files.readAllLines(own.resolve("recipe.yaml")).stream()
        .map(String::strip)
        .filter(line -> line.startsWith(key + ": "))
        .map(line -> line.substring(key.length() + 2))
        .findFirst()
        .orElseThrow();
  }

  private static String batchSize() throws IOException {
    return setting("batchSize");
  }

  private static String rate() throws IOException {
    return setting("learningRate");
  }

  @Test
  void refusesToTrainWhatItCannot() {
    Path out = temp.resolve("refused");
    Call.of("train", "--model", resource("keras3"), "--data", "motion", "--out", out)
        .assertRefusedBecause("no training signature 'train'");
    Call.of("train", "--model", own, "--out", out).assertRefusedBecause("--model needs --data");
    Call.of("train", "motion-lstm", "--model", own, "--data", "motion", "--out", out)
        .assertRefusedBecause("leave out RECIPE, --folds and --resume");
    trainFurther(own, out, "--set", "training.lambda=1")
        .assertRefusedBecause("the model's graph is as it was made");
    trainFurther(own, out, "--set", "training.mixup=0.5")
        .assertRefusedBecause("takes no mixed labels");
    trainFurther(resource("tensorflow2"), out, "--signature", "fit")
        .assertRefusedBecause("the model takes 3 features a step");
    assertFalse(Files.exists(out), "nothing is left of what failed");
  }
}
