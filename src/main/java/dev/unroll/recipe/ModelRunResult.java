package dev.unroll.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.train.ModelTrainer;
import dev.unroll.train.Scores;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code result.json} says of a model that was trained further by a signature of its own; its
 * keys are those of {@link RunResult} where both have them.
 *
 * @param model that it began with
 * @param signature that trained it
 * @param data name of the data
 * @param simulated whether those are simulated
 * @param seed of the batches
 * @param firstStep steps that the model had done before
 * @param steps done in all
 * @param seconds that the new ones took
 * @param interrupted whether it was asked to stop early
 * @param train scores of the training part, after; left out where the model does not predict
 * @param validation scores of the held-out part, after; left out where there is none
 * @param test scores of the test part, after; left out where there is none
 * @param before scores of each part before the first step
 */
@JsonInclude(Include.NON_NULL)
public record ModelRunResult(
    String model,
    String signature,
    String data,
    boolean simulated,
    long seed,
    long firstStep,
    long steps,
    double seconds,
    boolean interrupted,
    RunResult.Score train,
    RunResult.Score validation,
    RunResult.Score test,
    Parts before) {

  /** Scores of the parts that there are. */
  @JsonInclude(Include.NON_NULL)
  public record Parts(RunResult.Score train, RunResult.Score validation, RunResult.Score test) {}

  static ModelRunResult of(
      String model, String signature, Dataset dataset, long seed, ModelTrainer.Outcome outcome) {
    return new ModelRunResult(
        model,
        signature,
        dataset.name(),
        dataset.simulated(),
        seed,
        outcome.first(),
        outcome.steps(),
        Math.round(outcome.seconds() * 1000) / 1000.0,
        outcome.interrupted(),
        score(outcome.after(), Split.TRAIN),
        score(outcome.after(), Split.VALIDATION),
        score(outcome.after(), Split.TEST),
        new Parts(
            score(outcome.before(), Split.TRAIN),
            score(outcome.before(), Split.VALIDATION),
            score(outcome.before(), Split.TEST)));
  }

  private static RunResult.Score score(Map<Split, Scores> scores, Split split) {
    return Optional.ofNullable(scores.get(split)).map(RunResult.Score::of).orElse(null);
  }
}
