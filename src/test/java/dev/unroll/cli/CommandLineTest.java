package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import dev.unroll.OwnProcess;
import dev.unroll.data.DataSource;
import dev.unroll.recipe.Recipes;
import dev.unroll.settings.Kinds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temp;
  private static Path run;
  private static Call training;

  @BeforeAll
  static void train() {
    run = temp.resolve("run");
    training =
        Call.of(
            "train",
            "motion-lstm",
            "--out",
            run.toString(),
            "--steps",
            "30",
            "--set",
            "training.displayEvery=10",
            "--set",
            "model.layers.0.cell.units=8");
  }

  @Test
  void trainingShowsItsStepsAndItsResult() {
    assertEquals(0, training.code(), training.err());
    assertTrue(training.out().startsWith("motion-lstm on motion (simulated data): 1,728 training"));
    assertTrue(
        training
            .out()
            .lines()
            .anyMatch(
                line ->
                    line.matches(
                        "step 0010 : loss is \\d{3}\\.\\d\\d, accuracy on training set"
                            + " \\d+\\.\\d %, accuracy on test set \\d+\\.\\d\\d %, accuracy on"
                            + " validation set \\d+\\.\\d\\d %")),
        training.out());
    assertTrue(training.out().contains("(simulated data); 30 steps in "), training.out());
  }

  @Test
  void cyclesThroughFoldsOfWholeGroups() throws IOException {
    Path out = temp.resolve("folds");
    Call folds =
        Call.of(
            "train",
            "motion-lstm",
            "--out",
            out.toString(),
            "--steps",
            "2",
            "--folds",
            "2",
            "--set",
            "model.layers.0.cell.units=2");
    assertEquals(0, folds.code(), folds.err());
    assertTrue(folds.out().contains("fold 2 of 2"), folds.out());
    assertTrue(folds.out().contains("held out: accuracy "), folds.out());
    JsonNode result = JSON.readTree(out.resolve("result.json").toFile());
    assertEquals(2, result.get("folds").asInt());
    double accuracy = result.get("heldOut").get("accuracy").asDouble();
    double sum = 0;
    int count = 0;
    for (int fold = 1; fold <= 2; fold++) {
      Call scored =
          Call.of(
              "evaluate",
              out.resolve("fold-" + fold).toString(),
              "--data",
              "motion",
              "--split",
              "validation",
              "--json");
      JsonNode part = JSON.readTree(scored.out());
      sum += part.get("accuracy").asDouble() * part.get("count").asInt();
      count += part.get("count").asInt();
    }
    assertEquals(2016, count, "every training window is in one fold");
    assertSameShare(accuracy, sum / count, count);
    assertTrue(Files.isRegularFile(out.resolve("report.html")));
    Call.of("train", "burst-lstm", "--folds", "1")
        .assertRefused("number of folds: expected 2 or more, got 1 (--folds)");
    Call.of("train", "burst-lstm", "--folds", "2", "--resume")
        .assertRefused("--folds trains anew; leave out --resume");
  }

  @Test
  void aReadersOwnValidationPartIsScoredAgain() throws IOException {
    Path out = temp.resolve("burst");
    Call burst =
        Call.of(
            "train",
            "burst-lstm",
            "--out",
            out.toString(),
            "--steps",
            "3",
            "--set",
            "data.reader={type: burst, validationSequences: 7, testSequences: 3}");
    assertEquals(0, burst.code(), burst.err());
    JsonNode result = JSON.readTree(out.resolve("result.json").toFile());
    for (String split : List.of("train", "validation", "test")) {
      Call call =
          Call.of("evaluate", out.toString(), "--data", "burst", "--split", split, "--json");
      assertEquals(0, call.code(), call.err());
      assertSameScores(result.get(split), JSON.readTree(call.out()));
    }
    Call predicted = Call.of("predict", out.toString(), "--data", "burst", "--split", "test");
    assertEquals(1 + 3 * 130, predicted.out().lines().count(), "a row a step");
    assertTrue(predicted.out().startsWith("index,step,class,class_index,p_over,"), predicted.out());
  }

  @Test
  void forecastsAreScoredBesideTheNaiveOne() throws IOException {
    StringBuilder table = new StringBuilder("date,T (degC),p (mbar)\n");
    for (int i = 0; i < 3000; i++) {
      double t = 10 + 5 * Math.sin(i / 23.0);
      table.append(
          String.format(
              Locale.ROOT,
              "2020-01-%02d %02d:%02d:00,%.3f,%.2f%n",
              1 + i / 144,
              i % 144 / 6,
              i % 6 * 10,
              t,
              1000 + t));
    }
    Path file = Files.writeString(temp.resolve("table.csv"), table.toString());
    Path out = temp.resolve("climate");
    Call climate =
        Call.of(
            "train",
            "climate-gru",
            "--data",
            "climate:" + file,
            "--out",
            out.toString(),
            "--steps",
            "2",
            "--set",
            "data.reader={type: climate, angles: [], lookback: 24, step: 2, delays: [1, 12]}");
    assertEquals(0, climate.code(), climate.err());
    assertTrue(climate.out().contains("MAE on test set"), climate.out());
    assertTrue(climate.out().contains(", naive forecast "), climate.out());
    JsonNode test = JSON.readTree(out.resolve("result.json").toFile()).get("test");
    assertEquals("degC", test.get("unit").asText());
    assertEquals("T+2h", test.get("numbers").get(1).get("name").asText());
    double naive = test.get("naive").get(1).get("mae").asDouble();
    assertTrue(test.get("ridge").get(1).get("mae").asDouble() < naive, "a sine is linear");
    String report = Files.readString(out.resolve("report.html"));
    assertTrue(report.contains("<h2>Numbers, test, ridge regression</h2>"), "by hours ahead");
    Call table2 = Call.of("evaluate", out.toString(), "--data", "climate:" + file);
    assertTrue(table2.out().contains("naive MAE"), table2.out() + table2.err());
  }

  @Test
  void benchMeasuresANetwork() throws IOException {
    Call bench =
        Call.of(
            "bench",
            "--cell",
            "rnn",
            "--units",
            "4",
            "--batch",
            "3",
            "--steps",
            "5",
            "--kernels",
            "static",
            "--seconds",
            "0.01",
            "--json");
    assertEquals(0, bench.code(), bench.err());
    JsonNode result = JSON.readTree(bench.out());
    assertEquals("STATIC", result.get("workload").get("kernels").asText());
    for (String figure :
        List.of("trainStepMs", "inferenceMs", "latencyMs", "graphBuildMs", "firstStepMs")) {
      assertTrue(result.get(figure).asDouble() > 0, figure);
    }
    Call text =
        Call.of("bench", "--cell", "gru", "--units", "4", "--steps", "5", "--seconds", "0.01");
    assertTrue(text.out().lines().allMatch(line -> line.length() <= 80), text.out());
    Call wrong = Call.of("bench", "--cell", "transformer");
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("bench: cell: expected one of [rnn, lstm,"), wrong.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tr-TR", "ar-EG", "fa-IR", "bn-BD"})
  void numbersAreWrittenAlikeInEveryLanguage(String language)
      throws IOException, InterruptedException {
    Path out = temp.resolve(language);
    List<String> locale = Splitter.on('-').splitToList(language);
    List<String> words =
        List.of(
            "train",
            "--out",
            out.toString(),
            "--steps",
            "1",
            "--set",
            "model.layers.0.cell.units=2");
    OwnProcess process =
        OwnProcess.run(
            temp,
            List.of(
                "-Duser.language=" + locale.get(0),
                "-Duser.country=" + locale.get(1),
                "-Dunroll.terminal=false"),
            Main.class.getName(),
            words);
    assertEquals(0, process.code(), process.err());
    assertTrue(process.out().contains(": 1,728 training, 288 validation, "), process.out());
    assertTrue(
        process
            .out()
            .matches(
                "(?s).*step 0000 : loss is \\d{3}\\.\\d\\d, accuracy .*test set \\d+\\.\\d\\d %.*"),
        process.out());
    String metrics = Files.readAllLines(out.resolve("metrics.csv")).get(1);
    assertTrue(metrics.matches("0,\\d+\\.\\d+,\\d+\\.\\d+,.*"), metrics);
    assertEquals(Call.of("recipes", out.resolve("recipe.yaml")).done().out(), recipe(out));
  }

  @Test
  void aReportIsWrittenAnewAndRunsAreCompared() throws IOException {
    Path again = temp.resolve("again.html");
    Call call = Call.of("report", run, "--out", again).done();
    assertEquals("report in " + again + System.lineSeparator(), call.out());
    Pattern sections = Pattern.compile("<h2>[^<]*</h2>|<td>\\d+\\.\\d\\d %");
    assertEquals(
        sections.matcher(Files.readString(run.resolve("report.html"))).results().count(),
        sections.matcher(Files.readString(again)).results().count());
    Path page = temp.resolve("comparison.html");
    Path copy = Files.createDirectory(temp.resolve("copy"));
    for (String file : List.of("result.json", "recipe.yaml", "predictions.csv", "metrics.csv")) {
      Files.copy(run.resolve(file), copy.resolve(file));
    }
    List<String> lines = Call.of("report", run, copy, "--out", page).done().out().lines().toList();
    assertTrue(
        lines.get(0).matches(".*: test accuracy \\d+\\.\\d\\d % \\(\\d+\\.\\d to \\d+\\.\\d\\)"),
        lines.get(0));
    assertEquals("  accuracy +0.00 points, equal", lines.get(3));
    assertEquals("comparison in " + page, lines.get(4));
    Call.of("report", run, run).assertRefused(run + ": the run is given twice");
    Call.of("report", temp).assertRefused(temp + ": not a run folder");
    Call.of("report", run, copy, "--data", "motion")
        .assertRefused("--data is for the report of one run");
    Call.of("report", run, "--data", "burst").assertRefusedBecause("burst");
  }

  private static String recipe(Path run) throws IOException {
    return Files.readString(run.resolve("recipe.yaml"));
  }

  @Test
  void aRunFolderIsComplete() throws IOException {
    for (String file :
        List.of(
            "recipe.yaml",
            "provenance.json",
            "metrics.csv",
            "result.json",
            "report.html",
            "predictions.csv",
            "checkpoints/checkpoint",
            "checkpoints/model.ckpt-30.index",
            "savedmodel/1/saved_model.pb",
            "savedmodel/1/variables/variables.index",
            "savedmodel/1/assets.extra/unroll.json")) {
      assertTrue(Files.isRegularFile(run.resolve(file)), file);
    }
    JsonNode result = JSON.readTree(run.resolve("result.json").toFile());
    assertEquals("motion-lstm", result.get("recipe").asText());
    assertEquals(1, result.get("seed").asInt());
    assertEquals(30, result.get("steps").asInt());
    assertTrue(result.get("simulated").asBoolean());
    assertTrue(result.get("seconds").asDouble() > 0);
    assertTrue(result.get("validation").get("macroF1").isNumber());
    List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
    assertEquals(4, metrics.size());
    assertTrue(metrics.get(2).startsWith("10,"), metrics.get(2));
    JsonNode provenance = JSON.readTree(run.resolve("provenance.json").toFile());
    assertEquals(64, provenance.get("dataSha256").asText().length());
    try (var files = Files.list(run)) {
      assertEquals(
          1, files.filter(f -> f.getFileName().toString().startsWith("events.out.")).count());
    }
  }

  @Test
  void evaluationAgreesWithTheTrainer() throws IOException {
    Call call = Call.of("evaluate", run.toString(), "--data", "motion", "--json");
    assertEquals(0, call.code(), call.err());
    JsonNode report = JSON.readTree(call.out());
    JsonNode result = JSON.readTree(run.resolve("result.json").toFile());
    assertSameScores(result.get("test"), report);
    assertEquals(864, report.get("count").asInt());
    assertTrue(report.get("simulated").asBoolean());
    assertEquals("WALKING", report.get("classes").get(0).get("name").asText());
    assertEquals(6, report.get("confusion").size());

    String table = Call.of("evaluate", run.toString(), "--data", "motion").out();
    assertTrue(table.startsWith("motion (simulated data), test: 864 sequences"), table);
    assertTrue(table.lines().allMatch(line -> line.length() <= 80));
  }

  /** Within two rows: near a border batches of another size may put one to the other side. */
  private static void assertSameShare(double expected, double found, int count) {
    assertEquals(expected, found, 2.0 / count + 1e-12);
  }

  /** The scores of {@code evaluate --json} as those in {@code result.json}. */
  private static void assertSameScores(JsonNode expected, JsonNode found) {
    int count = found.get("count").asInt();
    assertSameShare(expected.get("accuracy").asDouble(), found.get("accuracy").asDouble(), count);
    assertEquals(expected.get("macroF1").asDouble(), found.get("macroF1").asDouble(), 0.01);
  }

  @Test
  void predictionsAreCsvWithProbabilitiesThatSumToOne() throws IOException {
    Path windows = temp.resolve("windows.csv");
    Path predictions = temp.resolve("predictions.csv");
    assertEquals(0, Call.of("data", "motion", "--out", windows.toString(), "--limit", "5").code());
    Call call =
        Call.of(
            "predict",
            run.toString(),
            "--input",
            windows.toString(),
            "--out",
            predictions.toString());
    assertEquals(0, call.code(), call.err());
    assertEquals("", call.out());
    assertTrue(call.err().contains("simulated"), "says what the model was trained on");
    List<String> lines = Files.readAllLines(predictions);
    assertEquals(
        "index,class,class_index,p_WALKING,p_WALKING_UPSTAIRS,p_WALKING_DOWNSTAIRS,p_SITTING,"
            + "p_STANDING,p_LAYING",
        lines.get(0));
    assertEquals(6, lines.size());
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",");
      assertEquals(Integer.toString(i - 1), cells[0]);
      double sum = Arrays.stream(cells).skip(3).mapToDouble(Double::parseDouble).sum();
      assertEquals(1, sum, 1e-6);
      int best = Integer.parseInt(cells[2]);
      assertEquals(lines.get(0).split(",", -1)[3 + best], "p_" + cells[1]);
    }
    List<String> all =
        Call.of("predict", run.toString(), "--data", "motion").out().lines().toList();
    assertEquals(865, all.size());
    PredictedRows.assertSame(lines, all.subList(0, 6), 1e-6);
  }

  private static Call small(Path folder, String... settings) {
    List<Object> words =
        new ArrayList<>(
            List.of("train", "--out", folder, "--steps", 9, "--set", "training.displayEvery=1"));
    words.addAll(List.of("--set", "model.layers.0.cell.units=2", "--deterministic"));
    for (String setting : settings) {
      words.addAll(List.of("--set", setting));
    }
    return Call.of(words.toArray());
  }

  @Test
  void aTrainingStopsEarlyWhereItIsToldTo() throws IOException {
    Path folder = temp.resolve("early");
    // So small a rate changes no prediction: the first score stays the best.
    Call call =
        small(folder, "training.earlyStopping.patience=2", "training.learningRate=1e-12").done();
    assertTrue(
        call.out()
            .contains(
                "stopped early after 3 steps: the validation score has stopped getting better"),
        call.out());
    assertTrue(call.out().contains("the model is that after 1 steps, of the best"), call.out());
    JsonNode result = JSON.readTree(folder.resolve("result.json").toFile());
    assertTrue(result.get("stoppedEarly").asBoolean());
    assertEquals(1, result.get("bestStep").asInt());
  }

  @Test
  void aNumberThatIsNotFiniteIsSaidWithItsPlaceAndWhatIsLeft() throws IOException {
    Path folder = temp.resolve("wild");
    Call call = small(folder, "training.learningRate=1e30");
    call.assertRefusedBecause("is infinite at step ");
    call.assertRefusedBecause("; the last good weights are in " + folder.resolve("checkpoints"));
    assertTrue(Files.exists(folder.resolve("stopped.json")));
    Call.of("train", "--resume", "--out", folder, "--set", "training.learningRate=1e30")
        .assertRefusedBecause("is infinite at step ");
  }

  @Test
  void aStoppedOrFinishedRunCanGoOn() throws IOException {
    Path folder = temp.resolve("resumed");
    Call.of(
            "train",
            "--out",
            folder,
            "--steps",
            "4",
            "--deterministic",
            "--set",
            "model.layers.0.cell.units=2",
            "--set",
            "training.displayEvery=2")
        .done();
    Call done = Call.of("train", "--resume", "--out", folder.toString());
    assertEquals(2, done.code());
    assertEquals(
        "unroll: "
            + folder
            + ": the run has done all of its 4 steps; to go on, give a larger number of steps or"
            + " number of epochs (--steps, --epochs)",
        done.err().strip());
    Call more = Call.of("train", "--resume", "--out", folder.toString(), "--steps", "6");
    assertEquals(0, more.code(), more.err());
    assertEquals(6, JSON.readTree(folder.resolve("result.json").toFile()).get("steps").asInt());
    assertEquals(
        List.of("0", "2", "4"),
        Files.readAllLines(folder.resolve("metrics.csv")).stream()
            .skip(1)
            .map(line -> line.substring(0, line.indexOf(',')))
            .toList());
    Path none = temp.resolve("none");
    Call.of("train", "--resume", "--out", none.toString())
        .assertRefused(none + ": no run to resume: expected recipe.yaml and provenance.json");
    Call.of("train", "--resume")
        .assertRefused("--resume needs --out with the folder of the run to go on with");
  }

  @Test
  void refusesAnOutputFolderThatExists() throws IOException {
    String before = Files.readString(run.resolve("result.json"));
    Call.of("train", "--out", run.toString())
        .assertRefused(
            run
                + ": the output folder exists already; choose another output folder, or go on with it by"
                + " resuming (--out, --resume)");
    assertEquals(before, Files.readString(run.resolve("result.json")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train har-ltsm|recipe 'har-ltsm': unknown; known are motion-lstm",
        "train har-lstm --data har:/no/such/folder|/no/such/folder: no such file or folder",
        "train --data sensors|recipe 'motion-lstm': data: data 'sensors': unknown kind",
        "train --set training.learningRate=0|recipe 'motion-lstm': training:"
            + " learningRate: expected a number greater than 0",
        "train --set model.layers.0.cell.units=-1|recipe 'motion-lstm': model.layers[0].cell:"
            + " basic-lstm: units: expected a whole number of 1 to 65536, got -1",
        "train --set training.momentum=1|recipe 'motion-lstm': training.momentum: unknown key;",
        "train --set training.batchSize=0|recipe 'motion-lstm': training: batchSize: expected a",
        "train --steps 0 --epochs 0|--steps and --epochs exclude each other",
        "train --set data.validationSubjects=21|dataset 'motion': cannot hold out 21 of 21",
        "train --steps 0|--steps: expected a whole number of 1 or more, got 0",
        "train --steps 5 --epochs 5|--steps and --epochs exclude each other; give one",
        "evaluate /no/such/model --data motion|/no/such/model: no such model folder",
        "predict /no/such/model --data motion|/no/such/model: no such model folder",
        "summary nothing|recipe 'nothing': unknown",
        "data motion --split best|--split 'best': expected train, validation or test",
        "data motion --split validation|the data 'motion' have no validation part",
        "data motion --limit 0|--limit: expected a whole number of 1 or more",
        "fetch weather|fetch 'weather': unknown dataset; known is har",
      })
  void refusesBadInputWithAMessage(String line, String message) {
    Path out = temp.resolve("refused");
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    if (line.startsWith("train ") || line.startsWith("data ")) {
      words.addAll(List.of("--out", out.toString()));
    }
    Call.of(words.toArray()).assertRefused(message);
    assertFalse(Files.exists(out), "nothing is left behind");
  }

  @Test
  void wrongUsageExitsWithTwo() {
    Call call = Call.of("trian");
    assertEquals(2, call.code());
    assertEquals(
        List.of("unroll: unknown command trian", "Did you mean 'train'?", "See 'unroll --help'."),
        call.err().lines().toList());
    assertEquals(2, Call.of("evaluate", run.toString()).code(), "--data is missing");
    assertEquals(2, Call.of("predict", run.toString()).code(), "--data or --input is missing");
    assertEquals(2, Call.of("train", "--seed", "many").code());
  }

  @Test
  void helpNamesEveryKindOfData() {
    String help = Call.of("data", "--help").out();
    Kinds.load().of(DataSource.class).keySet().stream()
        .filter(kind -> !kind.equals("lines")) // of the example in the tests
        .forEach(kind -> assertTrue(help.contains(kind), kind));
  }

  @Test
  void helpFitsEightyColumns() {
    Call call = Call.of("--help");
    assertEquals(0, call.code());
    assertTrue(call.out().startsWith("Usage: unroll "), call.out());
    for (String command :
        List.of("train", "evaluate", "predict", "summary", "recipes", "data", "fetch")) {
      Call help = Call.of(command, "--help");
      assertEquals(0, help.code(), help.err());
      assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
    }
    assertTrue(Call.of("--version").out().matches("unroll \\d+\\.\\d+\\.\\d+\\S*\\s+"));
    assertEquals(0, Call.of().code());
  }

  @Test
  void recipesAndTheirSummariesArePrinted() {
    List<String> lines = Call.of("recipes").out().lines().toList();
    assertEquals(Recipes.NAMES.size(), lines.size());
    assertTrue(lines.stream().allMatch(line -> line.length() <= 80), String.join("\n", lines));
    assertTrue(Call.of("recipes", "har-gru").out().contains("type: gru"));
    Call summary = Call.of("summary", "har-gru");
    assertEquals(0, summary.code(), summary.err());
    assertTrue(summary.out().contains("rnn/gru_cell/candidate/kernel [41, 32]"), summary.out());
    assertTrue(summary.out().contains("4,230"), summary.out());
  }

  @Test
  void summariesNeedNoData() {
    Call series = Call.of("summary", "uea-crnn", "--shape", "140x3", "--classes", "5");
    assertEquals(0, series.code(), series.err());
    assertTrue(series.out().contains("[batch, 5]"), series.out());
    Call frames = Call.of("summary", "frames-lstm", "--shape", "8x32x32x3", "--classes", "4");
    assertEquals(0, frames.code(), frames.err());
    assertTrue(frames.out().contains("[batch, 4]"), frames.out());
    Call steps = Call.of("summary", "burst-lstm", "--shape", "50x2", "--classes", "3");
    assertEquals(0, steps.code(), steps.err());
    assertTrue(steps.out().contains("[batch, 50, 3]"), steps.out());
  }

  @Test
  void saysWhichShapeASummaryNeeds() {
    String form =
        "--shape: expected STEPSxFEATURES such as 128x9, or STEPSxHEIGHTxWIDTHxCHANNELS such as"
            + " 16x64x64x3, got '";
    for (String wrong : List.of("128", "128x0", "128x9x2", "ax3", "1x2x3x4x5", "128 x 9")) {
      assertRefused(form + wrong + "'", "uea-crnn", "--classes", "2", "--shape", wrong);
    }
    assertRefused(
        "--shape: expected fewer than 2^31 numbers a sequence, got '99999x99999'",
        "uea-crnn",
        "--classes",
        "2",
        "--shape",
        "99999x99999");
    assertRefused(
        "--shape: the recipe 'uea-crnn' does not tell the classes of its data; give --classes N too",
        "uea-crnn",
        "--shape",
        "128x9");
    assertRefused(
        "--classes: the recipe 'uea-crnn' does not tell the shape of its data; give --shape"
            + " STEPSxFEATURES too",
        "uea-crnn",
        "--classes",
        "3");
    assertRefused(
        "--classes: expected 2 or more, got 1", "uea-crnn", "--shape", "128x9", "--classes", "1");
    assertRefused(
        "summary: give --data, or --shape and --classes, not both",
        "uea-crnn",
        "--data",
        "ts:x",
        "--classes",
        "3");
    Call absent = Call.of("summary", "uea-crnn", "--data", "ts:nowhere");
    assertEquals(2, absent.code());
    assertTrue(
        absent.err().contains("; without data, give --shape STEPSxFEATURES and --classes N"),
        absent.err());
  }

  private static void assertRefused(String message, String... args) {
    List<String> all = new ArrayList<>(List.of("summary"));
    all.addAll(List.of(args));
    Call call = Call.of(all.toArray());
    assertEquals(2, call.code());
    assertTrue(call.err().contains(message), call.err());
  }

  @Test
  void heldOutSubjectsAreTheOnesOfTheTraining() throws IOException {
    JsonNode result = JSON.readTree(run.resolve("result.json").toFile());
    for (String split : List.of("train", "validation")) {
      Call call =
          Call.of("evaluate", run.toString(), "--data", "motion", "--split", split, "--json");
      assertEquals(0, call.code(), call.err());
      assertSameScores(result.get(split), JSON.readTree(call.out()));
    }
  }

  @Test
  void aResumeThatDoesNotFitChangesNothing() throws IOException {
    String before = Files.readString(run.resolve("recipe.yaml"));
    Call call =
        Call.of(
            "train",
            "--resume",
            "--out",
            run.toString(),
            "--steps",
            "40",
            "--set",
            "model.layers.0.cell.units=16");
    assertEquals(2, call.code());
    assertTrue(call.err().contains("variable 'rnn/basic_lstm_cell/"), call.err());
    assertEquals(before, Files.readString(run.resolve("recipe.yaml")));
    Call.of("train", "har-gru", "--resume", "--out", run.toString())
        .assertRefused(
            run
                + ": the run began with the recipe 'motion-lstm', not with 'har-gru'; leave the"
                + " recipe out to go on with it, or begin another run");
  }

  @Test
  void aResumeMayNameTheRecipeAgain() throws IOException {
    String small =
        """
        name: small
        data: {source: motion}
        model:
          layers:
            - {type: recurrent, cell: {type: basic-rnn, units: 2}}
            - {type: readout, take: last}
        training: {displayEvery: 2, learningRate: %s}
        """;
    Path file = Files.writeString(temp.resolve("small.yaml"), small.formatted(0.01));
    Path folder = temp.resolve("named");
    Call.of("train", file, "--steps", 2, "--out", folder).done();
    Call.of("train", file, "--steps", 4, "--resume", "--out", folder).done();
    assertEquals(4, JSON.readTree(folder.resolve("result.json").toFile()).get("steps").asInt());
    Files.writeString(file, small.formatted(0.02));
    Call.of("train", file, "--steps", 6, "--resume", "--out", folder)
        .assertRefused(
            folder
                + ": the run began with another recipe than '"
                + file
                + "' is now: training.learningRate is 0.02, not 0.01; leave the recipe out to go on"
                + " with what the run began with, or begin another run");
    Call.of(
            "train",
            file,
            "--steps",
            6,
            "--resume",
            "--out",
            folder,
            "--set",
            "training.learningRate=0.03")
        .done();
    Path ours = temp.resolve("ours");
    String units = "model.layers.0.cell.units=2";
    Call.of("train", "motion-lstm", "--steps", 2, "--out", ours, "--set", units).done();
    Call.of("train", "motion-lstm", "--steps", 4, "--out", ours, "--resume").done();
    assertEquals(4, JSON.readTree(ours.resolve("result.json").toFile()).get("steps").asInt());
  }

  @Test
  void outputThatCannotBeWrittenIsAFailure() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        UnrollCommand.run(
            new String[] {"recipes"},
            new Terminal(full, new PrintStream(err, true, StandardCharsets.UTF_8), false, 80),
            new Interrupts());
    assertEquals(2, code);
    assertEquals(
        "unroll: standard output: No space left on device",
        err.toString(StandardCharsets.UTF_8).strip());
  }

  @Test
  void describesData() {
    String text = Call.of("data", "motion").out();
    assertTrue(text.startsWith("motion (simulated data)"), text);
    assertTrue(text.contains("train: 2,016 sequences of 128 steps, 21 subjects"), text);
  }
}
