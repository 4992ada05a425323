package dev.unroll.recipe;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.Dataset;
import dev.unroll.data.Fingerprint;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.graph.Compute;
import dev.unroll.load.SavedDesign;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.model.ModelCard;
import dev.unroll.train.Evaluation;
import dev.unroll.train.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the report of a run anew, from its folder and its data: of one that an earlier version
 * wrote, or whose page got lost.
 *
 * @param folder of the run
 * @param overrides such as {@code data.source=har:PATH} where the data lie elsewhere now
 * @param version of Unroll
 */
public record RunReport(RunFolder folder, List<String> overrides, String version) {

  public RunReport {
    overrides = List.copyOf(overrides);
  }

  /**
   * Writes the report, and what was predicted of the test part into the run folder.
   *
   * @throws dev.unroll.check.InputException where the folder is none of a finished run of a recipe,
   *     or the data are others
   */
  public void write(Path file) throws IOException {
    RunSummary summary = finished(folder);
    that(
        summary.folds().isEmpty(),
        "%s: a cross-validation has no model of its own; write the report of one of its folds, such"
            + " as %s",
        folder.path(),
        folder.path().resolve("fold-1"));
    for (Path needed : List.of(folder.recipe(), folder.provenance(), folder.savedModel())) {
      that(
          Files.exists(needed),
          "%s: a report is made from recipe, data and model, but there is no %s; give the folder of"
              + " a run of a recipe",
          folder.path(),
          folder.path().relativize(needed));
    }
    Provenance begun = Provenance.read(folder.provenance());
    Recipe recipe = Recipes.load(folder.recipe().toString(), overrides);
    Dataset dataset = data(recipe, begun);
    Map<Split, Scores> scores = new EnumMap<>(Split.class);
    try (SavedModelPredictor predictor = SavedModelPredictor.load(folder.path())) {
      for (Split split : Split.values()) {
        Sequences part = dataset.split(split);
        if (!part.isEmpty()) {
          scores.put(split, Evaluation.withOutcomes(predictor, part, dataset.schema().grouping()));
        }
      }
    }
    RecipeRun run = new RecipeRun(recipe, begun.seed(), Compute.standard(), version);
    String ended =
        RecipeRun.ended(
            summary.interrupted().orElse(false),
            summary.stoppedEarly().orElse(false),
            summary.bestStep());
    Map<String, String> facts =
        RecipeRun.facts(dataset, summary.steps().orElse(0L) + ended, summary.seconds().orElse(0.0));
    if (!RecipeRun.keepPredictions(folder, scores)) {
      facts.put("predictions", RecipeRun.NOT_KEPT);
    }
    run.report(
            dataset,
            facts,
            SavedDesign.read(folder.savedModel()).spec(),
            scores,
            RecipeRun.baselines(Baselines.ridge(dataset)))
        .write(file, folder.metrics());
  }

  /**
   * What a finished run came to.
   *
   * @throws dev.unroll.check.InputException where there is none
   */
  static RunSummary finished(RunFolder folder) throws IOException {
    if (!Files.isDirectory(folder.path())) {
      throw failure("%s: no such run folder", folder.path());
    }
    if (Files.isRegularFile(folder.result())) {
      return RunSummary.read(folder.result());
    }
    if (Files.isRegularFile(folder.stopped())) {
      throw failure(
          "%s: the run has no result: it ended for a number that was not finite, as %s in it says;"
              + " train it again with what that says",
          folder.path(), folder.stopped().getFileName());
    }
    throw Files.isRegularFile(folder.recipe())
        ? failure(
            "%s: the run has not ended: there is no result.json in it; wait for it, or go on with it"
                + " by %s",
            folder.path(), Choice.RESUME)
        : failure(
            "%s: not a run folder: expected result.json in it, as a training leaves it",
            folder.path());
  }

  /** The data of the run, their parts as they were. */
  private Dataset data(Recipe recipe, Provenance begun) throws IOException {
    that(
        !begun.dataSha256().isEmpty(),
        "%s: the model was imported without data, so that there is nothing to report",
        folder.path());
    Dataset dataset = recipe.data().load();
    if (dataset.validation().isEmpty()) {
      dataset = dataset.holdOut(ModelCard.read(folder.savedModel()).validationGroups());
    }
    that(
        begun.dataSha256().equals(Fingerprint.of(dataset)),
        "%s: the data at '%s' are not those of the run any more; give those as other %s",
        folder.path(),
        recipe.data().source(),
        Choice.DATA);
    return dataset;
  }
}
