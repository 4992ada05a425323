package dev.unroll.cli;

import dev.unroll.evaluate.ConfidenceInterval;
import dev.unroll.recipe.RunResult;
import java.util.Locale;
import java.util.Optional;

/**
 * Scores in a line, each with its 95 % interval, such as {@code accuracy 91.20 % (88.9 to 93.1)}.
 */
final class ScoreLine {

  private ScoreLine() {}

  /** The main scores of a part. */
  static String of(RunResult.Score score) {
    return score.mae() != null ? numbers(score) : classes(score);
  }

  private static String numbers(RunResult.Score score) {
    Optional<ConfidenceInterval> interval =
        Optional.ofNullable(score.intervals()).flatMap(i -> i.mae());
    String naive =
        score.naiveMae() == null
            ? ""
            : String.format(
                Locale.ROOT, ", naive forecast %s", Decimals.figure(score.naiveMae(), 3));
    return String.format(
        Locale.ROOT,
        "MAE %s %s%s%s%s",
        Decimals.figure(score.mae(), 3),
        score.unit(),
        interval.map(i -> " " + figures(i)).orElse(""),
        naive,
        left(score));
  }

  private static String classes(RunResult.Score score) {
    Optional<ConfidenceInterval> interval =
        Optional.ofNullable(score.intervals()).flatMap(i -> i.accuracy());
    String groups =
        score.groups() == null
            ? ""
            : String.format(
                Locale.ROOT,
                "%nbalanced %.4f, by group %.4f",
                score.balancedAccuracy(),
                score.groups().balancedAccuracy());
    return String.format(
        Locale.ROOT,
        "accuracy %.2f %%%s, macro F1 %.4f%s%s",
        100 * score.accuracy(),
        interval.map(i -> " " + percent(i)).orElse(""),
        score.macroF1(),
        groups,
        left(score));
  }

  private static String left(RunResult.Score score) {
    return score.notFinite() == null
        ? ""
        : String.format(
            Locale.ROOT, "%n%,d predictions NaN or infinite, not scored", score.notFinite());
  }

  /** {@code "(88.9 to 93.1)"} of shares, {@code "(99.61 to 99.74)"} of those close together. */
  static String percent(ConfidenceInterval shares) {
    String decimals = shares.high() - shares.low() < 0.01 ? "%.2f" : "%.1f";
    return String.format(
        Locale.ROOT,
        "(" + decimals + " to " + decimals + ")",
        100 * shares.low(),
        100 * shares.high());
  }

  /** {@code "(0.912 to 0.931)"}. */
  static String figures(ConfidenceInterval interval) {
    return "("
        + Decimals.figure(interval.low(), 3)
        + " to "
        + Decimals.figure(interval.high(), 3)
        + ")";
  }

  /**
   * The scores of a part, and what else there is to say of the run; in a line of its own with what
   * the intervals are over, where there are some.
   *
   * @param rest such as {@code ; 700 steps in 8 s}
   */
  static String of(RunResult.Score score, String rest) {
    String over =
        score.intervals() == null
            ? ""
            : System.lineSeparator() + "95 % intervals over " + score.intervals().over();
    return of(score) + over + rest + System.lineSeparator();
  }

  /** A line of the classes that a part lacks; empty where it has all. */
  static String absent(String part, RunResult.Score score) {
    return score.absentClasses() == null
        ? ""
        : score.absentClasses().text(part) + System.lineSeparator();
  }
}
