package dev.unroll.report;

import dev.unroll.evaluate.Outcomes;
import dev.unroll.evaluate.PairedDifference;
import dev.unroll.evaluate.ScoreIntervals;
import dev.unroll.evaluate.ScoreKind;
import dev.unroll.internal.files.AtomicWrite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Several runs in one page: scores with their intervals, whether they differ by more than noise,
 * settings that differ, and curves over each other.
 *
 * @param runs of which the first is what the others are compared with
 */
public record ComparisonReport(List<Run> runs) {

  /**
   * What is known of a run.
   *
   * @param name such as its folder
   * @param facts label and value, in order
   * @param part that the scores are of, such as {@code test}
   * @param scores of it; empty where there are none
   * @param intervals of them
   * @param unit of errors; empty where there is none
   * @param outcomes what was predicted of the part, where it was kept
   * @param curves columns of its metrics by name; empty where there are none
   * @param settings of its recipe by key; empty where there is none
   * @param notes what is missing or odd, as in "has no metrics.csv"
   */
  public record Run(
      String name,
      Map<String, String> facts,
      String part,
      Map<ScoreKind, Double> scores,
      Optional<ScoreIntervals> intervals,
      String unit,
      Optional<Outcomes> outcomes,
      Map<String, List<Double>> curves,
      Map<String, String> settings,
      List<String> notes) {

    public Run {
      facts = new LinkedHashMap<>(facts);
      scores = Map.copyOf(scores);
      curves = new LinkedHashMap<>(curves);
      settings = new LinkedHashMap<>(settings);
      notes = List.copyOf(notes);
    }

    /** A score as text with its unit; empty where it has none. */
    public Optional<String> score(ScoreKind kind) {
      return Optional.ofNullable(scores.get(kind)).map(value -> text(kind, value, unit));
    }
  }

  /**
   * How a run differs from the first.
   *
   * @param run that differs
   * @param differences its scores less the first's; empty where they cannot be paired
   * @param reason why they cannot; empty where they can
   */
  public record Difference(Run run, List<PairedDifference> differences, String reason) {
    public Difference {
      differences = List.copyOf(differences);
    }
  }

  public ComparisonReport {
    runs = List.copyOf(runs);
  }

  /**
   * The columns of a metrics file by name, some rows of many; null where a cell is empty.
   *
   * @param metrics a run's {@code metrics.csv}
   */
  public static Map<String, List<Double>> curves(Path metrics) throws IOException {
    return HtmlReport.curves(metrics);
  }

  /** How each run but the first differs from that. */
  public List<Difference> differences() {
    Run first = runs.get(0);
    return runs.stream().skip(1).map(run -> difference(first, run)).toList();
  }

  private static Difference difference(Run first, Run run) {
    Optional<Outcomes> from = first.outcomes();
    Optional<Outcomes> to = run.outcomes();
    String reason = "";
    if (from.isEmpty() || to.isEmpty()) {
      reason = (from.isEmpty() ? first : run).name() + " has kept no predictions";
    } else if (!from.get().target().names().equals(to.get().target().names())
        || from.get().target().isClasses() != to.get().target().isClasses()) {
      reason = "they predict different things";
    } else if (!from.get().ofSameSequences(to.get())) {
      reason = "they were scored on different sequences";
    } else if (from.get().hasNaive() != to.get().hasNaive()
        || from.get().units().count() != to.get().units().count()) {
      reason = "they were scored in different ways";
    }
    return reason.isEmpty()
        ? new Difference(run, PairedDifference.of(from.get(), to.get()), "")
        : new Difference(run, List.of(), reason);
  }

  /** A difference as text, such as {@code +0.9 points (-0.3 to 2.1), within noise}. */
  public static String text(PairedDifference difference, String unit) {
    boolean percent = difference.kind().percent();
    double scale = percent ? 100 : 1;
    String format = percent ? "%.2f" : "%.4f";
    String interval =
        difference
            .interval()
            .map(
                i ->
                    String.format(
                        Locale.ROOT,
                        " (" + format + " to " + format + ")",
                        scale * i.low(),
                        scale * i.high()))
            .orElse("");
    String words =
        difference.interval().isEmpty()
            ? difference.difference() == 0 ? "equal" : "too little to tell it from noise"
            : difference.withinNoise()
                ? "within noise"
                : difference.difference() > 0 == difference.kind().moreIsBetter()
                    ? "better"
                    : "worse";
    String suffix = percent ? " points" : unit.isEmpty() || isShare(difference) ? "" : " " + unit;
    return String.format(Locale.ROOT, "%+" + format.substring(1), scale * difference.difference())
        + suffix
        + interval
        + ", "
        + words;
  }

  private static boolean isShare(PairedDifference difference) {
    return difference.kind() == ScoreKind.MACRO_F1;
  }

  private static String text(ScoreKind kind, double value, String unit) {
    return kind.percent()
        ? ScoreTables.percent(value)
        : ScoreTables.decimal(value)
            + (unit.isEmpty() || kind == ScoreKind.MACRO_F1 ? "" : " " + unit);
  }

  /** Writes the page as one HTML file. */
  public void write(Path file) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("title", "Comparison of " + runs.size() + " runs");
    fields.put("runs", table());
    fields.put("facts", facts());
    fields.put("notes", notes());
    fields.put("differences", differencesText());
    fields.put("curves", curves());
    fields.put("settings", settings());
    AtomicWrite.text(file, Page.whole("comparison.html", fields));
  }

  private Set<ScoreKind> kinds() {
    Set<ScoreKind> kinds = EnumSet.noneOf(ScoreKind.class);
    runs.forEach(run -> kinds.addAll(run.scores().keySet()));
    return kinds;
  }

  /** A row a run; its colour is that of its curves. */
  private String table() {
    StringBuilder text =
        new StringBuilder("<div class=\"wide\"><table><tr><th>run</th><th>part</th>");
    kinds().forEach(kind -> text.append("<th>").append(kind.words()).append("</th>"));
    text.append("</tr>\n");
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      List<String> cells = new ArrayList<>(List.of(key(i)));
      cells.add(run.scores().isEmpty() ? "-" : run.part());
      for (ScoreKind kind : kinds()) {
        cells.add(
            run.score(kind)
                .map(
                    score ->
                        ScoreTables.escape(score)
                            + ScoreTables.small(
                                run.intervals().flatMap(all -> all.of(kind)), kind.percent()))
                .orElse("-"));
      }
      text.append(ScoreTables.row(cells.toArray(String[]::new)));
    }
    return text.append("</table></div>\n").toString();
  }

  private String key(int run) {
    return "<span class=\"key\"><i class=\"c"
        + run % Plot.COLORS
        + "\"></i>"
        + ScoreTables.escape(runs.get(run).name())
        + "</span>";
  }

  /** A row a run: its recipe, data, seed and so on. */
  private String facts() {
    Set<String> labels = new LinkedHashSet<>();
    runs.forEach(run -> labels.addAll(run.facts().keySet()));
    StringBuilder text = new StringBuilder("<div class=\"wide\"><table><tr><th>run</th>");
    labels.forEach(label -> text.append("<th>").append(label).append("</th>"));
    text.append("</tr>\n");
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      List<String> cells = new ArrayList<>(List.of(key(i)));
      labels.forEach(label -> cells.add(ScoreTables.escape(run.facts().getOrDefault(label, "-"))));
      text.append(ScoreTables.row(cells.toArray(String[]::new)));
    }
    return text.append("</table></div>\n").toString();
  }

  private String notes() {
    String over =
        runs.stream()
            .flatMap(run -> run.intervals().stream())
            .map(ScoreIntervals::over)
            .distinct()
            .map(ScoreTables::escape)
            .collect(Collectors.joining(", "));
    StringBuilder text = new StringBuilder();
    if (!over.isEmpty()) {
      text.append("<p class=\"remark\">Small: 95 % confidence intervals, by bootstrap over ")
          .append(over)
          .append(".</p>\n");
    }
    String missing =
        runs.stream()
            .flatMap(
                run ->
                    run.notes().stream()
                        .map(
                            note ->
                                "<li>" + ScoreTables.escape(run.name() + " " + note) + ".</li>\n"))
            .collect(Collectors.joining());
    return missing.isEmpty() ? text.toString() : text + "<ul>" + missing + "</ul>\n";
  }

  private String differencesText() {
    StringBuilder text = new StringBuilder("<p>Less ");
    text.append(ScoreTables.escape(runs.get(0).name()))
        .append(
            ", on the same resamples of the same sequences; within noise where the 95 % interval has"
                + " 0 in it.</p>\n<div class=\"wide\"><table><tr><th>run</th><th>score</th>"
                + "<th>difference</th></tr>\n");
    for (Difference each : differences()) {
      String name = ScoreTables.escape(each.run().name());
      if (!each.reason().isEmpty()) {
        text.append(
            ScoreTables.row(name, "-", "cannot be paired: " + ScoreTables.escape(each.reason())));
      }
      for (PairedDifference one : each.differences()) {
        text.append(
            ScoreTables.row(
                name, one.kind().words(), ScoreTables.escape(text(one, each.run().unit()))));
      }
    }
    return text.append("</table></div>\n").toString();
  }

  /** The loss, and the score on the validation or the test part, of all runs that have it. */
  private String curves() {
    String loss = curve("Loss of the batch, penalty included", "loss");
    StringBuilder text = new StringBuilder(loss);
    for (String metric : List.of("accuracy", "mae")) {
      for (String part : List.of("validation", "test")) {
        String name = metric.equals("mae") ? "Mean absolute error" : "Accuracy";
        text.append(curve(name + ", " + part, part + "_" + metric));
      }
    }
    return text.isEmpty()
        ? "<p>None of the runs has curves.</p>\n"
        : "<div class=\"plots\">\n" + text + "</div>\n";
  }

  private String curve(String title, String column) {
    double right = 1;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Run run : runs) {
      for (double y : numbers(run, column)) {
        low = Double.isFinite(y) ? Math.min(low, y) : low;
        high = Double.isFinite(y) ? Math.max(high, y) : high;
      }
      for (double x : numbers(run, "step")) {
        right = Math.max(right, x);
      }
    }
    if (high < low) {
      return "";
    }
    double room = 0.04 * (high - low);
    Plot plot = new Plot(title, 0, right, low - room, high + room).xTicks().yTicks();
    for (int i = 0; i < runs.size(); i++) {
      double[] y = numbers(runs.get(i), column);
      if (y.length > 0) {
        double[] x = numbers(runs.get(i), "step");
        plot.legend(i, runs.get(i).name());
        if (Arrays.stream(y).filter(Double::isFinite).count() > 1) {
          plot.line(i, x, y);
        } else {
          plot.dots(i, x, y);
        }
      }
    }
    return plot.axes("step", "").html();
  }

  private static double[] numbers(Run run, String column) {
    return run.curves().getOrDefault(column, List.of()).stream()
        .mapToDouble(value -> value == null ? Double.NaN : value)
        .toArray();
  }

  private String settings() {
    List<Run> told = runs.stream().filter(run -> !run.settings().isEmpty()).toList();
    Set<String> keys = new TreeSet<>();
    told.forEach(run -> keys.addAll(run.settings().keySet()));
    StringBuilder rows = new StringBuilder();
    for (String key : keys) {
      List<String> values =
          told.stream().map(run -> run.settings().getOrDefault(key, "-")).toList();
      if (values.stream().distinct().count() > 1) {
        List<String> cells = new ArrayList<>(List.of(ScoreTables.escape(key)));
        values.forEach(value -> cells.add(ScoreTables.escape(value)));
        rows.append(ScoreTables.row(cells.toArray(String[]::new)));
      }
    }
    if (rows.isEmpty()) {
      return told.size() < 2
          ? "<p>Fewer than two of the runs have a recipe.</p>\n"
          : "<p>The recipes are the same.</p>\n";
    }
    return "<div class=\"wide\"><table><tr><th>setting</th>"
        + told.stream()
            .map(run -> "<th>" + ScoreTables.escape(run.name()) + "</th>")
            .collect(Collectors.joining())
        + "</tr>\n"
        + rows
        + "</table></div>\n";
  }
}
