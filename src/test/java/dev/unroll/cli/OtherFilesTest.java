package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.internal.numpy.NpyWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model on files that it was not trained on, read as its recipe says. */
class OtherFilesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temp;

  private static Path run;
  private static Path trained;

  /** A file of recordings that rise or fall, as their numbers are even or odd. */
  private static String recordings(
      int first, int count, int steps, int by, boolean told, boolean reversed) {
    StringBuilder text =
        new StringBuilder(told ? "recording;t;activity;acc\n" : "recording;t;acc\n");
    Random random = new Random(first);
    for (int i = first; i < first + count * by; i += by) {
      List<String> rows = new ArrayList<>();
      int length = steps + i % 5;
      for (int t = 0; t < length; t++) {
        double acc = (i % 2 == 0 ? 1 : -1) * (t - length / 2.0) / 4 + random.nextGaussian() / 10;
        rows.add(
            String.join(
                ";",
                "r" + i,
                Double.toString(t * 0.02),
                told ? (i % 2 == 0 ? "up;" : "down;") + acc : Double.toString(acc)));
      }
      if (reversed) {
        Collections.reverse(rows);
      }
      text.append(String.join("\n", rows)).append('\n');
    }
    return text.toString();
  }

  @BeforeAll
  static void train() throws IOException {
    run = temp.resolve("run");
    trained = Files.writeString(temp.resolve("mine.csv"), recordings(0, 60, 12, 1, true, false));
    Call.of(
            "train",
            "har-gru",
            "--data",
            "csv:" + trained,
            "--set",
            "data.reader={type: csv, columns: {sequence: recording, time: t}, target: {type: label,"
                + " column: activity}}",
            "--set",
            "model.layers.0.cell.units=8",
            "--set",
            "training.learningRate=0.02",
            "--steps",
            "40",
            "--out",
            run)
        .done();
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(temp.resolve(name), text);
  }

  /** Held to have predicted the recordings from {@code first} on, each right. */
  private static void assertPredicted(Call call, int first, int count) {
    List<String> lines = call.done().out().lines().toList();
    assertEquals("index,class,class_index,p_down,p_up", lines.get(0));
    assertEquals(1 + count, lines.size());
    for (int i = 0; i < count; i++) {
      int recording = first + i;
      String start = "r" + recording + "," + (recording % 2 == 0 ? "up,1," : "down,0,");
      assertTrue(lines.get(1 + i).startsWith(start), lines.get(1 + i));
    }
  }

  @Test
  void recordingsWithoutLabelsArePredictedByName() throws IOException {
    Path file = file("new.csv", recordings(100, 20, 12, 1, false, false));
    assertPredicted(Call.of("predict", run, "--input", file), 100, 20);
    assertPredicted(Call.of("predict", run, "--data", "csv:" + file), 100, 20);
  }

  /** Sequences that rise or fall as their numbers are even or odd, as NumPy saves them. */
  private static byte[] array(String type, boolean columnMajor) {
    return NpyWriter.bytes(
        1,
        type,
        columnMajor,
        new int[] {20, 14, 1},
        place -> (place / 14 % 2 == 0 ? 1 : -1) * (place % 14 - 7) / 4.0);
  }

  @Test
  void arraysArePredictedInTheirOrderAndScoredByTheirLabels() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("arrays"));
    Path file = Files.write(folder.resolve("X_test.npy"), array("<f8", true));
    List<String> lines = Call.of("predict", run, "--input", file).done().out().lines().toList();
    for (int i = 0; i < 20; i++) {
      assertTrue(lines.get(1 + i).startsWith(i + (i % 2 == 0 ? ",up,1," : ",down,0,")));
    }
    for (String spec : List.of("numpy:" + file, "numpy:" + folder)) {
      Call call = Call.of("predict", run, "--data", spec);
      assertEquals(lines, call.done().out().lines().toList());
    }
    String[] labels = new String[20];
    Arrays.setAll(labels, i -> i % 2 == 0 ? "up" : "down");
    Files.write(folder.resolve("y_test.npy"), NpyWriter.texts(true, new int[] {20}, labels));
    for (String spec : List.of("numpy:" + file, "numpy:" + folder)) {
      Call call = Call.of("evaluate", run, "--data", spec).done();
      assertTrue(call.out().contains("100.00 %"), call.out());
      assertEquals(lines, Call.of("predict", run, "--data", spec).done().out().lines().toList());
    }
  }

  @Test
  void otherReadersNameTheKindOfArrays() throws IOException {
    Path file = Files.write(temp.resolve("some.npy"), array(">f4", false));
    Call call = Call.of("data", "csv:" + file);
    assertEquals(2, call.code());
    assertTrue(call.err().contains("a NumPy array (.npy)"), call.err());
    assertTrue(call.err().contains("read it as numpy:FILE.npy"), call.err());
  }

  @Test
  void rowsAreTakenInTheOrderOfTheTimesThatTrainingSortedBy() throws IOException {
    Path file = file("reversed.csv", recordings(200, 30, 12, 1, false, true));
    assertPredicted(Call.of("predict", run, "--input", file), 200, 30);
    assertPredicted(Call.of("predict", run, "--data", "csv:" + file), 200, 30);
    String index = Files.readString(file).replace("recording;t;acc", "index;step;acc");
    assertPredicted(Call.of("predict", run, "--input", file("index.csv", index)), 200, 30);
  }

  @Test
  void longerSequencesThanThoseOfTheTrainingArePredicted() throws IOException {
    Path file = file("long.csv", recordings(300, 10, 40, 1, false, false));
    Call call = Call.of("predict", run, "--input", file);
    assertPredicted(call, 300, 10);
    assertTrue(
        call.err().contains("sequences of up to 44 steps; the model was trained on up to 16"),
        call.err());
  }

  @Test
  void otherLabelledFilesAreScoredWhole() throws IOException {
    Path file = file("other.csv", recordings(100, 20, 12, 2, true, false));
    Call table = Call.of("evaluate", run, "--data", "csv:" + file).done();
    assertTrue(
        table
            .out()
            .startsWith(
                "other, all (not the data that the model was trained on): 20 sequences\n"
                    + "accuracy 100.00 %"),
        table.out());
    Call json = Call.of("evaluate", run, "--data", "csv:" + file, "--json").done();
    JsonNode scores = JSON.readTree(json.out());
    assertEquals("all", scores.get("split").asText());
    assertEquals(20, scores.get("count").asInt());
    assertEquals(1, scores.get("accuracy").asDouble());
  }

  @Test
  void ofTheDataOfTheTrainingThePartThatItHeldBackIsTaken() throws IOException {
    Call table = Call.of("evaluate", run, "--data", "csv:" + trained).done();
    assertTrue(table.out().startsWith("mine, test: 12 sequences\n"), table.out());
    Path moved = file("moved.csv", Files.readString(trained));
    assertTrue(
        Call.of("evaluate", run, "--data", "csv:" + moved)
            .done()
            .out()
            .startsWith("moved, test: 12 sequences\n"));
    List<String> lines =
        Call.of("predict", run, "--data", "csv:" + trained).done().out().lines().skip(1).toList();
    assertEquals(12, lines.size());
    for (String line : lines) {
      int recording = Integer.parseInt(line.substring(1, line.indexOf(',')));
      assertTrue(line.startsWith("r" + recording + (recording % 2 == 0 ? ",up," : ",down,")), line);
    }
    assertEquals(
        1 + 48,
        Call.of("predict", run, "--data", "csv:" + trained, "--split", "train")
            .done()
            .out()
            .lines()
            .count());
  }

  @Test
  void aFileWithoutHeaderHasTheNamesOfTheRecipe() throws IOException {
    String table = recordings(0, 20, 12, 1, true, false).replace("recording;t;activity;acc\n", "");
    Path bare = file("bare.csv", table);
    Path folder = temp.resolve("bare");
    Call.of(
            "train",
            "har-gru",
            "--data",
            "csv:" + bare,
            "--set",
            "data.reader.table={header: none, names: [recording, t, activity, acc]}",
            "--set",
            "data.reader.columns={sequence: recording, time: t}",
            "--set",
            "data.reader.target.column=activity",
            "--steps",
            "2",
            "--out",
            folder)
        .done();
    List<String> lines = Call.of("predict", folder, "--input", bare).done().out().lines().toList();
    assertEquals(21, lines.size());
    assertTrue(lines.get(20).startsWith("r19,"), lines.get(20));
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Path file = file("unlabelled.csv", recordings(100, 4, 12, 1, false, false));
    Call.of("evaluate", run, "--data", "csv:" + file)
        .assertRefused(file + ":1: the header has no column 'activity', which target names");
    Path none = file("none.csv", "recording;t;gyro\nr0;0;1\n");
    Call.of("predict", run, "--input", none)
        .assertRefused(none + ":1: the header has no column 'acc'");
  }

  @Test
  void numbersThatStandForMissingValuesAreRefused() throws IOException {
    String rows = recordings(100, 4, 12, 1, false, false).replaceFirst("(r101;0.1;).*", "$1-999");
    Path own = file("sentinel.csv", rows);
    String found = "column 'acc' has -999 in 1 rows, while its other values are ";
    for (String option : List.of("--input", "--data")) {
      Call.of("predict", run, option, (option.equals("--data") ? "csv:" : "") + own)
          .assertRefusedBecause(found);
    }
    Path plain = file("plain.csv", rows.replace("recording;t;acc", "index;step;acc"));
    Call call = Call.of("predict", run, "--input", plain);
    call.assertRefusedBecause(found);
    call.assertRefusedBecause(
        "where that stands for a missing value, fill it in or leave out the sequence; else have the"
            + " numbers taken as measured (--keep-sentinels)");
    String whole = "1,2,3,4,5,6,7,8,1,2,3,4,5,6,7,8\n";
    Path bare = file("rows.csv", whole + whole.replaceFirst("8", "-999"));
    Call.of("predict", run, "--input", bare)
        .assertRefusedBecause("column 'acc' has -999 in 1 rows");
    for (Path file : List.of(own, plain)) {
      Call kept = Call.of("predict", run, "--input", file, "--keep-sentinels").done();
      assertEquals(5, kept.out().lines().count());
    }
  }

  @Test
  void aFileAloneIsARecordingOfAModelOfAFolder() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("recordings"));
    for (int i = 0; i < 20; i++) {
      Path place = Files.createDirectories(folder.resolve(i % 2 == 0 ? "up" : "down"));
      Files.writeString(place.resolve("rec" + i + ".csv"), recording(i));
    }
    Path model = temp.resolve("folder-run");
    Call.of("train", "har-gru", "--data", "csv:" + folder, "--steps", "2", "--out", model).done();
    Path alone = file("rec-new.csv", recording(7));
    for (String option : List.of("--input", "--data")) {
      String data = option.equals("--data") ? "csv:" + alone : alone.toString();
      List<String> lines = Call.of("predict", model, option, data).done().out().lines().toList();
      assertEquals(2, lines.size());
      assertTrue(lines.get(1).startsWith("rec-new,"), lines.get(1));
    }
  }

  /** Models of before, which read padding: no setting changes their layers any more. */
  @Test
  void whatNoSettingMendsIsNotAdvised() throws IOException {
    Path old = temp.resolve("old");
    Call.of("export", run, "--to", old).done();
    Path recipe = old.resolve("assets.extra/recipe.yaml");
    String text = Files.readString(recipe);
    assertTrue(text.contains("last-valid"), text);
    Files.writeString(recipe, text.replace("last-valid", "last"));
    Call call =
        Call.of("train", "--model", old, "--data", "csv:" + trained, "--out", temp.resolve("on"));
    call.assertRefusedBecause(
        old
            + ": the model's readout takes the last step of the padded batch, but sequences differ"
            + " in length, and shorter ones have zeros there; its graph is as it was made: give data"
            + " of sequences of as many steps each, or train its recipe anew with take: last-valid"
            + " (--data");
  }

  private static String recording(int number) {
    StringBuilder text = new StringBuilder("acc\n");
    for (int t = 0; t < 8; t++) {
      text.append((number % 2 == 0 ? 1 : -1) * t + 0.1 * number).append('\n');
    }
    return text.toString();
  }
}
