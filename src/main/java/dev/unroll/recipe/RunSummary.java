package dev.unroll.recipe;

import dev.unroll.evaluate.ScoreIntervals;
import dev.unroll.evaluate.ScoreKind;
import dev.unroll.internal.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What of a {@code result.json} comparisons need, of whatever version wrote it. */
record RunSummary(
    Optional<String> recipe,
    Optional<String> model,
    Optional<String> data,
    Optional<Boolean> simulated,
    Optional<Long> seed,
    Optional<Long> steps,
    Optional<Integer> folds,
    Optional<Double> seconds,
    Optional<Boolean> interrupted,
    Optional<Boolean> stoppedEarly,
    Optional<Long> bestStep,
    Optional<Part> validation,
    Optional<Part> test,
    Optional<Part> heldOut) {

  /** Scores of a part. */
  record Part(
      Optional<Double> accuracy,
      Optional<Double> balancedAccuracy,
      Optional<Double> macroF1,
      Optional<Double> mae,
      Optional<Double> rmse,
      Optional<Double> skill,
      Optional<String> unit,
      Optional<ScoreIntervals> intervals) {

    /** Those that there are. */
    Map<ScoreKind, Double> scores() {
      Map<ScoreKind, Double> all = new EnumMap<>(ScoreKind.class);
      accuracy.ifPresent(score -> all.put(ScoreKind.ACCURACY, score));
      balancedAccuracy.ifPresent(score -> all.put(ScoreKind.BALANCED_ACCURACY, score));
      macroF1.ifPresent(score -> all.put(ScoreKind.MACRO_F1, score));
      mae.ifPresent(score -> all.put(ScoreKind.MAE, score));
      rmse.ifPresent(score -> all.put(ScoreKind.RMSE, score));
      skill.ifPresent(score -> all.put(ScoreKind.SKILL, score));
      return all;
    }
  }

  static RunSummary read(Path file) throws IOException {
    return Json.read(file, RunSummary.class);
  }

  /** The scores that count: of the test part, of what folds held out, or of the validation part. */
  Optional<Part> main() {
    return test.or(() -> heldOut).or(() -> validation);
  }

  /** What those are of. */
  String mainName() {
    return test.isPresent() ? "test" : heldOut.isPresent() ? "held out" : "validation";
  }
}
