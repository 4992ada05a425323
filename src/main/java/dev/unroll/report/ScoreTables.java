package dev.unroll.report;

import com.google.common.html.HtmlEscapers;
import dev.unroll.data.Split;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.evaluate.ConfidenceInterval;
import dev.unroll.evaluate.Confusion;
import dev.unroll.evaluate.RegressionReport;
import dev.unroll.evaluate.ScoreIntervals;
import dev.unroll.train.Scores;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Scores as tables of HTML. */
final class ScoreTables {

  /** Classes up to which each has its row and its column. */
  private static final int MOST_CLASSES = 50;

  private ScoreTables() {}

  /** One row a part, each score with its 95 % interval where there is one. */
  static String overview(Map<Split, Scores> scores, Map<String, Scores> baselines) {
    StringBuilder text = new StringBuilder("<div class=\"wide\"><table>");
    boolean numbers =
        scores.values().stream().anyMatch(s -> s.report() instanceof RegressionReport);
    text.append(
        numbers
            ? "<tr><th>part</th><th>sequences</th><th>MAE</th><th>RMSE</th><th>naive MAE</th>"
                + "<th>skill over naive</th></tr>"
            : "<tr><th>part</th><th>rows</th><th>accuracy</th><th>balanced</th>"
                + "<th>macro F1</th></tr>");
    Map<Split, ScoreIntervals> intervals = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      if (scores.containsKey(split)) {
        Scores part = scores.get(split);
        part.outcomes().flatMap(ScoreIntervals::of).ifPresent(found -> intervals.put(split, found));
        text.append(overview(split.label(), part, Optional.ofNullable(intervals.get(split))));
      }
    }
    baselines.forEach((name, part) -> text.append(overview(name, part, Optional.empty())));
    text.append("</table></div>\n");
    if (!intervals.isEmpty()) {
      text.append("<p class=\"remark\">Small: 95 % confidence intervals, by bootstrap over ")
          .append(
              intervals.entrySet().stream()
                  .map(each -> escape(each.getValue().over()) + " (" + each.getKey().label() + ")")
                  .collect(Collectors.joining(", ")))
          .append(".</p>\n");
    }
    return text.toString();
  }

  private static String overview(String label, Scores part, Optional<ScoreIntervals> intervals) {
    if (part.report() instanceof RegressionReport report) {
      String unit = escape(report.numbers().get(0).unit());
      return row(
          escape(label),
          Integer.toString(report.count()),
          decimal(report.mae()) + " " + unit + small(intervals.flatMap(i -> i.mae()), false),
          decimal(report.rmse()) + " " + unit + small(intervals.flatMap(i -> i.rmse()), false),
          part.naive().map(naive -> decimal(naive.mae())).orElse("-"),
          part.naive()
              .map(
                  naive ->
                      percent(1 - report.mae() / naive.mae())
                          + small(intervals.flatMap(i -> i.skill()), true))
              .orElse("-"));
    }
    return overview(escape(label), (ClassificationReport) part.report(), intervals)
        + part.groups()
            .map(g -> overview(escape(label) + ", by group", g, Optional.empty()))
            .orElse("");
  }

  private static String overview(
      String label, ClassificationReport report, Optional<ScoreIntervals> intervals) {
    return row(
        label,
        Integer.toString(report.count()),
        percent(report.accuracy()) + small(intervals.flatMap(i -> i.accuracy()), true),
        percent(report.balancedAccuracy())
            + small(intervals.flatMap(i -> i.balancedAccuracy()), true),
        decimal(report.macroF1()) + small(intervals.flatMap(i -> i.macroF1()), false));
  }

  /** An interval in small type under its score; nothing where there is none. */
  static String small(Optional<ConfidenceInterval> interval, boolean percent) {
    return interval
        .map(
            i ->
                percent
                    ? String.format(
                        Locale.ROOT, "<small>%.2f to %.2f</small>", 100 * i.low(), 100 * i.high())
                    : "<small>" + decimal(i.low()) + " to " + decimal(i.high()) + "</small>")
        .orElse("");
  }

  /** A cell with a bar. */
  static String bar(double share) {
    return String.format(
        Locale.ROOT,
        "<td class=\"bar\"><div style=\"width:%.1f%%\"></div></td>",
        Double.isFinite(share) ? 100 * Math.max(0, Math.min(1, share)) : 0);
  }

  /** All that there is to say of a part. */
  static String part(Split split, Scores scores) {
    if (scores.report() instanceof RegressionReport report) {
      return numbers(split.label(), report, scores);
    }
    String text = classes(split.label(), (ClassificationReport) scores.report());
    return text
        + scores.groups().map(groups -> classes(split.label() + ", by group", groups)).orElse("");
  }

  /** Each number of the methods that predict numbers. */
  static String numbers(Map<String, Scores> baselines) {
    StringBuilder text = new StringBuilder();
    baselines.forEach(
        (name, scores) -> {
          if (scores.report() instanceof RegressionReport report) {
            text.append(numbers(escape(name), report, scores));
          }
        });
    return text.toString();
  }

  private static String numbers(String head, RegressionReport report, Scores scores) {
    StringBuilder text =
        new StringBuilder("<h2>Numbers, ")
            .append(head)
            .append("</h2>\n<div class=\"wide\"><table><tr>");
    for (String column : List.of("number", "MAE", "RMSE", "bias", "naive MAE", "unit")) {
      text.append("<th>").append(column).append("</th>");
    }
    text.append("</tr>");
    for (int k = 0; k < report.numbers().size(); k++) {
      int number = k;
      RegressionReport.NumberScore score = report.numbers().get(k);
      text.append(
          row(
              escape(score.name()),
              decimal(score.mae()),
              decimal(score.rmse()),
              decimal(score.bias()),
              scores.naive().map(n -> decimal(n.numbers().get(number).mae())).orElse("-"),
              escape(score.unit())));
    }
    return text.append("</table></div>\n").toString();
  }

  private static String classes(String head, ClassificationReport report) {
    int count = report.classes().size();
    boolean whole = count <= MOST_CLASSES;
    StringBuilder text = new StringBuilder("<h2>Classes, ").append(head).append("</h2>\n");
    report
        .absent()
        .ifPresent(
            absent -> text.append("<p>").append(escape(absent.text(head))).append(".</p>\n"));
    if (!whole) {
      text.append(
          String.format(Locale.ROOT, "<p>Those of least F1 among %,d classes.</p>%n", count));
    }
    text.append("<div class=\"wide\"><table><tr>");
    for (String column : List.of("class", "precision", "recall", "F1", "support")) {
      text.append("<th>").append(column).append("</th>");
    }
    text.append("</tr>");
    for (ClassificationReport.ClassScore score :
        whole ? report.classes() : report.worstClasses(MOST_CLASSES)) {
      text.append(
          row(
              escape(score.name()),
              decimal(score.precision()),
              decimal(score.recall()),
              decimal(score.f1()),
              Integer.toString(score.support())));
    }
    text.append("</table></div>\n<h2>Confusion, ").append(head).append("</h2>\n");
    return text.append(whole ? matrix(report) : worst(report)).toString();
  }

  private static String matrix(ClassificationReport report) {
    StringBuilder text =
        new StringBuilder("<p>Rows are true classes, columns predicted ones.</p>\n")
            .append("<div class=\"wide\"><table><tr><th></th>");
    report.classes().forEach(c -> text.append("<th>").append(escape(c.name())).append("</th>"));
    text.append("</tr>");
    for (int k = 0; k < report.confusion().size(); k++) {
      ClassificationReport.ClassScore truth = report.classes().get(k);
      text.append("<tr><td>").append(escape(truth.name())).append("</td>");
      for (int count : report.confusion().get(k)) {
        double share = truth.support() == 0 ? 0 : (double) count / truth.support();
        text.append(
            String.format(
                Locale.ROOT,
                "<td style=\"background:rgba(9,105,218,%.2f)\">%d</td>",
                0.6 * share,
                count));
      }
      text.append("</tr>");
    }
    return text.append("</table></div>\n").toString();
  }

  private static String worst(ClassificationReport report) {
    StringBuilder text =
        new StringBuilder(
            "<p>The pairs of classes that were confused most.</p>\n"
                + "<div class=\"wide\"><table><tr>");
    for (String column : List.of("true class", "predicted", "count", "of the true class")) {
      text.append("<th>").append(column).append("</th>");
    }
    text.append("</tr>");
    for (Confusion each : report.confusions(MOST_CLASSES)) {
      text.append(
          row(
              escape(each.actual()),
              escape(each.predicted()),
              Integer.toString(each.count()),
              percent(each.share())));
    }
    return text.append("</table></div>\n").toString();
  }

  static String row(String... cells) {
    return "<tr><td>" + String.join("</td><td>", cells) + "</td></tr>\n";
  }

  static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
