package dev.unroll.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.train.TrainedModel;

/**
 * What {@code result.json} says; its keys are stable.
 *
 * @param recipe name of the recipe
 * @param data name of the data
 * @param simulated whether those are simulated
 * @param seed of the run
 * @param steps optimizer steps done
 * @param seconds that they took
 * @param interrupted whether the run was asked to stop early
 * @param train scores of the training part
 * @param validation scores of the held-out subjects; left out where there are none
 * @param test scores of the test part; left out where there is none
 */
@JsonInclude(Include.NON_NULL)
public record RunResult(
    String recipe,
    String data,
    boolean simulated,
    long seed,
    long steps,
    double seconds,
    boolean interrupted,
    Score train,
    Score validation,
    Score test) {

  /**
   * Scores of a part.
   *
   * @param accuracy in [0, 1]
   * @param macroF1 in [0, 1]
   */
  public record Score(double accuracy, double macroF1) {}

  static RunResult of(Recipe recipe, Dataset dataset, long seed, TrainedModel model) {
    return new RunResult(
        recipe.name(),
        dataset.name(),
        dataset.simulated(),
        seed,
        model.steps(),
        Math.round(model.seconds() * 1000) / 1000.0,
        model.interrupted(),
        score(model, Split.TRAIN),
        score(model, Split.VALIDATION),
        score(model, Split.TEST));
  }

  private static Score score(TrainedModel model, Split split) {
    return model
        .report(split)
        .map(report -> new Score(report.accuracy(), report.macroF1()))
        .orElse(null);
  }
}
