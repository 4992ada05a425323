package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.Resources;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

  @TempDir Path temp;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int unroll(String... args) {
    out.reset();
    err.reset();
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return UnrollCommand.run(args, new Terminal(out, errors, false, 80), new Interrupts());
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String golden(String name) throws Exception {
    return Path.of(Resources.getResource("dev/unroll/convert/" + name).toURI()).toString();
  }

  /** Sequences of 7 steps and 3 features with a label of 4. */
  private String csv() throws Exception {
    StringBuilder rows = new StringBuilder("index,a,b,c,label\n");
    for (int i = 0; i < 40; i++) {
      for (int t = 0; t < 7; t++) {
        rows.append(
            "%s,%s,%s,%s,%s\n"
                .formatted(i, Math.sin(i + t), 0.1 * (i % 7), 0.1 * t, "wxyz".charAt(i % 4)));
      }
    }
    return "csv:" + Files.writeString(temp.resolve("rows.csv"), rows);
  }

  @Test
  void anImportedModelIsScoredUsedExportedAndTrainedFurther() throws Exception {
    String run = temp.resolve("run").toString();
    int code =
        unroll(
            "import",
            golden("keras-bilstm.keras"),
            "--data",
            csv(),
            "--sample",
            golden("keras-bilstm.npz"),
            "--to",
            run,
            "--set",
            "training.epochs=2");
    assertEquals(0, code, err.toString(StandardCharsets.UTF_8));
    String text = printed();
    assertTrue(text.startsWith("keras-bilstm.keras, Keras: 0 steps trained"), text);
    assertTrue(text.contains("Bidirectional(LSTM)"), text);
    assertTrue(text.contains("recurrent, readout both-ends"), text);
    assertTrue(text.contains("bidirectional_rnn/bw/basic_lstm_cell/kernel [8, 20]"), text);
    assertTrue(
        text.matches("(?s).*outputs equal the sample's to \\d\\.\\de-\\d\\d \\(relative\\).*"));
    assertTrue(text.contains("test accuracy "), text);

    String score = text.lines().filter(line -> line.startsWith("test ")).findFirst().orElseThrow();
    assertEquals(0, unroll("evaluate", run, "--data", csv()), err.toString(StandardCharsets.UTF_8));
    assertTrue(
        printed().contains(score.substring("test ".length(), score.indexOf('%'))), printed());
    assertEquals(0, unroll("predict", run, "--data", csv()));
    assertTrue(printed().startsWith("index,class,class_index,p_w,p_x,p_y,p_z"), printed());
    assertEquals(0, unroll("export", run, "--to", temp.resolve("out").toString()));

    assertEquals(
        0, unroll("train", "--resume", "--out", run), err.toString(StandardCharsets.UTF_8));
    assertTrue(printed().contains("step 0000 : loss is"), printed());
  }

  @Test
  void aModelWithoutDataHasMadeUpNamesAndCannotTrain() throws Exception {
    String run = temp.resolve("run").toString();
    String weights = golden("torch-bilstm-2.safetensors");
    assertEquals(2, unroll("import", weights, "--steps", "9", "--to", run));
    assertEquals(
        "unroll: torch-bilstm-2.safetensors: the weights do not tell whether the output layer takes"
            + " both directions' last states (h_n) or the last step (output[:, -1]); say it by the"
            + " setting model.layers.2.take=both-ends or model.layers.2.take=last (--set)",
        err.toString(StandardCharsets.UTF_8).strip());
    err.reset();
    assertEquals(
        0,
        unroll(
            "import", weights, "--steps", "9", "--to", run, "--set", "model.layers.2.take=last"));
    assertTrue(
        printed()
            .contains(
                "assumed: the outputs are logits of classes; data, or saying what they mean, would"
                    + " tell"));
    assertEquals(0, unroll("export", run, "--to", temp.resolve("out").toString()));
    assertEquals(2, unroll("train", "--resume", "--out", run, "--data", csv()));
    assertEquals(
        "unroll: "
            + run
            + ": the model was imported without data; import it with data to train it"
            + " further (--data)",
        err.toString(StandardCharsets.UTF_8).strip());
  }

  @Test
  void statisticsOfTheFileStayWhenTrainingGoesOn() throws Exception {
    String run = temp.resolve("run").toString();
    Path two = temp.resolve("two.csv");
    Files.writeString(
        two,
        Files.readString(Path.of(csv().substring(4))).replace("z\n", "x\n").replace("y\n", "w\n"));
    assertEquals(
        0,
        unroll(
            "import",
            golden("keras-normalized.keras"),
            "--data",
            "csv:" + two,
            "--to",
            run,
            "--set",
            "training.epochs=1"),
        err.toString(StandardCharsets.UTF_8));
    Path card = temp.resolve("run/savedmodel/1/assets.extra/unroll.json");
    String before = normalizer(card);
    assertEquals(0, unroll("train", "--resume", "--out", run));
    assertEquals(before, normalizer(card));
  }

  private static String normalizer(Path card) throws Exception {
    String text = Files.readString(card);
    return text.substring(text.indexOf("\"normalizer\""), text.indexOf("\"loss\""));
  }

  @Test
  void whatDoesNotFitTheDataIsRefusedAndNothingIsLeft() throws Exception {
    Path run = temp.resolve("run");
    int code =
        unroll("import", golden("keras-steps.keras"), "--data", csv(), "--to", run.toString());
    assertEquals(2, code);
    assertTrue(
        err.toString(StandardCharsets.UTF_8)
            .startsWith("unroll: the model gives outputs at every step, but the data '"),
        err.toString(StandardCharsets.UTF_8));
    assertFalse(Files.exists(run));
    assertEquals(
        2,
        unroll(
            "import", golden("keras-rnn.keras"), "--steps", "3", "--data", csv(), "--to", "none"));
    assertTrue(
        err.toString(StandardCharsets.UTF_8)
            .startsWith("unroll: the number of steps and data exclude each other"),
        err.toString(StandardCharsets.UTF_8));
    assertTrue(
        err.toString(StandardCharsets.UTF_8).strip().endsWith("(--steps, --data)"),
        err.toString(StandardCharsets.UTF_8));
  }
}
