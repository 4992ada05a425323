package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.common.io.Resources;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What earlier versions wrote is good for ever; {@code make.sh} of each says how it was made. */
class EarlierVersionsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  /** A variable in a summary, such as {@code rnn/gru_cell/gates/bias [4]}. */
  private static final Pattern VARIABLE = Pattern.compile("\\S+ \\[[\\d, ]+]");

  /** A line of a command's help that begins with a parameter or an option. */
  private static final Pattern LISTED =
      Pattern.compile("^(?: {6}|  (?=-))(\\[?[A-Z]+]?(?=  )|-.*?(?=  |$))", Pattern.MULTILINE);

  @TempDir Path temp;

  /** A file of a version's. */
  private record Fixture(Path version, Path file) {
    @Override
    public String toString() {
      return version.getFileName() + " " + version.relativize(file);
    }
  }

  /** A run folder of a version's. */
  private record Model(Path version, String name) {

    Path folder() {
      return version.resolve(name.startsWith("fold-") ? "models/folds" : "models").resolve(name);
    }

    boolean has(String file) {
      return Files.exists(folder().resolve(file));
    }

    JsonNode json(String file) throws IOException {
      return JSON.readTree(folder().resolve(file).toFile());
    }

    /** Its data, which lie beside it if they are no simulated ones. */
    String data() throws IOException {
      return json("provenance.json").get("data").asText().replace(":", ":" + version + "/");
    }

    Path input() {
      return version.resolve("inputs").resolve(name + ".csv");
    }

    /** Holds a model to what this one predicted then. */
    void assertPredictedBy(Path model, double tolerance) throws IOException {
      PredictedRows.assertSame(
          Files.readAllLines(version.resolve("predictions").resolve(name + ".csv")),
          Call.of("predict", model, "--input", input()).done().out().lines().toList(),
          tolerance);
    }

    @Override
    public String toString() {
      return version.getFileName() + " " + name;
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<Path> versions() throws URISyntaxException {
    return list(Path.of(Resources.getResource("dev/unroll/fixtures").toURI())).stream();
  }

  static Stream<Fixture> recipes() throws URISyntaxException {
    return versions()
        .flatMap(
            version ->
                list(version.resolve("recipes")).stream().map(file -> new Fixture(version, file)));
  }

  private static Stream<Model> models() throws URISyntaxException {
    return versions()
        .flatMap(
            version ->
                list(version.resolve("inputs")).stream()
                    .map(file -> file.getFileName().toString().replace(".csv", ""))
                    .map(name -> new Model(version, name)));
  }

  static Stream<Model> savedModels() throws URISyntaxException {
    return models().filter(model -> model.has("savedmodel"));
  }

  /** Those that {@code train} and {@code import} made; a fold is not gone on with. */
  static Stream<Model> runs() throws URISyntaxException {
    return models().filter(model -> model.has("recipe.yaml") && !model.name.startsWith("fold-"));
  }

  static Stream<Model> exportable() throws URISyntaxException {
    return savedModels().filter(model -> model.has("recipe.yaml"));
  }

  /** A model that carries a state trains by its recipe only. */
  static Stream<Model> trainable() throws URISyntaxException {
    return savedModels().filter(model -> !model.name.equals("stateful"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recipes")
  void recipesReadBackAsTheyWereWritten(Fixture recipe) throws IOException {
    JsonNode written = YAML.readTree(recipe.file.toFile());
    assertKept(written, YAML.readTree(Call.of("recipes", recipe.file).done().out()), "");
    String name = recipe.file.getFileName().toString();
    if (name.startsWith("short-")) {
      Path hand = recipe.version.resolve("short").resolve(name.replaceFirst("short-", ""));
      assertKept(written, YAML.readTree(Call.of("recipes", hand).done().out()), "");
    }
  }

  /**
   * All of {@code then} is in {@code now}, which may have more keys, and a list of a name where
   * there was a name.
   */
  private static void assertKept(JsonNode then, JsonNode now, String path) {
    if (then.isObject()) {
      then.properties()
          .forEach(
              each ->
                  assertKept(each.getValue(), now.path(each.getKey()), path + "." + each.getKey()));
    } else if (then.isArray()) {
      assertEquals(then.size(), now.size(), path);
      for (int i = 0; i < then.size(); i++) {
        assertKept(then.get(i), now.get(i), path + "." + i);
      }
    } else {
      boolean listed = then.isTextual() && now.isArray() && now.size() == 1;
      assertEquals(then, listed ? now.get(0) : now, path);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("versions")
  void everyRecipeIsStillThereByItsName(Path version) {
    List<String> names =
        Call.of("recipes").done().out().lines().map(line -> line.split(" ", 2)[0]).toList();
    for (Path file : list(version.resolve("recipes"))) {
      String name = file.getFileName().toString().replace(".yaml", "");
      assertTrue(name.startsWith("short-") || names.contains(name), name);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("savedModels")
  void modelsPredictAsThen(Model model) throws IOException {
    model.assertPredictedBy(model.folder(), 1e-5);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("savedModels")
  void modelsScoreAsThen(Model model) throws IOException {
    for (String split : List.of("train", "validation", "test")) {
      JsonNode then = model.json("result.json").get(split);
      if (then != null) {
        Call call =
            Call.of("evaluate", model.folder(), "--data", model.data(), "--split", split, "--json");
        JsonNode now = JSON.readTree(call.done().out());
        // A row at a border between classes may lie to either side of it.
        String score = then.has("mae") ? "mae" : "accuracy";
        double tolerance = then.has("mae") ? 1e-4 : 1.0 / now.get("count").asInt() + 1e-9;
        assertEquals(then.get(score).asDouble(), now.get(score).asDouble(), tolerance, split);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("versions")
  void crossValidationsScoreAsThen(Path version) throws IOException {
    JsonNode result = JSON.readTree(version.resolve("models/folds/result.json").toFile());
    double right = 0;
    int count = 0;
    for (int fold = 1; fold <= result.get("folds").asInt(); fold++) {
      Model model = new Model(version, "fold-" + fold);
      Call call =
          Call.of(
              "evaluate",
              model.folder(),
              "--data",
              model.data(),
              "--split",
              "validation",
              "--json");
      JsonNode scores = JSON.readTree(call.done().out());
      right += scores.get("accuracy").asDouble() * scores.get("count").asInt();
      count += scores.get("count").asInt();
    }
    double then = result.get("heldOut").get("accuracy").asDouble();
    assertEquals(then, right / count, 1.0 / count + 1e-9);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("savedModels")
  void modelsAreInspected(Model model) throws IOException {
    JsonNode found = JSON.readTree(Call.of("inspect", model.folder(), "--json").done().out());
    assertTrue(found.get("signatures").has("serving_default"), found.toString());
    assertTrue(found.get("signatures").has("train"), found.toString());
    assertEquals(0, found.get("risks").size());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void theirRecipesComeToTheSameVariables(Model model) throws IOException {
    Path recipe = model.folder().resolve("recipe.yaml");
    String then = Files.readString(model.version.resolve("summaries/" + model.name + ".txt"));
    String now = Call.of("summary", recipe, "--data", model.data()).done().out();
    List<String> expected = VARIABLE.matcher(then).results().map(found -> found.group()).toList();
    assertTrue(expected.size() > 2, then);
    expected.forEach(variable -> assertTrue(now.contains(variable), variable + " of " + now));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("exportable")
  void modelsAreExportedInEveryForm(Model model) throws IOException {
    for (String format : List.of("savedmodel", "frozen", "graphdef", "checkpoint")) {
      Call.of("export", model.folder(), "--format", format, "--to", temp.resolve(format)).done();
    }
    model.assertPredictedBy(temp.resolve("savedmodel"), 1e-5);
    for (String file :
        List.of("frozen/frozen.pb", "graphdef/inference.pb", "graphdef/training.meta")) {
      Call.of("inspect", temp.resolve(file)).done();
    }
    Call.of(
            "inspect",
            temp.resolve("checkpoint/model.ckpt-" + stepsDone(temp.resolve("checkpoint"))))
        .done();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trainable")
  void modelsTrainFurtherByTheirSignature(Model model) throws IOException {
    Path out = temp.resolve("further");
    Call.of("train", "--model", model.folder(), "--data", model.data(), "--out", out, "--steps", 2)
        .done();
    JsonNode result = JSON.readTree(out.resolve("result.json").toFile());
    assertEquals(model.json("result.json").get("steps").asInt() + 2, result.get("steps").asInt());
  }

  private Path resumed(Model model, String name, int steps) throws IOException {
    Path copy = temp.resolve(name);
    try (Stream<Path> all = Files.walk(model.folder())) {
      for (Path file : all.toList()) {
        Files.copy(file, copy.resolve(model.folder().relativize(file).toString()));
      }
    }
    Call.of("train", "--resume", "--out", copy, "--data", model.data(), "--steps", steps).done();
    return copy;
  }

  private static int stepsDone(Path checkpoints) throws IOException {
    String latest = Files.readString(checkpoints.resolve("checkpoint"));
    return Integer.parseInt(latest.replaceAll("(?s).*model.ckpt-(\\d+)\".*", "$1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runs")
  void runsGoOn(Model model) throws IOException {
    int steps = stepsDone(model.folder().resolve("checkpoints")) + 2;
    Path run = resumed(model, "run", steps);
    assertEquals(steps, JSON.readTree(run.resolve("result.json").toFile()).get("steps").asInt());
    if (model.has("metrics.csv")) {
      assertLosses(model.folder().resolve("metrics.csv"), run.resolve("metrics.csv"), 0);
    }
  }

  /** All steps of {@code then} with their losses are in {@code now}. */
  private static void assertLosses(Path then, Path now, double tolerance) throws IOException {
    List<String> expected = Files.readAllLines(then);
    List<String> found = Files.readAllLines(now);
    for (int i = 1; i < expected.size(); i++) {
      String[] left = expected.get(i).split(",", -1);
      String[] right = found.get(i).split(",", -1);
      assertEquals(left[0], right[0]);
      double loss = Double.parseDouble(right[1]);
      assertEquals(Double.parseDouble(left[1]), loss, tolerance, found.get(i));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("versions")
  void anUnfinishedRunEndsAsItDidThen(Path version) throws IOException {
    Model model = new Model(version, "unfinished");
    Path continued = version.resolve("continued");
    int steps = JSON.readTree(continued.resolve("result.json").toFile()).get("steps").asInt();
    Path run = resumed(model, "run", steps);
    assertLosses(continued.resolve("metrics.csv"), run.resolve("metrics.csv"), 1e-4);
    model.assertPredictedBy(run, 1e-4);
    // On one thread of one machine a run is the same each time.
    Path again = resumed(model, "again", steps);
    String values = "savedmodel/1/variables/variables.data-00000-of-00001";
    assertArrayEquals(
        Files.readAllBytes(run.resolve(values)), Files.readAllBytes(again.resolve(values)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("versions")
  void exportsAreStillOfUse(Path version) throws IOException {
    Path exports = version.resolve("exports");
    Path frozen = exports.resolve("frozen/frozen.pb");
    Model exported = new Model(version, "wide");
    PredictedRows.assertSame(
        Files.readAllLines(exports.resolve("frozen/predictions.csv")),
        Call.of("predict", frozen, "--input", exported.input()).done().out().lines().toList(),
        1e-5);
    for (String graph : List.of("graphdef/inference.pb", "graphdef/training.meta")) {
      Call.of("inspect", exports.resolve(graph)).done();
    }
    Path run = temp.resolve("run");
    Call.of(
            "import",
            exports.resolve("checkpoint"),
            "--recipe",
            exported.folder().resolve("recipe.yaml"),
            "--data",
            exported.data(),
            "--to",
            run)
        .done();
    exported.assertPredictedBy(run, 1e-5);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("versions")
  void everyCommandTakesWhatItTookThen(Path version) throws IOException {
    Map<String, List<String>> now = new HashMap<>();
    for (String line : Files.readAllLines(version.resolve("commands.txt"))) {
      String[] words = line.split(" ", 2);
      List<String> taken = now.computeIfAbsent(words[0], EarlierVersionsTest::taken);
      String then = withoutLabel(words[1]);
      assertTrue(
          taken.contains(then) || taken.contains("[" + then + "]"),
          line + " is not among " + taken);
    }
  }

  /** Parameters and options of a command, as its help lists them. */
  private static List<String> taken(String command) {
    Call help = command.equals("unroll") ? Call.of("--help") : Call.of(command, "--help");
    return LISTED
        .matcher(help.done().out())
        .results()
        .flatMap(found -> Stream.of(found.group(1).split(", ", -1)))
        .map(EarlierVersionsTest::withoutLabel)
        .toList();
  }

  /** What a value or a parameter is called is free to change. */
  private static String withoutLabel(String taken) {
    return taken.replaceFirst("=.*", "=").replaceFirst("[A-Z]{2,}", "PARAMETER");
  }
}
