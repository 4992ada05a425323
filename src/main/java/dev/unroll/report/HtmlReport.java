package dev.unroll.report;

import com.google.common.base.Splitter;
import com.google.common.primitives.Doubles;
import dev.unroll.data.Split;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.model.ModelSummary;
import dev.unroll.train.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  /** Points of a curve at the most. */
  private static final int MOST_POINTS = 2000;

  public HtmlReport {
    facts = new LinkedHashMap<>(facts);
    scores = Map.copyOf(scores);
    baselines = new LinkedHashMap<>(baselines);
  }

  /**
   * Writes the report as one HTML file, script and all. Where Chart.js is missing, it says so in
   * the place of the learning curves.
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
    fields.put("charts", charts(metrics));
    AtomicWrite.text(file, Page.whole("report.html", fields));
  }

  private static String charts(Path metrics) throws IOException {
    return Page.charts("charts.html", Map.of("curves", Page.json(curves(metrics))));
  }

  /** The columns of a metrics file by name, some rows of many; null where a cell is empty. */
  private static Map<String, List<Double>> curves(Path metrics) throws IOException {
    Map<String, List<Double>> columns = new LinkedHashMap<>();
    List<List<String>> rows =
        Files.readAllLines(metrics).stream().map(Splitter.on(',')::splitToList).toList();
    int every = (rows.size() + MOST_POINTS - 1) / MOST_POINTS;
    List<List<String>> shown =
        IntStream.range(1, rows.size())
            .filter(row -> row % every == 0 || row == rows.size() - 1)
            .mapToObj(rows::get)
            .toList();
    for (int i = 0; i < rows.get(0).size(); i++) {
      int column = i;
      columns.put(
          rows.get(0).get(i),
          shown.stream()
              .map(row -> Doubles.tryParse(row.get(column)))
              .collect(Collectors.toCollection(ArrayList::new)));
    }
    return columns;
  }
}
