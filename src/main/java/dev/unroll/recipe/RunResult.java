package dev.unroll.recipe;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.evaluate.AbsentClasses;
import dev.unroll.evaluate.Calibration;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.evaluate.RegressionReport;
import dev.unroll.evaluate.ScoreIntervals;
import dev.unroll.train.Scores;
import dev.unroll.train.TrainedModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 * @param stoppedEarly true where it ended early since its validation score had stopped getting
 *     better; left out where not
 * @param bestStep steps after which the model was best, where it was to stop early; the scores are
 *     that model's
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
    Boolean stoppedEarly,
    Long bestStep,
    Score train,
    Score validation,
    Score test) {

  /**
   * Scores of a part; those that the task does not have are left out.
   *
   * @param accuracy share of right predictions, in [0, 1]
   * @param balancedAccuracy mean of the classes' recall, in [0, 1]
   * @param macroF1 in [0, 1]
   * @param mae mean absolute error over all numbers
   * @param rmse root of the mean squared error, the mean of that of each number
   * @param skill 1 less the mean absolute error over that of the naive forecast
   * @param unit of the errors
   * @param numbers scores of each number
   * @param naiveMae mean absolute error of the naive forecast over all numbers
   * @param naive scores of the naive forecast of each number
   * @param ridge scores of a ridge regression of each number
   * @param absentClasses the classes that the part lacks; left out where it has all
   * @param groups scores of whole groups, such as vessels, by the mean of their probabilities
   * @param notFinite predictions that were NaN or infinite and are not scored; left out where there
   *     were none
   * @param intervals 95 % confidence intervals; left out where they cannot be told
   * @param calibration of the probabilities of classes
   */
  @JsonInclude(Include.NON_NULL)
  public record Score(
      Double accuracy,
      Double balancedAccuracy,
      Double macroF1,
      Double mae,
      Double rmse,
      Double skill,
      String unit,
      List<RegressionReport.NumberScore> numbers,
      Double naiveMae,
      List<RegressionReport.NumberScore> naive,
      List<RegressionReport.NumberScore> ridge,
      AbsentClasses absentClasses,
      Score groups,
      Integer notFinite,
      ScoreIntervals intervals,
      CalibrationScore calibration) {

    /**
     * What {@link Calibration} says in three numbers.
     *
     * @param expectedError expected calibration error, in [0, 1]
     * @param brier in [0, 2]
     * @param logLoss 0 or more
     */
    public record CalibrationScore(double expectedError, double brier, double logLoss) {}

    /** The scores of a part. */
    public static Score of(Scores scores) {
      return of(scores, Optional.empty());
    }

    static Score of(Scores scores, Optional<Scores> ridge) {
      if (scores.report() instanceof RegressionReport report) {
        return new Score(
            null,
            null,
            null,
            report.mae(),
            report.rmse(),
            scores.naive().map(naive -> 1 - report.mae() / naive.mae()).orElse(null),
            report.numbers().get(0).unit(),
            report.numbers(),
            scores.naive().map(RegressionReport::mae).orElse(null),
            scores.naive().map(RegressionReport::numbers).orElse(null),
            ridge.map(r -> ((RegressionReport) r.report()).numbers()).orElse(null),
            null,
            null,
            notFinite(scores),
            intervals(scores),
            null);
      }
      ClassificationReport report = (ClassificationReport) scores.report();
      return ofClasses(
          report,
          scores.groups().map(groups -> ofClasses(groups, null, null, null, null)).orElse(null),
          notFinite(scores),
          intervals(scores),
          scores
              .outcomes()
              .map(Calibration::of)
              .map(of -> new CalibrationScore(of.expectedError(), of.brier(), of.logLoss()))
              .orElse(null));
    }

    private static ScoreIntervals intervals(Scores scores) {
      return scores.outcomes().flatMap(ScoreIntervals::of).orElse(null);
    }

    private static Integer notFinite(Scores scores) {
      return scores.notFinite() == 0 ? null : Integer.valueOf(scores.notFinite());
    }

    private static Score ofClasses(
        ClassificationReport report,
        Score groups,
        Integer notFinite,
        ScoreIntervals intervals,
        CalibrationScore calibration) {
      return new Score(
          report.accuracy(),
          report.balancedAccuracy(),
          report.macroF1(),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          report.absent().orElse(null),
          groups,
          notFinite,
          intervals,
          calibration);
    }
  }

  static RunResult of(
      Recipe recipe, Dataset dataset, long seed, TrainedModel model, Map<Split, Scores> ridge) {
    return new RunResult(
        recipe.name(),
        dataset.name(),
        dataset.simulated(),
        seed,
        model.steps(),
        Math.round(model.seconds() * 1000) / 1000.0,
        model.interrupted(),
        model.stoppedEarly() ? Boolean.TRUE : null,
        model.bestStep().orElse(null),
        score(model, ridge, Split.TRAIN),
        score(model, ridge, Split.VALIDATION),
        score(model, ridge, Split.TEST));
  }

  private static Score score(TrainedModel model, Map<Split, Scores> ridge, Split split) {
    return model
        .scores(split)
        .map(scores -> Score.of(scores, Optional.ofNullable(ridge.get(split))))
        .orElse(null);
  }
}
