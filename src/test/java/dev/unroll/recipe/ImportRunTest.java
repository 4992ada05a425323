package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.Resources;
import dev.unroll.check.InputException;
import dev.unroll.convert.Sample;
import dev.unroll.export.ExportedModel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports of files that {@code make_golden.py} made, held to what their makers gave. */
class ImportRunTest {

  @TempDir Path temp;

  private static Path golden(String name) throws URISyntaxException {
    return Path.of(Resources.getResource("dev/unroll/convert/" + name).toURI());
  }

  private static ImportRun run(String name, List<String> overrides) throws URISyntaxException {
    String sample = name.replaceAll("\\..*", "") + ".npz";
    return new ImportRun(
        golden(name), Optional.empty(), false, overrides, 0, Optional.of(golden(sample)), "test");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keras-rnn.keras",
        "keras-lstm.keras",
        "keras-lstm-no-bias.keras",
        "keras-gru.keras",
        "keras-gru-reset-after.keras",
        "keras-gru-reset-after-no-bias.keras",
        "keras-bilstm.keras",
        "keras-stacked.keras",
        "keras-conv.keras",
        "keras-conv-valid.keras",
        "keras-steps.keras",
        "keras-legacy.h5",
        "keras2.keras",
        "keras2-legacy.h5",
        "keras-normalized.keras",
        "keras-frames.keras",
        "keras-functional.keras",
        "torch-rnn.safetensors",
        "torch-lstm.safetensors",
        "torch-gru.safetensors",
        "torch-gru-no-bias.safetensors",
        "torch-projection.safetensors",
        "torch-lstm-2.safetensors",
        "torch-bilstm-2.safetensors",
        "torch-bigru-2.safetensors",
        "onnx-rnn.onnx",
        "onnx-lstm.onnx",
        "onnx-lstm-no-bias.onnx",
        "onnx-peephole.onnx",
        "onnx-bilstm-peephole.onnx",
        "onnx-gru.onnx",
        "onnx-gru-reset-after.onnx",
        "onnx-bigru.onnx",
        "onnx-birnn.onnx",
        "onnx-stacked.onnx",
        "onnx-steps.onnx",
        "onnx-torch-lstm-2.onnx",
        "onnx-torch-lstm-2-dynamo.onnx",
        "onnx-torch-gru.onnx",
        "onnx-torch-gru-dynamo.onnx",
        "onnx-torch-bilstm.onnx",
        "onnx-torch-bilstm-dynamo.onnx",
        "tf1-rnn",
        "tf1-lstm",
        "tf1-gru",
        "tf1-gru-block",
        "tf1-gru-cudnn",
        "tf1-peephole",
        "tf1-bilstm",
        "tf1-multi",
        "tf1-old-names",
        "tf1-lstm-fused"
      })
  void givesTheOutputsOfWhereItIsFrom(String name) throws IOException, URISyntaxException {
    Path to = temp.resolve("run");
    ImportResult result = run(name, List.of()).run(to);
    assertTrue(result.facts().sampleDifference() < Sample.TOLERANCE);
    // What was written gives the same once more, by either kernels.
    Sample sample = Sample.read(golden(name.replaceAll("\\..*", "") + ".npz"));
    for (var kernels : dev.unroll.graph.Kernels.values()) {
      ExportedModel back = ModelArchive.read(to, Optional.of(kernels));
      assertTrue(sample.check(back.spec(), back.state().weights()) < Sample.TOLERANCE);
    }
    RunFolder folder = RunFolder.toResume(to);
    assertFalse(Files.exists(folder.result()), "there were no data to score");
    assertEquals(result.recipe(), Recipes.of(folder.recipe()));
  }

  @Test
  void takesTheFormOfConvolutionsFromARecipe() throws IOException, URISyntaxException {
    Path recipe =
        Files.writeString(
            temp.resolve("conv.yaml"),
            """
            name: conv
            data:
              source: csv:none.csv
            model:
              layers:
                - {type: conv1d, filters: 4, kernelSize: 3}
                - {type: batch-norm, epsilon: 0.00001}
                - {type: activation, function: relu}
                - {type: conv1d, filters: 6, kernelSize: 2, activation: tanh}
                - type: recurrent
                  cell: {type: gru, units: 5, resetAfter: true}
                - {type: readout}
              normalize: false
            """);
    InputException e =
        assertThrows(
            InputException.class,
            () -> run("torch-conv.safetensors", List.of()).run(temp.resolve("no")));
    assertTrue(e.getMessage().contains("say it by a recipe"), e.getMessage());
    ImportRun run =
        new ImportRun(
            golden("torch-conv.safetensors"),
            Optional.of(recipe.toString()),
            true,
            List.of("data.source='csv:" + rows() + "'"),
            0,
            Optional.of(golden("torch-conv.npz")),
            "test");
    ImportResult result = run.run(temp.resolve("run"));
    assertTrue(result.facts().sampleDifference() < Sample.TOLERANCE);
    assertTrue(Files.exists(temp.resolve("run/result.json")));
  }

  /** The numbers in the file have no forget bias beside them; the cell adds its own. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "keras-lstm.keras",
        "torch-lstm.safetensors",
        "keras-bilstm.keras",
        "onnx-lstm.onnx"
      })
  void takesTheRecipesForgetBiasOff(String name) throws IOException, URISyntaxException {
    ImportResult result =
        run(name, List.of("model.layers.0.cell.forgetBias=1")).run(temp.resolve("run"));
    assertTrue(result.facts().sampleDifference() < Sample.TOLERANCE);
  }

  @Test
  void takesTheModelOfWeightsAloneFromARecipe() throws Exception {
    assertRefused(
        "keras-alone.weights.h5: weights without the description of their model; put that beside"
            + " them (model.to_json() in a file of the same name and .json), give the model by a"
            + " recipe",
        () -> run("keras-alone.weights.h5", List.of()).run(temp.resolve("no")));
    Path recipe =
        Files.writeString(
            temp.resolve("alone.yaml"),
            """
            name: alone
            data:
              source: motion
            model:
              layers:
                - type: recurrent
                  cell: {type: basic-lstm, units: 5}
                  depth: 2
                - {type: readout}
                - {type: dense, units: 6, activation: tanh}
              normalize: false
            """);
    ImportRun run =
        new ImportRun(
            golden("keras-alone.weights.h5"),
            Optional.of(recipe.toString()),
            true,
            List.of("data.source='csv:" + rows() + "'"),
            0,
            Optional.of(golden("keras-alone.npz")),
            "test");
    assertTrue(run.run(temp.resolve("run")).facts().sampleDifference() < Sample.TOLERANCE);
  }

  /** Sequences of 7 steps and 3 features with a label of 4. */
  private Path rows() throws IOException {
    StringBuilder rows = new StringBuilder("index,a,b,c,label\n");
    for (int i = 0; i < 16; i++) {
      for (int t = 0; t < 7; t++) {
        rows.append("%s,%s,%s,%s,%s\n".formatted(i, i, t, i * t, "wxyz".charAt(i % 4)));
      }
    }
    return Files.writeString(temp.resolve("rows.csv"), rows);
  }

  @Test
  void refusesAModelThatGivesOtherOutputs() throws Exception {
    assertRefused(
        "tf1-lstm.npz: the imported model gives other outputs: they differ by ",
        () ->
            run("tf1-lstm", List.of("model.layers.0.cell.forgetBias=0.5"))
                .run(temp.resolve("other")));
    assertFalse(Files.exists(temp.resolve("other")));
    try (var left = Files.list(temp)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void keepsTheOptimizersSlotsAndTheStep() throws Exception {
    Path to = temp.resolve("run");
    run("tf1-lstm", List.of()).run(to);
    ExportedModel model = ModelArchive.read(to, Optional.empty());
    assertEquals(3, model.state().step());
    float[] slot = model.state().weights().values("rnn/basic_lstm_cell/kernel/Adam");
    assertEquals(8 * 20, slot.length);
    assertTrue(slot[17] != 0, "the slot came along");
    assertEquals(Math.pow(0.9, 4), model.state().weights().values("beta1_power")[0], 1e-6);
  }

  @Test
  void saysWhatItNeeds() throws Exception {
    ImportRun unknown =
        new ImportRun(
            golden("tf1-gru"), Optional.empty(), false, List.of(), 0, Optional.empty(), "test");
    assertRefused("the file does not say how many steps", () -> unknown.run(temp.resolve("a")));
    ImportRun other =
        new ImportRun(
            golden("tf1-gru"),
            Optional.of("blog-lstm"),
            false,
            List.of(),
            0,
            Optional.empty(),
            "test");
    assertRefused(
        "model.ckpt-12: the model's variable 'rnn/basic_lstm_cell/kernel' [41, 128] has no"
            + " counterpart",
        () -> other.run(temp.resolve("b")));
    ImportRun normalized =
        new ImportRun(
            golden("tf1-lstm"),
            Optional.of("har-lstm"),
            false,
            List.of(),
            0,
            Optional.empty(),
            "test");
    assertRefused(
        "har-lstm: the recipe normalises its inputs by statistics of the training data; give those"
            + " by data",
        () -> normalized.run(temp.resolve("c")));
    assertRefused(
        temp + ": the output folder exists already; choose another output folder",
        () -> unknown.run(temp));
  }

  private static void assertRefused(String message, Executable action) {
    InputException e = assertThrows(InputException.class, action);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
