package dev.unroll.report;

import dev.unroll.evaluate.GroupScore;
import dev.unroll.evaluate.Outcomes;
import java.util.List;
import java.util.Locale;

/** How a model does on each group: a table with a bar in each row, the worst first. */
final class GroupSection {

  private static final int MOST_GROUPS = 40;

  /** Of sequences that are each a group of its own. */
  private static final int MOST_SEQUENCES = 12;

  private GroupSection() {}

  /**
   * Empty where there is one group, or where each has one row.
   *
   * @param unit of numbers
   */
  static String html(Outcomes outcomes, String grouping, String unit) {
    List<GroupScore> all = GroupScore.worstFirst(outcomes);
    boolean classes = outcomes.target().isClasses();
    if (all.size() < 2 || all.size() == outcomes.rows()) {
      return "";
    }
    boolean alone = all.size() == outcomes.size();
    String each = alone ? "sequence" : grouping;
    int most = alone ? MOST_SEQUENCES : MOST_GROUPS;
    StringBuilder text =
        new StringBuilder("<h2>By ").append(ScoreTables.escape(each)).append("</h2>\n<p>");
    text.append(
        all.size() > most
            ? String.format(Locale.ROOT, "The worst %d of %,d.", most, all.size())
            : "The worst first.");
    text.append("</p>\n<div class=\"wide\"><table><tr><th>")
        .append(ScoreTables.escape(each))
        .append("</th><th>")
        .append(alone ? "" : "sequences")
        .append("</th><th>")
        .append(classes ? "accuracy" : "MAE")
        .append("</th><th class=\"bar\"></th></tr>\n");
    double full =
        classes
            ? 1
            : all.stream().mapToDouble(GroupScore::score).filter(Double::isFinite).max().orElse(1);
    for (GroupScore one : all.subList(0, Math.min(most, all.size()))) {
      text.append("<tr><td>")
          .append(ScoreTables.escape(one.name()))
          .append("</td><td>")
          .append(alone ? "" : Integer.toString(one.sequences()))
          .append("</td><td>")
          .append(
              Double.isNaN(one.score())
                  ? "-"
                  : classes
                      ? ScoreTables.percent(one.score())
                      : ScoreTables.decimal(one.score()) + " " + ScoreTables.escape(unit))
          .append("</td>")
          .append(ScoreTables.bar(one.score() / full))
          .append("</tr>\n");
    }
    return text.append("</table></div>\n").toString();
  }
}
