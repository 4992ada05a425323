package dev.unroll.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.Resources;
import com.google.common.primitives.Doubles;
import dev.unroll.data.Split;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.internal.json.Json;
import dev.unroll.model.ModelSummary;
import dev.unroll.train.Scores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
 * @param scores of each part that has sequences
 * @param baselines scores of other methods on the same, by name
 * @param model its layers
 * @param recipe as YAML
 */
public record HtmlReport(
    String title,
    String description,
    boolean simulated,
    Map<String, String> facts,
    Map<Split, Scores> scores,
    Map<String, Scores> baselines,
    ModelSummary model,
    String recipe) {

  private static final String WEBJAR = "META-INF/maven/org.webjars.npm/chart.js/pom.properties";

  public HtmlReport {
    facts = new LinkedHashMap<>(facts);
    scores = Map.copyOf(scores);
    baselines = new LinkedHashMap<>(baselines);
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
    facts.forEach(
        (label, value) ->
            rows.append(ScoreTables.row(ScoreTables.escape(label), ScoreTables.escape(value))));
    StringBuilder parts = new StringBuilder();
    for (Split split : Split.values()) {
      if (scores.containsKey(split) && (split == Split.TEST || !scores.containsKey(Split.TEST))) {
        parts.append(ScoreTables.part(split, scores.get(split)));
      }
    }
    parts.append(ScoreTables.numbers(baselines));
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("title", ScoreTables.escape(title));
    fields.put("description", ScoreTables.escape(description));
    fields.put("simulated", simulatedNote);
    fields.put("facts", rows.toString());
    fields.put("scores", ScoreTables.overview(scores, baselines));
    fields.put("parts", parts.toString());
    fields.put("model", ScoreTables.escape(model.toText()));
    fields.put("recipe", ScoreTables.escape(recipe));
    fields.put("script", chartScript());
    fields.put("curves", Json.text(curves(metrics)));
    AtomicWrite.text(file, fill(resource("dev/unroll/report/report.html"), fields));
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
}
