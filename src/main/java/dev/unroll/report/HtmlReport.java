package dev.unroll.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.html.HtmlEscapers;
import com.google.common.io.Resources;
import com.google.common.primitives.Doubles;
import dev.unroll.data.Split;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.files.AtomicWrite;
import dev.unroll.interop.Json;
import dev.unroll.model.ModelSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * What a report shows of a run.
 *
 * @param title name of the recipe
 * @param description one line
 * @param simulated whether the data are simulated; said at the top
 * @param facts label and value, in order
 * @param reports scores of each part that has sequences
 * @param model its layers
 * @param recipe as YAML
 */
public record HtmlReport(
    String title,
    String description,
    boolean simulated,
    Map<String, String> facts,
    Map<Split, ClassificationReport> reports,
    ModelSummary model,
    String recipe) {

  private static final String WEBJAR = "META-INF/maven/org.webjars.npm/chart.js/pom.properties";

  public HtmlReport {
    facts = new LinkedHashMap<>(facts);
    reports = Map.copyOf(reports);
  }

  /**
   * Writes the report as one HTML file, script and all.
   *
   * @param metrics the run's {@code metrics.csv}, for the learning curves
   */
  public void write(Path file, Path metrics) throws IOException {
    String simulatedNote =
        simulated ? "<p class=\"simulated\">The data are simulated, not measured.</p>" : "";
    StringBuilder rows = new StringBuilder();
    facts.forEach((label, value) -> rows.append(row(escape(label), escape(value))));
    StringBuilder scores = new StringBuilder();
    StringBuilder parts = new StringBuilder();
    for (Split split : Split.values()) {
      ClassificationReport report = reports.get(split);
      if (report != null) {
        scores.append(
            row(
                split.label(),
                Integer.toString(report.count()),
                percent(report.accuracy()),
                decimal(report.macroF1())));
        if (split == Split.TEST || !reports.containsKey(Split.TEST)) {
          parts.append(part(split, report));
        }
      }
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("title", escape(title));
    fields.put("description", escape(description));
    fields.put("simulated", simulatedNote);
    fields.put("facts", rows.toString());
    fields.put("scores", scores.toString());
    fields.put("parts", parts.toString());
    fields.put("model", escape(model.toText()));
    fields.put("recipe", escape(recipe));
    fields.put("script", chartScript());
    fields.put("curves", Json.text(curves(metrics)));
    AtomicWrite.text(file, fill(resource("dev/unroll/report/report.html"), fields));
  }

  private static String part(Split split, ClassificationReport report) {
    StringBuilder text =
        new StringBuilder("<h2>Classes, ").append(split.label()).append("</h2>\n<table><tr>");
    for (String head : List.of("class", "precision", "recall", "F1", "support")) {
      text.append("<th>").append(head).append("</th>");
    }
    text.append("</tr>");
    for (ClassificationReport.ClassScore score : report.classes()) {
      text.append(
          row(
              escape(score.name()),
              decimal(score.precision()),
              decimal(score.recall()),
              decimal(score.f1()),
              Integer.toString(score.support())));
    }
    text.append("</table>\n<h2>Confusion, ")
        .append(split.label())
        .append("</h2>\n<p>Rows are true classes, columns predicted ones.</p>\n")
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

  /** The columns of a metrics file by name; null where a cell is empty. */
  private static Map<String, List<Double>> curves(Path metrics) throws IOException {
    Map<String, List<Double>> columns = new LinkedHashMap<>();
    CSVFormat withHeader = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(metrics, UTF_8, withHeader)) {
      parser.getHeaderNames().forEach(name -> columns.put(name, new ArrayList<>()));
      for (CSVRecord row : parser) {
        columns.forEach((name, values) -> values.add(Doubles.tryParse(row.get(name))));
      }
    }
    return columns;
  }

  private static String chartScript() throws IOException {
    Properties coordinates = new Properties();
    try (var in = Resources.getResource(WEBJAR).openStream()) {
      coordinates.load(in);
    }
    String script =
        resource(
            "META-INF/resources/webjars/chart.js/"
                + coordinates.getProperty("version")
                + "/dist/chart.umd.min.js");
    return script.replaceAll("(?m)^//# sourceMappingURL=.*$", "");
  }

  private static String resource(String name) throws IOException {
    return Resources.toString(Resources.getResource(name), UTF_8);
  }

  /** Puts each field in its place, in one pass, so that no field's text is taken for a place. */
  private static String fill(String template, Map<String, String> fields) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", from)) {
      int close = template.indexOf("}}", open);
      filled.append(template, from, open).append(fields.get(template.substring(open + 2, close)));
      from = close + 2;
    }
    return filled.append(template, from, template.length()).toString();
  }

  private static String row(String... cells) {
    return "<tr><td>" + String.join("</td><td>", cells) + "</td></tr>\n";
  }

  private static String escape(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
