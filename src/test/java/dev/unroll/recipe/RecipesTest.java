package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.augment.Augmentation;
import dev.unroll.check.InputException;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Recurrent;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.Models;
import dev.unroll.settings.Kinds;
import dev.unroll.source.climate.Climate;
import dev.unroll.source.csv.Csv;
import dev.unroll.source.csv.CsvTarget;
import dev.unroll.train.Optimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipesTest {

  @Test
  void aNumberSignIsOfTheValueThatIsSet() {
    for (String value : List.of("#Passengers", "'#Passengers'", "\"#Passengers\"")) {
      Recipe recipe = Recipes.load("climate-gru", List.of("data.reader.target=" + value));
      assertEquals("#Passengers", ((Climate) recipe.data().settings()).target());
    }
    Recipe recipe = Recipes.load("climate-gru", List.of("data.reader.target=n #1"));
    assertEquals("n #1", ((Climate) recipe.data().settings()).target());
  }

  private static final String SMALL =
      """
      name: small
      model:
        layers:
          - {type: recurrent, cell: {type: gru, units: 3}}
          - {type: readout}
      """;

  static Stream<String> names() {
    return Recipes.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyRecipeReadsBackAsItIsWritten(String name) {
    Recipe recipe = Recipes.named(name);
    assertEquals(name, recipe.name());
    assertEquals(recipe, Recipes.parse(Recipes.toYaml(recipe), "again", List.of()));
    assertTrue(name.length() + recipe.description().length() < 78, "fits 80 columns");
  }

  @Test
  void everyRecipeFileIsNamed() throws IOException {
    try (var files = Files.list(Path.of("src/main/resources/recipes"))) {
      assertEquals(
          Recipes.NAMES.stream().map(name -> name + ".yaml").sorted().toList(),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  static Stream<Arguments> presets() {
    return Stream.of(
        Arguments.of("har-rnn", Models.rnn(32)),
        Arguments.of("har-lstm-peephole", Models.lstmPeephole(32)),
        Arguments.of("har-gru", Models.gru(32)),
        Arguments.of("har-bilstm", Models.bilstm(32)),
        Arguments.of("har-twolayer-lstm", Models.twolayerLstm(32)),
        Arguments.of("har-multilayer-lstm", Models.multilayer(32)),
        Arguments.of("blog-rnn", Models.rnn(32).withoutNormalization()),
        Arguments.of("blog-lstm", Models.lstm(32).withoutNormalization()),
        Arguments.of("blog-gru", Models.gru(32).withoutNormalization()),
        Arguments.of("blog-twolayer-lstm", Models.twolayerLstm(32).withoutNormalization()),
        Arguments.of("blog-multilayer-lstm", Models.multilayer(32).withoutNormalization()));
  }

  @ParameterizedTest
  @MethodSource("presets")
  void recipesHoldThePresets(String name, ModelDesign preset) {
    assertEquals(preset, Recipes.named(name).model());
  }

  @Test
  void whatARecipeDoesNotSayHasItsDefault() {
    Recipe recipe = Recipes.parse(SMALL, "small.yaml", List.of());
    assertEquals(new Recurrent(new Gru(3)), recipe.model().layers().get(0));
    assertEquals(new Optimizer.Adam(), recipe.training().optimizer());
    assertEquals(0.001, recipe.training().learningRate());
    assertEquals("motion", recipe.data().source());
  }

  @Test
  void overridesReachEverySetting() {
    Recipe recipe =
        Recipes.load(
            "har-bilstm",
            List.of(
                "training.learningRate=0.25",
                "model.layers.0.cell.units=7",
                "model.layers.1.take=mean",
                "training.optimizer=adagrad",
                "training.optimizer.initialAccumulator=0.5",
                "data.source='har:C:/my data'",
                "training.l2=kernels"));
    assertEquals(0.25, recipe.training().learningRate());
    assertEquals(new BasicLstm(7), ((Recurrent) recipe.model().layers().get(0)).cell());
    assertEquals(new Optimizer.Adagrad(0.5), recipe.training().optimizer());
    assertEquals("har:C:/my data", recipe.data().source());
  }

  @Test
  void everyLayerAndAugmentationReadsBackAsItIsWritten() {
    Recipe recipe =
        Recipes.parse(
            """
            name: all
            data: {source: har, reader: {type: har}}
            model:
              transforms:
                - {type: asinh, scales: [1, 0, 0, 0, 0, 0, 0, 0, 0]}
                - difference
                - {type: magnitude, append: false}
              layers:
                - {type: conv1d, filters: 4, kernelSize: 3, padding: causal, dilation: 2}
                - {type: pool1d, kind: average}
                - {type: residual, layers: [{type: dense, units: 4}], shortcut: [activation]}
                - {type: time-distributed, layers: [batch-norm, layer-norm]}
                - {type: spatial-dropout, rate: 0.1}
                - {type: dropout, rate: 0.1}
                - {type: conv2d, filters: 2, kernelSize: 1}
                - pool2d
                - flatten
                - type: recurrent
                  cell: {type: gru, units: 3}
                  dropout: 0.1
                  recurrentDropout: 0.2
                  state: stateful
                - {type: parallel, branches: [[readout], [{type: attention-pool, units: 2}], []]}
                - global-pool
            training:
              optimizer: adam-w
              mixup: 0.2
              classWeights: balanced
              augment:
                - {type: turn, triads: [0], gravity: 6, angle: 1}
                - {type: tilt, triads: [0], stddev: 1}
                - {type: gain, first: 0, stddev: 1}
                - {type: jitter, stddev: [0.5]}
                - {type: time-warp, strength: 0.5}
                - {type: time-shift, share: 0.5}
                - {type: channel-mask, rate: 0.5}
                - {type: time-mask, share: 0.5}
                - {type: move-frames, height: 1, width: 1, pixels: 1}
            """,
            "all",
            List.of());
    assertEquals(recipe, Recipes.parse(Recipes.toYaml(recipe), "again", List.of()));
    assertEquals(12, recipe.model().layers().size());
    assertEquals(
        Augmentation.class.getPermittedSubclasses().length, recipe.training().augment().size());
  }

  @Test
  void dataOfAnotherKindAreReadByTheirOwnSettings() {
    Recipe recipe = Recipes.load("climate-gru", List.of("data.source=csv:table.csv"));
    assertEquals(Optional.empty(), recipe.data().reader());
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                Recipes.parse(
                    SMALL, "s.yaml", List.of("data.source=motion", "data.reader={type: har}")));
    assertEquals(
        "s.yaml: data: source 'motion' is of another kind than the recipe's reader {type: har};"
            + " give data of that kind, or another recipe",
        e.getMessage());
  }

  @Test
  void aPartOfADefaultCanBeSet() {
    Recipe recipe = Recipes.parse(SMALL, "small.yaml", List.of("training.optimizer.beta1=0.5"));
    assertEquals(new Optimizer.Adam(0.5, 0.999, 1e-8), recipe.training().optimizer());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.learningRat=1|s.yaml: training.learningRat: unknown key; known here: optimizer,"
            + " learningRate, schedule, lambda, l2, clipNorm, batchSize, order, epochs, steps,"
            + " displayEvery, labelSmoothing, classWeights, augment, mixup, buckets, window,"
            + " accumulate, averageWeights, earlyStopping, checkpoints; did you mean"
            + " 'learningRate'?",
        "training.earlyStopping=5|s.yaml: training.earlyStopping: expected keys and values, found 5",
        "training.earlyStopping.patience=0|s.yaml: training.earlyStopping: early stopping: patience:"
            + " expected a whole number of 1 or more, got 0",
        "training.earlyStopping.leastGain=1|s.yaml: training.earlyStopping.patience: missing; a"
            + " recipe must set it",
        "training.checkpoints.keep=0|s.yaml: training.checkpoints: keep: expected a whole number of"
            + " 1 or more, got 0",
        "training.checkpoints.every=5|s.yaml: training.checkpoints.every: unknown key; known here:"
            + " everySteps, everySeconds, keep, best",
        "training.accumulate=0|s.yaml: training: accumulate: expected a whole number of 1 or more,"
            + " got 0",
        "training.averageWeights=1|s.yaml: training: averageWeights: expected a number of 0 or more"
            + " and less than 1, got 1.0",
        "training.schedule=plateau|s.yaml: training.schedule: unknown type 'plateau'; expected one of"
            + " [constant, cosine, exponential, one-cycle, reduce-on-plateau]",
        "trainin.epochs=1|s.yaml: trainin: unknown key; known here: name, description, data, model,"
            + " training, kernels; did you mean 'training'?",
        "training.learningRate=0|s.yaml: training: learningRate: expected a number greater"
            + " than 0, got 0.0",
        "training.learningRate=fast|s.yaml: training.learningRate: expected a number, found"
            + " \"fast\"",
        "training.batchSize=1.5|s.yaml: training.batchSize: expected a whole number, found 1.5",
        "training.order=random|s.yaml: training.order: expected one of [shuffled, sequential],"
            + " found \"random\"",
        "training.optimizer=adm|s.yaml: training.optimizer: unknown type 'adm'; expected one of"
            + " [adagrad, adam, adam-w, gradient-descent, lion, momentum, rms-prop]; did you mean"
            + " 'adam'?",
        "model.layers.0.cell.units=-3|s.yaml: model.layers[0].cell: gru: units: expected a whole"
            + " number of 1 to 65536, got -3",
        "model.layers.7.take=last|setting 'model.layers.7.take=last': expected a position from 0 to 1"
            + " in the list, got '7'",
        "model.layers=3|s.yaml: model.layers: expected a list, found 3",
        "model.layers.0.cell=3|s.yaml: model.layers[0].cell: expected one of [basic-lstm,"
            + " basic-rnn, gru, lstm, minimal-gated-unit] with its settings, found 3",
        "training.epochs|setting 'training.epochs': expected key=value, such as training.epochs=30",
        "training.epochs=|setting 'training.epochs=': expected a value after the =",
        "name.first=x|s.yaml: name: expected a text, found {\"type\":\"small\",\"first\":\"x\"}",
        "data.source=nope|s.yaml: data: data 'nope': unknown kind 'nope'; expected"
            + " ais:FILE or burst or climate:FILE or csv:FILE or frames:PATH or har:PATH or"
            + " lines:PATH or motion or moving-shapes or numpy:PATH or ts:PREFIX",
      })
  void saysWhereARecipeIsWrong(String override, String message) {
    InputException e =
        assertThrows(InputException.class, () -> Recipes.parse(SMALL, "s.yaml", List.of(override)));
    assertEquals(message, e.getMessage());
  }

  @Test
  void saysWhichLineIsNotYaml() {
    InputException e =
        assertThrows(
            InputException.class, () -> Recipes.parse("name: x\nmodel: [\n", "s.yaml", List.of()));
    assertTrue(e.getMessage().startsWith("s.yaml:2: not valid YAML: "), e.getMessage());
    e =
        assertThrows(
            InputException.class, () -> Recipes.parse("name: x\nname: y\n", "s.yaml", List.of()));
    assertTrue(e.getMessage().startsWith("s.yaml:2: not valid YAML: Duplicate"), e.getMessage());
    e = assertThrows(InputException.class, () -> Recipes.parse("", "s.yaml", List.of()));
    assertEquals("s.yaml: expected the keys of a recipe, found nothing", e.getMessage());
    e = assertThrows(InputException.class, () -> Recipes.parse("name: x", "s.yaml", List.of()));
    assertEquals("s.yaml: model: missing; a recipe must set it", e.getMessage());
  }

  @Test
  void readsARecipeFromAFile(@TempDir Path temp) throws IOException {
    Path file = Files.writeString(temp.resolve("mine.yaml"), SMALL);
    assertEquals("small", Recipes.load(file.toString(), List.of()).name());
    InputException e =
        assertThrows(
            InputException.class,
            () -> Recipes.load(temp.resolve("no.yaml").toString(), List.of()));
    assertEquals(
        temp.resolve("no.yaml")
            + ": the recipe cannot be read (NoSuchFileException); check the path",
        e.getMessage());
  }

  @Test
  void suggestsTheNearestRecipe() {
    InputException e =
        assertThrows(InputException.class, () -> Recipes.load("har-ltsm", List.of()));
    assertTrue(e.getMessage().startsWith("recipe 'har-ltsm': unknown; known are motion-lstm, "));
    assertTrue(e.getMessage().endsWith("; did you mean 'har-lstm'?; or give a .yaml file"));
  }

  @Test
  void aReaderIsOfTheKindOfItsSource() {
    List<String> columns = List.of("data.source=csv:a.csv", "data.reader.columns.sequence=walk");
    Csv csv = (Csv) Recipes.parse(SMALL, "s.yaml", columns).data().settings();
    assertEquals("walk", csv.columns().sequence());
    List<String> target = List.of("data.reader.target.column=kind");
    assertEquals(
        new CsvTarget.Label("kind", List.of()),
        ((Csv) Recipes.data("csv:a.csv", target).settings()).target());
    assertEquals(
        "ais",
        Kinds.label(
            Recipes.data("ais:a.csv", List.of("data.reader.windows.steps=8"))
                .settings()
                .getClass()));
    List<String> other = List.of("data.source=csv:b.csv", "data.reader.columns.sequence=walk");
    assertEquals(csv, Recipes.load("climate-gru", other).data().settings(), "its own are dropped");
    String untold = SMALL + "data: {source: 'climate:a.csv', reader: {lookback: 12}}\n";
    assertEquals(
        12, ((Climate) Recipes.parse(untold, "s.yaml", List.of()).data().settings()).lookback());
    assertEquals(csv, Recipes.parse(untold, "s.yaml", other).data().settings());
  }
}
