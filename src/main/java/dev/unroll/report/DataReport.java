package dev.unroll.report;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.SignalSummary;
import dev.unroll.data.Split;
import dev.unroll.internal.files.AtomicWrite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A page of what there is in a dataset: its signals, its parts, how often each class occurs, and
 * pictures of some sequences.
 *
 * @param split whose first sequences are drawn, those of each class in turn
 * @param most how many
 */
public record DataReport(Dataset dataset, Split split, int most) {

  /** Writes the page as one HTML file. */
  public void write(Path file) throws IOException {
    DataSection section = new DataSection(dataset);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("title", ScoreTables.escape(dataset.title()));
    fields.put("signals", signals());
    fields.put("parts", parts());
    fields.put(
        "notes",
        dataset.notes().stream()
            .map(note -> "<li>" + ScoreTables.escape(note) + "</li>\n")
            .collect(Collectors.joining("", "<ul>", "</ul>")));
    fields.put("classes", section.counts());
    fields.put("pictures", section.pictures(split, most));
    AtomicWrite.text(file, Page.whole("data.html", fields));
  }

  private String signals() {
    StringBuilder text =
        new StringBuilder(
            "<tr><th>signal</th><th>unit</th><th>least</th><th>mean</th><th>most</th>"
                + "<th>missing</th><th>filled</th></tr>\n");
    for (SignalSummary one : SignalSummary.of(dataset)) {
      text.append(
          ScoreTables.row(
              ScoreTables.escape(one.signal().name()),
              ScoreTables.escape(one.signal().unit()),
              number(one.least()),
              number(one.mean()),
              number(one.most()),
              one.missing().map(Object::toString).orElse("-"),
              one.filled().map(Object::toString).orElse("-")));
    }
    return text.toString();
  }

  /** Sequences, lengths and groups of each part. */
  private String parts() {
    StringBuilder text = new StringBuilder("<tr><th></th>");
    List<List<String>> columns = new ArrayList<>();
    for (Split part : Split.values()) {
      Sequences sequences = dataset.split(part);
      if (!sequences.isEmpty()) {
        text.append("<th>").append(part.label()).append("</th>");
        columns.add(column(sequences));
      }
    }
    text.append("</tr>\n");
    List<String> labels =
        List.of(
            "sequences",
            "fewest steps",
            "mean steps",
            "most steps",
            "groups (" + dataset.schema().grouping() + ")");
    for (int row = 0; row < labels.size(); row++) {
      List<String> cells = new ArrayList<>(List.of(ScoreTables.escape(labels.get(row))));
      for (List<String> column : columns) {
        cells.add(column.get(row));
      }
      text.append(ScoreTables.row(cells.toArray(String[]::new)));
    }
    return text.toString();
  }

  private static List<String> column(Sequences part) {
    var lengths = IntStream.range(0, part.size()).map(part::length).summaryStatistics();
    return List.of(
        Integer.toString(part.size()),
        Integer.toString(lengths.getMin()),
        String.format(Locale.ROOT, "%.1f", lengths.getAverage()),
        Integer.toString(lengths.getMax()),
        Integer.toString(part.groups().size()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
