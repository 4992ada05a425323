package dev.unroll.cli;

import static dev.unroll.check.Check.that;

import com.google.errorprone.annotations.FormatMethod;
import dev.unroll.load.OutputMeaning;
import dev.unroll.model.ModelSummary;
import dev.unroll.recipe.ImportFacts;
import dev.unroll.recipe.ImportResult;
import dev.unroll.recipe.ImportRun;
import dev.unroll.recipe.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll import}. */
@Command(
    name = "import",
    description = {
      "Make a run folder of weights from TensorFlow 1, Keras, PyTorch or ONNX:",
      "a checkpoint (its prefix or folder), .keras, .h5, .safetensors, .pth or .onnx."
    })
final class ImportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PATH", description = "What to import.")
  private Path path;

  @Option(
      names = "--recipe",
      paramLabel = "RECIPE",
      description = "Name or YAML file of the model; inferred from the file by default.")
  private String recipe;

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      description = "Data that name features and classes, and that the model is scored on.")
  private String data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a setting of the recipe, an inferred one too.")
  private List<String> overrides = List.of();

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of a sequence, where neither the file nor data say.")
  private Integer steps;

  @Option(
      names = "--sample",
      paramLabel = "FILE",
      description = {
        ".npz or .safetensors with inputs and the outputs that",
        "the model gave where it is from; the imported model",
        "must give the same."
      })
  private Path sample;

  @Option(
      names = "--name",
      paramLabel = "OURS=THEIRS",
      description = "A variable of a checkpoint where neither names nor shapes tell which it is.")
  private Map<String, String> variables = Map.of();

  @Option(
      names = "--outputs",
      paramLabel = "MEANING",
      description = {
        "What the outputs mean where neither the file nor data tell: numbers (by default),",
        "logits, probabilities or sigmoid. A single logit or sigmoid is that of the second",
        "of two classes."
      })
  private String outputs;

  @Option(names = "--to", paramLabel = "DIR", required = true, description = "New run folder.")
  private Path to;

  private final Terminal terminal;

  ImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    that(
        steps == null || steps > 0, "--steps: expected a whole number of 1 or more, got %d", steps);
    List<String> all = new ArrayList<>(overrides);
    if (data != null) {
      all.add(0, TrainCommand.dataOverride(data));
    }
    ImportRun run =
        new ImportRun(
            path,
            Optional.ofNullable(recipe),
            data != null,
            all,
            steps == null ? 0 : steps,
            Optional.ofNullable(sample),
            variables,
            Optional.ofNullable(outputs).map(OutputMeaning::parse),
            UnrollCommand.Version.text());
    print(run.run(to));
    return UnrollCommand.DONE;
  }

  private void print(ImportResult result) {
    ImportFacts facts = result.facts();
    StringBuilder text = new StringBuilder();
    line(text, "%s, %s: %d steps trained", facts.file(), facts.format(), facts.step());
    facts.layers().forEach(layer -> line(text, "  %s", layer));
    facts.assumed().forEach(assumed -> line(text, "assumed: %s", assumed));
    text.append(ModelSummary.of(result.spec(), result.recipe().kernels()).toText());
    if (facts.sampleDifference() != null) {
      line(text, "outputs equal the sample's to %.1e (relative)", facts.sampleDifference());
    }
    result
        .scores()
        .map(RunResult::test)
        .ifPresent(
            test -> {
              line(text, "test %s", ScoreLine.of(test));
              text.append(ScoreLine.absent("test", test));
            });
    line(text, "run folder %s", to);
    terminal.out().print(text);
    terminal.out().flush();
  }

  @FormatMethod
  private static void line(StringBuilder text, String format, Object... args) {
    text.append(String.format(Locale.ROOT, format, args)).append(System.lineSeparator());
  }
}
