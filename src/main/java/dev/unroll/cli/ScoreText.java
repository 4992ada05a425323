package dev.unroll.cli;

import com.google.common.base.Strings;
import dev.unroll.data.Schema;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.evaluate.RegressionReport;
import dev.unroll.train.Scores;
import java.util.List;
import java.util.Locale;

/** Scores as tables for a terminal. */
final class ScoreText {

  private ScoreText() {}

  /** All scores of a part. */
  static String of(Scores scores, Schema schema) {
    if (scores.report() instanceof RegressionReport report) {
      return numbers(report, scores.naive().orElse(null));
    }
    StringBuilder text = new StringBuilder(classes((ClassificationReport) scores.report()));
    scores
        .groups()
        .ifPresent(
            groups ->
                text.append(
                        String.format(
                            "%nby %s, each by the mean of its sequences: %s%n",
                            schema.grouping(), schema.count(groups.count())))
                    .append(classes(groups)));
    return text.toString();
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

  private static String classes(ClassificationReport report) {
    StringBuilder text = new StringBuilder();
    text.append(
        line(
            "accuracy %.2f %%, balanced %.2f %%, macro F1 %.4f%n",
            100 * report.accuracy(), 100 * report.balancedAccuracy(), report.macroF1()));
    int width =
        Math.max(5, report.classes().stream().mapToInt(c -> c.name().length()).max().orElse(0));
    String names = "%-" + width + "s";
    text.append(line(names + " %9s %9s %9s %9s", "class", "precision", "recall", "F1", "support"));
    for (ClassificationReport.ClassScore score : report.classes()) {
      text.append(
          line(
              names + " %9.4f %9.4f %9.4f %9d",
              score.name(),
              score.precision(),
              score.recall(),
              score.f1(),
              score.support()));
    }
    text.append(String.format("%nconfusion (rows: true class, columns: predicted)%n"));
    text.append(Strings.repeat(" ", width));
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

  private static String line(String format, Object... args) {
    return String.format(Locale.ROOT, format, args) + System.lineSeparator();
  }
}
