package dev.unroll.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.unroll.data.Dataset;
import dev.unroll.train.Scores;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code result.json} says of a cross-validation; its keys are stable.
 *
 * @param recipe name of the recipe
 * @param data name of the data
 * @param simulated whether those are simulated
 * @param seed of the run and of the folds
 * @param folds how many
 * @param seconds that all took
 * @param heldOut scores of all sequences, each predicted by the model that did not train on its
 *     group
 * @param baselines scores of other methods on the same folds
 */
@JsonInclude(Include.NON_NULL)
public record FoldsResult(
    String recipe,
    String data,
    boolean simulated,
    long seed,
    int folds,
    double seconds,
    RunResult.Score heldOut,
    Map<String, RunResult.Score> baselines) {

  static FoldsResult of(
      RecipeRun run,
      Dataset dataset,
      int folds,
      double seconds,
      Scores scores,
      Map<String, Scores> baselines) {
    Map<String, RunResult.Score> others = new LinkedHashMap<>();
    baselines.forEach((name, of) -> others.put(name, RunResult.Score.of(of)));
    return new FoldsResult(
        run.recipe().name(),
        dataset.name(),
        dataset.simulated(),
        run.seed(),
        folds,
        Math.round(seconds * 1000) / 1000.0,
        RunResult.Score.of(scores),
        others);
  }
}
