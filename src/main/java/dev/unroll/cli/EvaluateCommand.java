package dev.unroll.cli;

import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.internal.json.Json;
import dev.unroll.load.LoadedModel;
import dev.unroll.model.Predictor;
import dev.unroll.recipe.RunResult;
import dev.unroll.train.Evaluation;
import dev.unroll.train.Scores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll evaluate}. */
@Command(
    name = "evaluate",
    description = "Score a model: accuracy, precision, recall, F1 and the confusion matrix.")
final class EvaluateCommand implements Callable<Integer> {

  /** Classes up to which JSON has a matrix of all pairs, beyond which those that occur. */
  private static final int LARGEST_MATRIX = 1000;

  @Parameters(
      paramLabel = "MODEL",
      description = "Run folder, SavedModel folder or frozen GraphDef (.pb).")
  private Path model;

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      required = true,
      description = {
        "Where the data come from: KIND or KIND:PATH, such as har:PATH;",
        "'unroll data --help' names the kinds."
      })
  private String data;

  @Option(
      names = "--split",
      paramLabel = "PART",
      description = {
        "train, validation or test; by default test of the data that the model was trained on,",
        "and all of others."
      })
  private String split;

  @Mixin private LoadOptions load;

  @Option(
      names = {"--input-tensor", "--input"},
      paramLabel = "NAME",
      description = "Tensor that takes sequences [batch, steps, features]; guessed by default.")
  private String input;

  @Option(
      names = {"--output-tensor", "--output"},
      paramLabel = "NAME",
      description = "Tensor that gives predictions [batch, outputs]; guessed by default.")
  private String output;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final Terminal terminal;

  EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Optional<Split> part = Optional.ofNullable(split).map(Splits::parse);
    try (LoadedModel loaded = load.load(model)) {
      AnyModel any = AnyModel.of(loaded, load.choice(input, output), load.features(), terminal);
      ModelData.Scored scored = any.toScore(data, part);
      Scores scores;
      try (Predictor predictor = any.predictor(scored)) {
        String grouping = scored.dataset().schema().grouping();
        scores = Evaluation.withOutcomes(predictor, scored.sequences(), grouping);
        any.sayWhatWasMade(predictor);
      }
      sayNotFinite(scores, terminal);
      terminal.out().print(json ? jsonText(scored, scores) : table(scored, scores));
      terminal.out().flush();
    }
    return UnrollCommand.DONE;
  }

  /** Says how many predictions are in no score. */
  private static void sayNotFinite(Scores scores, Terminal terminal) {
    if (scores.notFinite() > 0) {
      terminal
          .err()
          .printf(
              Locale.ROOT,
              "unroll: %,d of %,d predictions are NaN or infinite; they are not scored%n",
              scores.notFinite(),
              scores.notFinite() + scores.report().count());
    }
  }

  private static String jsonText(ModelData.Scored scored, Scores scores) {
    Dataset dataset = scored.dataset();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("data", dataset.name());
    all.put("simulated", dataset.simulated());
    all.put("split", scored.part());
    all.put("count", scores.report().count());
    all.putAll(Json.map(RunResult.Score.of(scores)));
    if (scores.report() instanceof ClassificationReport report) {
      all.put("classes", report.classes());
      if (report.classes().size() <= LARGEST_MATRIX) {
        all.put("confusion", report.confusion());
      } else {
        all.put("confusions", report.confusions(Integer.MAX_VALUE));
      }
    }
    return Json.text(all);
  }

  private static String table(ModelData.Scored scored, Scores scores) {
    Dataset dataset = scored.dataset();
    boolean steps = dataset.schema().target().perStep();
    return String.format(
            Locale.ROOT,
            "%s, %s%s: %,d %s%n",
            dataset.title(),
            scored.part(),
            scored.ofOtherData() ? " (not the data that the model was trained on)" : "",
            scores.report().count(),
            steps ? "steps" : "sequences")
        + ScoreText.of(scores, dataset.schema(), scored.part());
  }
}
