package dev.unroll.cli;

import dev.unroll.data.Schema;
import dev.unroll.evaluate.Calibration;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.evaluate.Confusion;
import dev.unroll.evaluate.RegressionReport;
import dev.unroll.evaluate.ScoreIntervals;
import dev.unroll.train.Scores;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Scores as tables for a terminal. */
final class ScoreText {

  private ScoreText() {}

  /** Classes up to which each has its line and its column. */
  private static final int MOST_CLASSES = 50;

  private static final int WORST = 20;

  /**
   * The scores of a part.
   *
   * @param part such as {@code test}
   */
  static String of(Scores scores, Schema schema, String part) {
    if (scores.report() instanceof RegressionReport report) {
      return numbers(report, scores.naive().orElse(null)) + overall(scores);
    }
    Optional<ScoreIntervals> intervals = scores.outcomes().flatMap(ScoreIntervals::of);
    StringBuilder text =
        new StringBuilder(classes((ClassificationReport) scores.report(), part, intervals));
    scores
        .outcomes()
        .map(Calibration::of)
        .ifPresent(
            of ->
                text.append(
                    line(
                        "%ncalibration: expected error %.4f, Brier score %.4f, log loss %.4f",
                        of.expectedError(), of.brier(), of.logLoss())));
    scores
        .groups()
        .ifPresent(
            groups ->
                text.append(
                        String.format(
                            Locale.ROOT,
                            "%nby %s, each by the mean of its sequences: %s%n",
                            schema.grouping(),
                            schema.count(groups.count())))
                    .append(classes(groups, part, Optional.empty())));
    return text.toString();
  }

  /** The errors over all numbers, with their intervals. */
  private static String overall(Scores scores) {
    Optional<ScoreIntervals> intervals = scores.outcomes().flatMap(ScoreIntervals::of);
    if (intervals.isEmpty()) {
      return "";
    }
    RegressionReport report = (RegressionReport) scores.report();
    String text =
        String.format(
            Locale.ROOT,
            "MAE %s%s, RMSE %s%s",
            Decimals.figure(report.mae(), 4),
            intervals.get().mae().map(i -> " " + ScoreLine.figures(i)).orElse(""),
            Decimals.figure(report.rmse(), 4),
            intervals.get().rmse().map(i -> " " + ScoreLine.figures(i)).orElse(""));
    String skill =
        scores
            .naive()
            .map(
                naive ->
                    line(
                        "skill over naive %.1f %%%s",
                        100 * (1 - report.mae() / naive.mae()),
                        intervals.get().skill().map(i -> " " + ScoreLine.percent(i)).orElse("")))
            .orElse("");
    return System.lineSeparator()
        + text
        + System.lineSeparator()
        + skill
        + line("95 %% intervals over %s", intervals.get().over());
  }

  private static String numbers(RegressionReport report, RegressionReport naive) {
    StringBuilder text = new StringBuilder();
    int width =
        Math.max(6, report.numbers().stream().mapToInt(n -> n.name().length()).max().orElse(0));
    text.append(
        line("%-" + width + "s %9s %9s %9s %9s", "number", "MAE", "RMSE", "bias", "naive MAE"));
    for (int k = 0; k < report.numbers().size(); k++) {
      RegressionReport.NumberScore score = report.numbers().get(k);
      text.append(
          line(
              "%-" + width + "s %9s %9s %9s %9s %s",
              score.name(),
              Decimals.figure(score.mae(), 4),
              Decimals.figure(score.rmse(), 4),
              Decimals.figure(score.bias(), 4),
              naive == null ? "-" : Decimals.figure(naive.numbers().get(k).mae(), 4),
              score.unit()));
    }
    return text.toString();
  }

  private static String classes(
      ClassificationReport report, String part, Optional<ScoreIntervals> intervals) {
    StringBuilder text = new StringBuilder();
    text.append(
        line(
            "accuracy %.2f %%%s, balanced %.2f %%%s%smacro F1 %.4f%s",
            100 * report.accuracy(),
            intervals.flatMap(i -> i.accuracy()).map(i -> " " + ScoreLine.percent(i)).orElse(""),
            100 * report.balancedAccuracy(),
            intervals
                .flatMap(i -> i.balancedAccuracy())
                .map(i -> " " + ScoreLine.percent(i))
                .orElse(""),
            intervals.isPresent() ? System.lineSeparator() : ", ",
            report.macroF1(),
            intervals
                .map(
                    i ->
                        i.macroF1().map(f1 -> " " + ScoreLine.figures(f1)).orElse("")
                            + "; 95 % intervals over "
                            + i.over())
                .orElse("")));
    report
        .absent()
        .ifPresent(absent -> text.append(absent.text(part)).append(System.lineSeparator()));
    text.append(System.lineSeparator());
    int count = report.classes().size();
    boolean whole = count <= MOST_CLASSES;
    List<ClassificationReport.ClassScore> shown =
        whole ? report.classes() : report.worstClasses(WORST);
    String names = "%-" + width(shown.stream().map(ClassificationReport.ClassScore::name)) + "s";
    if (!whole) {
      text.append(
          line("the %d classes of least F1 of %,d; JSON has them all", shown.size(), count));
    }
    text.append(line(names + " %9s %9s %9s %9s", "class", "precision", "recall", "F1", "support"));
    for (ClassificationReport.ClassScore score : shown) {
      text.append(
          line(
              names + " %9.4f %9.4f %9.4f %9d",
              score.name(),
              score.precision(),
              score.recall(),
              score.f1(),
              score.support()));
    }
    return text.append(System.lineSeparator())
        .append(whole ? matrix(report, names) : worst(report))
        .toString();
  }

  private static String matrix(ClassificationReport report, String names) {
    StringBuilder text =
        new StringBuilder(line("confusion (rows: true class, columns: predicted)"));
    text.append(String.format(Locale.ROOT, names, ""));
    for (int k = 0; k < report.classes().size(); k++) {
      text.append(String.format(Locale.ROOT, " %6d", k));
    }
    text.append(System.lineSeparator());
    for (int row = 0; row < report.confusion().size(); row++) {
      List<Integer> counts = report.confusion().get(row);
      text.append(String.format(Locale.ROOT, names, report.classes().get(row).name()));
      counts.forEach(count -> text.append(String.format(Locale.ROOT, " %6d", count)));
      text.append(System.lineSeparator());
    }
    return text.toString();
  }

  private static String worst(ClassificationReport report) {
    List<Confusion> shown = report.confusions(WORST);
    String names = "%-" + width(shown.stream().map(Confusion::actual)) + "s";
    String taken = " %-" + width(shown.stream().map(Confusion::predicted)) + "s";
    StringBuilder text =
        new StringBuilder(line("the %d worst confusions (true class, predicted)", shown.size()));
    for (Confusion each : shown) {
      text.append(
          line(
              names + taken + " %6d %6.2f %%",
              each.actual(),
              each.predicted(),
              each.count(),
              100 * each.share()));
    }
    return text.toString();
  }

  private static int width(Stream<String> names) {
    return Math.max(5, names.mapToInt(String::length).max().orElse(0));
  }

  private static String line(String format, Object... args) {
    return String.format(Locale.ROOT, format, args) + System.lineSeparator();
  }
}
