package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import dev.unroll.check.InputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many small networks of other libraries, made by {@code make_family.py}: layers, functions,
 * wrappers and kinds of files, each held to what its maker gives.
 */
class ImportFamilyTest {

  /** Relative to the largest output. */
  private static final double TOLERANCE = 1e-5;

  @TempDir Path temp;

  private static Path family(String name) throws URISyntaxException {
    return Path.of(Resources.getResource("dev/unroll/convert/family/" + name).toURI());
  }

  static Stream<Arguments> networks() throws IOException, URISyntaxException {
    List<Arguments> all = new ArrayList<>();
    for (String maker : List.of("keras", "mixed", "keras2", "torch", "tensorflow1")) {
      JsonNode cases = new ObjectMapper().readTree(family(maker + ".json").toFile());
      cases.forEach(each -> all.add(Arguments.of(each.get("name").asText(), each)));
    }
    assertTrue(all.size() >= 200, "networks: " + all.size());
    return all.stream();
  }

  private ImportRun run(JsonNode network, boolean held) throws Exception {
    List<String> settings = new ArrayList<>();
    network.get("settings").forEach(setting -> settings.add(setting.asText()));
    Map<String, String> names = new HashMap<>();
    network.get("names").properties().forEach(e -> names.put(e.getKey(), e.getValue().asText()));
    Optional<String> recipe = Optional.empty();
    if (!network.get("recipe").isNull()) {
      recipe = Optional.of(recipe(network.get("recipe").asText()).toString());
    }
    return new ImportRun(
        family(network.get("file").asText()),
        recipe,
        recipe.isPresent(),
        settings,
        held || recipe.isPresent() ? 0 : 6,
        held ? Optional.of(family(network.get("name").asText() + ".npz")) : Optional.empty(),
        names,
        Optional.empty(),
        "test");
  }

  /** Layers, with data of three features and four classes. */
  private Path recipe(String layers) throws IOException {
    StringBuilder rows = new StringBuilder("index,a,b,c,label\n");
    for (int i = 0; i < 16; i++) {
      for (int t = 0; t < 6; t++) {
        rows.append("%s,%s,%s,%s,%s\n".formatted(i, i, t, i * t, "wxyz".charAt(i % 4)));
      }
    }
    Path data = Files.writeString(temp.resolve("rows.csv"), rows);
    return Files.writeString(
        temp.resolve("some.yaml"),
        "name: some\ndata:\n  source: 'csv:"
            + data
            + "'\nmodel:\n  normalize: false\n  layers:"
            + layers
            + "\n");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void givesTheOutputsOfWhereItIsFrom(String name, JsonNode network) throws Exception {
    ImportResult result = run(network, true).run(temp.resolve("run"));
    assertTrue(
        result.facts().sampleDifference() < TOLERANCE,
        name + " differs by " + result.facts().sampleDifference());
  }

  /** Without a sample nothing would show a wrong choice. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch-bilstm-last",
        "torch-bigru-2-both-ends",
        "torch-rnn-relu",
        "torch-birnn-2-relu"
      })
  void asksForWhatWeightsDoNotTell(String name) throws Exception {
    JsonNode network =
        networks()
            .filter(each -> each.get()[0].equals(name))
            .map(each -> (JsonNode) each.get()[1])
            .findFirst()
            .orElseThrow();
    List<String> settings = new ArrayList<>();
    network.get("settings").forEach(setting -> settings.add(setting.asText()));
    for (int without = 0; without < settings.size(); without++) {
      List<String> some = new ArrayList<>(settings);
      String left = some.remove(without);
      ImportRun run =
          new ImportRun(
              family(network.get("file").asText()),
              Optional.empty(),
              false,
              some,
              6,
              Optional.empty(),
              "test");
      InputException e = assertThrows(InputException.class, () -> run.run(temp.resolve("refused")));
      assertTrue(e.getMessage().contains("the weights do not tell "), e.getMessage());
      assertTrue(e.getMessage().contains(left), e.getMessage());
    }
    ImportResult result = run(network, false).run(temp.resolve("run"));
    assertTrue(
        result.facts().assumed().stream().noneMatch(a -> a.contains("readout both-ends")),
        result.facts().assumed().toString());
  }

  /** The weights say three features and four classes; no data are given. */
  @ParameterizedTest
  @ValueSource(strings = {"torch-lstm", "keras2-weights-bidirectional-sum"})
  void takesFeaturesAndClassesOfARecipesModelFromTheWeights(String name) throws Exception {
    boolean torch = name.startsWith("torch");
    String layers =
        torch
            ? """

                - {type: recurrent, cell: {type: basic-lstm, units: 5}}
                - {type: readout, take: last}
              """
            : """

                - {type: recurrent, cell: {type: basic-lstm, units: 4}, bidirectional: true}
                - {type: readout, take: both-ends}
                - {type: fold, join: sum}
              """;
    Path recipe =
        Files.writeString(
            temp.resolve("some.yaml"),
            "name: some\nmodel:\n  normalize: false\n  layers:" + layers);
    // Without its description beside it.
    String file = torch ? name + ".pth" : name + ".h5";
    Path alone = Files.copy(family(file), temp.resolve(file));
    ImportRun run =
        new ImportRun(
            alone,
            Optional.of(recipe.toString()),
            false,
            List.of(),
            0,
            Optional.of(family(name + ".npz")),
            "test");
    ImportResult result = run.run(temp.resolve("run"));
    assertTrue(result.facts().sampleDifference() < TOLERANCE);
    assertEquals(List.of("class_0", "class_1", "class_2", "class_3"), result.spec().classNames());
    assertEquals(3, result.spec().input().features());
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                new ImportRun(
                        alone,
                        Optional.of(recipe.toString()),
                        false,
                        List.of(),
                        0,
                        Optional.empty(),
                        "test")
                    .run(temp.resolve("without")));
    assertTrue(e.getMessage().contains("give the number of steps or data"), e.getMessage());
  }

  /** Two layers of one shape: neither names nor shapes tell which kernel is which. */
  @Test
  void variablesThatNothingTellsApartAreAskedFor() throws Exception {
    JsonNode network =
        networks()
            .filter(each -> each.get()[0].equals("tf1-alike"))
            .map(each -> (JsonNode) each.get()[1])
            .findFirst()
            .orElseThrow();
    ImportRun told = run(network, true);
    ImportRun untold =
        new ImportRun(
            told.file(),
            told.recipe(),
            true,
            told.overrides(),
            0,
            told.sample(),
            Map.of(),
            Optional.empty(),
            "test");
    InputException e = assertThrows(InputException.class, () -> untold.run(temp.resolve("untold")));
    assertTrue(
        e.getMessage()
            .contains(
                "the variables Variable_1, Variable_3, first/bias of the checkpoint are of the shape"
                    + " [4], and so are dense/bias, dense_1/bias, Variable_1 of the model: which is"
                    + " which is not said; say it by the name of a variable, such as dense/bias="),
        e.getMessage());
    ImportRun wrong =
        new ImportRun(
            told.file(),
            told.recipe(),
            true,
            told.overrides(),
            0,
            told.sample(),
            Map.of("dense/kernel", "Variable_7"),
            Optional.empty(),
            "test");
    e = assertThrows(InputException.class, () -> wrong.run(temp.resolve("wrong")));
    assertTrue(e.getMessage().contains("has no variable 'Variable_7' left"), e.getMessage());
  }

  @Test
  void takesTheDescriptionThatIsPlainlyThatOfTheWeights() throws Exception {
    Path weights = Files.copy(family("keras2-weights-noise.h5"), temp.resolve("best_weights.h5"));
    Path json = Files.copy(family("keras2-weights-noise.json"), temp.resolve("model.json"));
    ImportRun run =
        new ImportRun(
            weights,
            Optional.empty(),
            false,
            List.of(),
            0,
            Optional.of(family("keras2-weights-noise.npz")),
            "test");
    ImportResult result = run.run(temp.resolve("run"));
    assertTrue(result.facts().sampleDifference() < TOLERANCE);
    assertTrue(
        result.facts().assumed().contains("the model is the one that model.json describes"),
        result.facts().assumed().toString());
    Files.copy(weights, temp.resolve("last_weights.h5"));
    InputException e = assertThrows(InputException.class, () -> run.run(temp.resolve("two")));
    assertTrue(e.getMessage().contains("without the description of their model"), e.getMessage());
    Files.move(json, temp.resolve("best.json"));
    assertTrue(run.run(temp.resolve("own")).facts().sampleDifference() < TOLERANCE);
  }
}
