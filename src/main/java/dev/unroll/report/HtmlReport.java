package dev.unroll.report;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.evaluate.Outcomes;
import dev.unroll.evaluate.RegressionReport;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.model.ModelSummary;
import dev.unroll.train.MetricsFile;
import dev.unroll.train.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
 * @param dataset of which the shown part and some of the training part are drawn; empty where there
 *     is nothing to draw from
 */
public record HtmlReport(
    String title,
    String description,
    boolean simulated,
    Map<String, String> facts,
    Map<Split, Scores> scores,
    Map<String, Scores> baselines,
    ModelSummary model,
    String recipe,
    Optional<Dataset> dataset) {

  /** Points of a curve at the most. */
  private static final int MOST_POINTS = 2000;

  private static final int EXAMPLES = 12;

  public HtmlReport {
    facts = new LinkedHashMap<>(facts);
    scores = Map.copyOf(scores);
    baselines = new LinkedHashMap<>(baselines);
  }

  /** A report without pictures of the data. */
  public HtmlReport(
      String title,
      String description,
      boolean simulated,
      Map<String, String> facts,
      Map<Split, Scores> scores,
      Map<String, Scores> baselines,
      ModelSummary model,
      String recipe) {
    this(title, description, simulated, facts, scores, baselines, model, recipe, Optional.empty());
  }

  /**
   * The part whose scores are looked at closely: the test part, or the validation part of data
   * without one; empty where there is neither.
   */
  public static Optional<Split> shown(Map<Split, Scores> scores) {
    return Stream.of(Split.TEST, Split.VALIDATION).filter(scores::containsKey).findFirst();
  }

  /**
   * Writes the report as one HTML file, script and all. Where Chart.js is missing, it says so in
   * the place of the learning curves.
   *
   * @param metrics the run's {@code metrics.csv}, for the learning curves; need not be there
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
    fields.put("details", details());
    fields.put("parts", parts.toString());
    fields.put("data", data());
    fields.put("model", ScoreTables.escape(model.toText()));
    fields.put("recipe", ScoreTables.escape(recipe));
    fields.put("charts", charts(metrics));
    AtomicWrite.text(file, Page.whole("report.html", fields));
  }

  /** What was predicted of the shown part, looked at from several sides. */
  private String details() {
    Optional<Split> split = shown(scores);
    Optional<Outcomes> found = split.flatMap(part -> scores.get(part).outcomes());
    if (found.isEmpty()) {
      return "";
    }
    Outcomes outcomes = found.get();
    StringBuilder text = new StringBuilder();
    String unit = "";
    if (scores.get(split.get()).report() instanceof RegressionReport report) {
      unit = report.numbers().get(0).unit();
    }
    Optional<Sequences> part =
        dataset.map(data -> data.split(split.get())).filter(s -> s.size() == outcomes.size());
    if (part.isPresent()) {
      text.append(TimeSection.html(dataset.get(), part.get(), outcomes));
    }
    if (scores.get(split.get()).report() instanceof RegressionReport report) {
      text.append(ErrorSection.html(outcomes, report));
    } else {
      text.append(CalibrationSection.html(outcomes));
    }
    String grouping = dataset.map(data -> data.schema().grouping()).orElse("group");
    text.append(GroupSection.html(outcomes, grouping, unit));
    if (part.isPresent()) {
      text.append(new MistakeSection(dataset.get(), part.get(), outcomes).html());
    }
    return text.toString();
  }

  /** How often each class occurs, and some training sequences of each. */
  private String data() {
    if (dataset.isEmpty() || dataset.get().train().isEmpty()) {
      return "";
    }
    DataSection section = new DataSection(dataset.get());
    return "<h2>Data</h2>\n"
        + section.counts()
        + section.pictures(Split.TRAIN, new SequencePicture(dataset.get()).fewer(EXAMPLES));
  }

  private static String charts(Path metrics) throws IOException {
    if (!Files.isRegularFile(metrics)) {
      return "<p>The run has none: there is no metrics.csv.</p>";
    }
    return Page.charts("charts.html", Map.of("curves", Page.json(curves(metrics))));
  }

  /** The columns of a metrics file by name, some rows of many; null where a cell is empty. */
  static Map<String, List<Double>> curves(Path metrics) throws IOException {
    Map<String, List<Double>> columns = new LinkedHashMap<>();
    MetricsFile.read(metrics)
        .forEach(
            (name, values) -> {
              int every = values.length / MOST_POINTS + 1;
              columns.put(
                  name,
                  IntStream.range(0, values.length)
                      .filter(row -> (row + 1) % every == 0 || row == values.length - 1)
                      .mapToObj(row -> Double.isNaN(values[row]) ? null : values[row])
                      .collect(Collectors.toCollection(ArrayList::new)));
            });
    return columns;
  }
}
