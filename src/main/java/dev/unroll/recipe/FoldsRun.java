package dev.unroll.recipe;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.Dataset;
import dev.unroll.data.GroupFolds;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.internal.json.Json;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.model.Predictions;
import dev.unroll.report.HtmlReport;
import dev.unroll.train.Evaluation;
import dev.unroll.train.Scores;
import dev.unroll.train.StopRequest;
import dev.unroll.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A cross-validation: a recipe trained as many times as there are folds, each time without the
 * groups of one fold, which the model then predicts. All training sequences are so predicted by
 * models that know nothing of their group.
 *
 * <p>The folder gets a run folder a fold, {@code fold-1}, {@code fold-2}, ..., and {@code
 * result.json} and {@code report.html} of all held-out predictions together.
 *
 * @param run the recipe and the seed, which also decides the folds
 * @param folds how many, 2 or more
 */
public record FoldsRun(RecipeRun run, int folds) {

  /** Told of each fold. */
  @FunctionalInterface
  public interface FoldListener {
    /**
     * A fold begins.
     *
     * @param fold from 1
     * @param dataset its validation part is the fold
     * @return what listens to its training
     */
    List<TrainingListener> begins(int fold, Dataset dataset);
  }

  /** The sequences that are shared out among the folds: all training sequences. */
  public Dataset loadData() throws IOException {
    Dataset dataset = run.recipe().data().load();
    that(
        dataset.validation().isEmpty(),
        "folds share out the training part, but the data '%s' have a validation part of their own;"
            + " set its share to 0",
        dataset.name());
    return dataset;
  }

  /**
   * Trains and scores all folds.
   *
   * @param dataset from {@link #loadData()}
   * @param folder made for this run; removed where it is stopped or no fold ends
   * @return what was found; empty where it was stopped
   */
  public Optional<FoldsResult> run(
      Dataset dataset, RunFolder folder, StopRequest stop, FoldListener listener)
      throws IOException {
    long begin = System.nanoTime();
    int done = 0;
    boolean stopped = false;
    try {
      List<Set<Integer>> held = GroupFolds.of(dataset, folds, run.seed());
      Sequences all = dataset.train();
      int outputs = dataset.schema().target().names().size();
      float[][] values = new float[all.size()][];
      for (int fold = 0; fold < folds; fold++) {
        Set<Integer> groups = held.get(fold);
        Dataset split = dataset.holdOut(groups);
        RunFolder inside = RunFolder.create(folder.path().resolve("fold-" + (fold + 1)));
        if (run.run(split, inside, false, stop, listener.begins(fold + 1, split)).interrupted()) {
          stopped = true;
          return Optional.empty();
        }
        done++;
        int[] places =
            IntStream.range(0, all.size()).filter(i -> groups.contains(all.group(i))).toArray();
        try (SavedModelPredictor predictor = SavedModelPredictor.load(inside.path())) {
          Predictions predicted = predictor.predict(split.validation());
          for (int i = 0; i < places.length; i++) {
            int from = predicted.firstRow(i);
            int to = predicted.firstRow(i + 1);
            values[places[i]] = new float[(to - from) * outputs];
            for (int row = from; row < to; row++) {
              for (int k = 0; k < outputs; k++) {
                values[places[i]][(row - from) * outputs + k] = predicted.value(row, k);
              }
            }
          }
        }
      }
      Predictions together = Predictions.of(dataset.schema().target(), List.of(values));
      Map<String, Scores> baselines = Baselines.of(run.recipe(), dataset, held);
      Scores scores = Evaluation.withOutcomes(together, all, dataset.schema().grouping());
      double seconds = (System.nanoTime() - begin) / 1e9;
      FoldsResult result = FoldsResult.of(run, dataset, folds, seconds, scores, baselines);
      AtomicWrite.text(folder.recipe(), Recipes.toYaml(run.recipe().withAbsoluteData()));
      RecipeRun.keepPredictions(folder, Map.of(Split.VALIDATION, scores));
      report(dataset, scores, baselines)
          .write(folder.report(), new RunFolder(folder.path().resolve("fold-1")).metrics());
      AtomicWrite.text(folder.result(), Json.text(result));
      return Optional.of(result);
    } finally {
      if (stopped || (done == 0 && !stoppedInFold(folder))) {
        AtomicWrite.delete(folder.path());
      }
    }
  }

  /** Whether the first fold has left notes of what was not finite. */
  private static boolean stoppedInFold(RunFolder folder) {
    return Files.exists(new RunFolder(folder.path().resolve("fold-1")).stopped());
  }

  private HtmlReport report(Dataset dataset, Scores scores, Map<String, Scores> baselines) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("data", dataset.title());
    facts.put(
        "folds",
        folds + " of whole " + dataset.schema().grouping() + "s; the curves are of the first");
    Dataset heldOut =
        new Dataset(
            dataset.name(),
            dataset.simulated(),
            dataset.schema(),
            dataset.train(),
            dataset.train(),
            dataset.test(),
            dataset.notes());
    return run.report(
        heldOut,
        facts,
        run.recipe().model().forData(dataset),
        Map.of(Split.VALIDATION, scores),
        baselines);
  }

  /** Checks a number of folds. */
  public static int checked(int folds) {
    that(folds >= 2, "%s: expected 2 or more, got %d", Choice.FOLDS, folds);
    return folds;
  }
}
