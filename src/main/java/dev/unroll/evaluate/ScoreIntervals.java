package dev.unroll.evaluate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The 95 % confidence intervals of the scores of a part, by {@link GroupBootstrap}.
 *
 * @param over what they were resampled over, such as {@code 9 subjects}
 * @param accuracy of the share of right predictions
 * @param balancedAccuracy of the mean recall
 * @param macroF1 of the mean F1
 * @param mae of the mean absolute error
 * @param rmse of the root of the mean squared error
 * @param skill of the skill over the naive forecast
 */
public record ScoreIntervals(
    String over,
    Optional<ConfidenceInterval> accuracy,
    Optional<ConfidenceInterval> balancedAccuracy,
    Optional<ConfidenceInterval> macroF1,
    Optional<ConfidenceInterval> mae,
    Optional<ConfidenceInterval> rmse,
    Optional<ConfidenceInterval> skill) {

  private static final long SEED = 1;

  /** Those of a part; empty where nothing can be told, such as of too few units. */
  public static Optional<ScoreIntervals> of(Outcomes outcomes) {
    Tally tally = Tally.of(outcomes);
    Map<ScoreKind, ConfidenceInterval> found = intervals(tally.kinds(), outcomes, tally);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ScoreIntervals(
                outcomes.units().words(),
                of(found, ScoreKind.ACCURACY),
                of(found, ScoreKind.BALANCED_ACCURACY),
                of(found, ScoreKind.MACRO_F1),
                of(found, ScoreKind.MAE),
                of(found, ScoreKind.RMSE),
                of(found, ScoreKind.SKILL)));
  }

  /** The interval of a score; empty where it has none. */
  public Optional<ConfidenceInterval> of(ScoreKind kind) {
    return switch (kind) {
      case ACCURACY -> accuracy;
      case BALANCED_ACCURACY -> balancedAccuracy;
      case MACRO_F1 -> macroF1;
      case MAE -> mae;
      case RMSE -> rmse;
      case SKILL -> skill;
    };
  }

  static Map<ScoreKind, ConfidenceInterval> intervals(
      List<ScoreKind> kinds, Outcomes outcomes, Function<int[], double[]> scores) {
    List<Optional<ConfidenceInterval>> each =
        new GroupBootstrap(outcomes.units().count(), SEED).intervals(scores);
    Map<ScoreKind, ConfidenceInterval> found = new EnumMap<>(ScoreKind.class);
    for (int k = 0; k < kinds.size(); k++) {
      ScoreKind kind = kinds.get(k);
      each.get(k).ifPresent(interval -> found.put(kind, interval));
    }
    return found;
  }

  private static Optional<ConfidenceInterval> of(
      Map<ScoreKind, ConfidenceInterval> found, ScoreKind kind) {
    return Optional.ofNullable(found.get(kind));
  }
}
