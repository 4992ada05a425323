package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.graph.CheckpointReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layers, cells, optimizers and sources of others, by their names in a recipe. */
class OwnPartsTest {

  @TempDir static Path temp;
  private static Path file;
  private static Path recipe;
  private static Path run;

  private static String call(int code, Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int found =
        UnrollCommand.run(
            Arrays.stream(args).map(Object::toString).toArray(String[]::new),
            new Terminal(out, new PrintStream(err, true, StandardCharsets.UTF_8), false, 80),
            new Interrupts());
    assertEquals(code, found, err.toString(StandardCharsets.UTF_8));
    return (code == 0 ? out : err).toString(StandardCharsets.UTF_8);
  }

  @BeforeAll
  static void train() throws IOException {
    Random random = new Random(1);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      StringBuilder line = new StringBuilder(i % 2 == 0 ? "calm" : "storm");
      for (int t = 0; t < 4 + i % 3; t++) {
        line.append(',').append((i % 2 == 0 ? 2 : 6) + random.nextGaussian());
      }
      lines.add(line.toString());
    }
    file = Files.write(temp.resolve("wind.txt"), lines);
    recipe =
        Files.writeString(
            temp.resolve("own.yaml"),
            """
            name: own
            description: parts of others
            data: {source: "lines:%s", reader: {type: lines, testEvery: 3}}
            model:
              transforms: [square]
              layers:
                - scale
                - type: recurrent
                  cell: {type: minimal-gated-unit, units: 3}
                  depth: 2
                  bidirectional: true
                  dropout: 0.1
                  recurrentDropout: 0.1
                - type: recurrent
                  cell: {type: minimal-gated-unit, units: 4}
                - {type: readout, take: last-valid}
            training:
              optimizer: {type: lion, beta1: 0.8}
              learningRate: 0.02
              batchSize: 8
              displayEvery: 2
            """
                .formatted(file.toString().replace("\\", "/")));
    run = temp.resolve("run");
    call(0, "train", recipe, "--out", run, "--steps", 24, "--deterministic");
  }

  @Test
  void aSummaryHasThem() {
    String summary = call(0, "summary", recipe);
    for (String part :
        List.of(
            "square",
            "scale/factors [1]",
            "recurrent, static kernels",
            "bidirectional_rnn/fw/multi_rnn_cell/cell_0/minimal_gated_unit_cell/forget/kernel [4, 3]",
            "rnn/minimal_gated_unit_cell/candidate/bias [4]")) {
      assertTrue(summary.contains(part), part + " in " + summary);
    }
  }

  @Test
  void aTrainedModelIsScoredAndPredictsAsItsExports() throws IOException {
    String scores = call(0, "evaluate", run, "--data", "lines:" + file);
    assertTrue(scores.contains("20 sequences"), scores);
    String expected = call(0, "predict", run, "--data", "lines:" + file, "--split", "test");
    assertEquals(21, expected.lines().count(), expected);
    Path exported = temp.resolve("exported");
    call(0, "export", run, "--to", exported);
    assertEquals(
        expected, call(0, "predict", exported, "--data", "lines:" + file, "--split", "test"));
    call(0, "export", run, "--to", temp.resolve("frozen"), "--format", "frozen");
    call(0, "export", run, "--to", temp.resolve("graphs"), "--format", "graphdef");
    Path checkpoint = temp.resolve("checkpoint");
    call(0, "export", run, "--to", checkpoint, "--format", "checkpoint");
    Set<String> variables = CheckpointReader.open(checkpoint.resolve("model.ckpt-24")).names();
    assertTrue(variables.contains("scale/factors/Lion"), variables.toString());
  }

  @Test
  void aResumedRunIsTheUninterruptedOne() {
    Path resumed = temp.resolve("resumed");
    call(0, "train", recipe, "--out", resumed, "--steps", 10, "--deterministic");
    call(0, "train", "--resume", "--out", resumed, "--steps", 24, "--deterministic");
    assertEquals(
        call(0, "predict", run, "--data", "lines:" + file),
        call(0, "predict", resumed, "--data", "lines:" + file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model.layers.1.cell.unit=3|model.layers[1].cell.unit: unknown key; known here: units,"
            + " kernel; did you mean 'units'?",
        "model.layers.1.cell.units=many|model.layers[1].cell.units: expected a whole number, found"
            + " \"many\"",
        "model.layers.1.cell={type: minimal-gated-unit}|model.layers[1].cell.units: missing; a recipe"
            + " must set it",
        "model.layers.1.cell.units=0|model.layers[1].cell: minimal-gated-unit: units: expected a"
            + " whole number of 1 to 65536, got 0",
        "model.layers.1.cell={type: minimal-gate-unit}|model.layers[1].cell: unknown type"
            + " 'minimal-gate-unit'; expected one of [basic-lstm, basic-rnn, gru, lstm,"
            + " minimal-gated-unit]; did you mean 'minimal-gated-unit'?",
        "training.optimizer.beta1=1|training.optimizer: lion: beta1: expected a number of 0 or more"
            + " and less than 1, got 1.0",
        "model.layers.0={type: scale, start: 1.0e+300}|model.layers[0]: scale: start: expected a finite"
            + " number, got 1.0E300",
        "data.reader.testEvery=0|data.reader: lines: testEvery: expected a whole number of 1 or"
            + " more, got 0",
      })
  void aRecipeIsRefusedAsForOurs(String change, String message) {
    String err =
        call(2, "train", recipe, "--out", temp.resolve("refused"), "--set", change).strip();
    assertEquals("unroll: " + recipe + ": " + message, err);
  }
}
