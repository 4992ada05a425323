package dev.unroll.recipe;

import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.evaluate.Outcomes;
import dev.unroll.evaluate.ScoreIntervals;
import dev.unroll.report.ComparisonReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what several runs came to, side by side; whatever they have kept. */
public final class RunComparison {

  private RunComparison() {}

  /**
   * Reads runs.
   *
   * @param paths of two run folders or more, each once
   * @throws InputException where one is no folder of a finished run
   */
  public static ComparisonReport of(List<Path> paths) throws IOException {
    that(paths.size() >= 2, "comparison: expected two runs or more, got %d", paths.size());
    List<ComparisonReport.Run> runs = new ArrayList<>();
    for (Path path : paths) {
      that(
          paths.stream().filter(path::equals).count() == 1,
          "%s: the run is given twice; give different runs",
          path);
      runs.add(run(new RunFolder(path)));
    }
    return new ComparisonReport(runs);
  }

  private static ComparisonReport.Run run(RunFolder folder) throws IOException {
    RunSummary summary = RunReport.finished(folder);
    List<String> notes = new ArrayList<>();
    Map<String, String> facts = new LinkedHashMap<>();
    summary.recipe().or(summary::model).ifPresent(name -> facts.put("recipe", name));
    summary
        .data()
        .ifPresent(
            data ->
                facts.put(
                    "data", data + (summary.simulated().orElse(false) ? " (simulated data)" : "")));
    summary.seed().ifPresent(seed -> facts.put("seed", Long.toString(seed)));
    summary.folds().ifPresent(folds -> facts.put("folds", Integer.toString(folds)));
    summary.steps().ifPresent(steps -> facts.put("steps", Long.toString(steps)));
    summary.seconds().ifPresent(s -> facts.put("seconds", Long.toString(Math.round(s))));
    Optional<RunSummary.Part> part = summary.main();
    if (part.isEmpty()) {
      notes.add("has no scores: it has neither a test nor a validation part, or does not predict");
    }
    if (summary.interrupted().orElse(false)) {
      notes.add("was stopped early");
    }
    Optional<Outcomes> outcomes = outcomes(folder, part);
    if (part.isPresent() && outcomes.isEmpty()) {
      notes.add(
          "has kept no predictions, which would have been too large, or an earlier version made it;"
              + " so its differences cannot be told from noise");
    }
    Map<String, List<Double>> curves = new LinkedHashMap<>();
    if (Files.isRegularFile(folder.metrics())) {
      curves = ComparisonReport.curves(folder.metrics());
    } else {
      notes.add(
          summary.folds().isPresent()
              ? "is a cross-validation, of which each fold has curves of its own"
              : "has no metrics.csv, and so no curves");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    if (Files.isRegularFile(folder.recipe())) {
      try {
        settings = RecipeDifferences.settings(Recipes.of(folder.recipe()));
      } catch (InputException e) {
        notes.add("has a recipe that cannot be read: " + e.getMessage());
      }
    } else {
      notes.add("has no recipe.yaml, and so no settings");
    }
    Optional<ScoreIntervals> told = outcomes.flatMap(ScoreIntervals::of);
    return new ComparisonReport.Run(
        folder.path().toString(),
        facts,
        summary.mainName(),
        part.map(RunSummary.Part::scores).orElse(Map.of()),
        told.or(() -> part.flatMap(RunSummary.Part::intervals)),
        part.flatMap(RunSummary.Part::unit).orElse(""),
        outcomes,
        curves,
        settings,
        notes);
  }

  private static Optional<Outcomes> outcomes(RunFolder folder, Optional<RunSummary.Part> part)
      throws IOException {
    if (part.isEmpty() || !Files.isRegularFile(folder.predictions())) {
      return Optional.empty();
    }
    Optional<String> over = part.get().intervals().map(ScoreIntervals::over);
    return Optional.of(PredictionsFile.read(folder.predictions(), over));
  }
}
