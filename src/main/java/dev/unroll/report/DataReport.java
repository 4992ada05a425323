package dev.unroll.report;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.SignalSummary;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.internal.files.AtomicWrite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A page of what there is in a dataset: its signals, its parts, and pictures of some sequences.
 *
 * @param split whose first sequences are drawn, those of each class in turn
 * @param most how many
 */
public record DataReport(Dataset dataset, Split split, int most) {

  /** Lines of a picture, and points of a line, that can still be told apart. */
  private static final int MOST_LINES = 12;

  private static final int MOST_POINTS = 500;

  /** Writes the page as one HTML file, script and all. */
  public void write(Path file) throws IOException {
    List<Integer> drawn = drawn();
    Map<String, Object> pictures = new LinkedHashMap<>();
    pictures.put("signals", names());
    pictures.put("sequences", drawn.stream().map(this::picture).toList());
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("title", ScoreTables.escape(dataset.title()));
    fields.put("signals", signals());
    fields.put("parts", parts());
    fields.put(
        "notes",
        dataset.notes().stream()
            .map(note -> "<li>" + ScoreTables.escape(note) + "</li>\n")
            .collect(Collectors.joining("", "<ul>", "</ul>")));
    fields.put("drawn", ScoreTables.escape(words(drawn.size())));
    fields.put(
        "canvases",
        IntStream.range(0, drawn.size())
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT,
                        "<div class=\"chart\"><canvas id=\"sequence%d\"></canvas></div>%n",
                        i))
            .collect(Collectors.joining()));
    fields.put("charts", Page.charts("pictures.html", Map.of("pictures", Page.json(pictures))));
    AtomicWrite.text(file, Page.whole("data.html", fields));
  }

  /** The first sequences of each class, in the order of the data. */
  private List<Integer> drawn() {
    Sequences part = dataset.split(split);
    Target target = dataset.schema().target();
    boolean ofClasses = target.kind() == Target.Kind.ONE_CLASS;
    int each = ofClasses ? (most - 1) / target.names().size() + 1 : most;
    Map<Integer, Integer> taken = new HashMap<>();
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < part.size() && drawn.size() < most; i++) {
      if (taken.merge(ofClasses ? part.label(i) : 0, 1, Integer::sum) <= each) {
        drawn.add(i);
      }
    }
    return drawn;
  }

  private String words(int count) {
    int signals = dataset.signals().size();
    return String.format(
        Locale.ROOT,
        "%d of %,d sequences of the %s part%s%s",
        count,
        dataset.split(split).size(),
        split.label(),
        dataset.schema().target().kind() == Target.Kind.ONE_CLASS
            ? ", the first of each class"
            : "",
        signals > MOST_LINES ? "; " + MOST_LINES + " of " + signals + " signals" : "");
  }

  private List<String> names() {
    return dataset.signals().stream()
        .limit(MOST_LINES)
        .map(s -> s.unit().isEmpty() ? s.name() : s.name() + " (" + s.unit() + ")")
        .toList();
  }

  /** A sequence's name and truth, and its lines: every so many steps where there are many. */
  private Map<String, Object> picture(int index) {
    Sequences part = dataset.split(split);
    int channels = dataset.signals().size();
    int pixels = part.features() / channels;
    int hop = (part.length(index) - 1) / MOST_POINTS + 1;
    float[] values = part.values(index);
    List<Integer> steps = new ArrayList<>();
    List<List<Float>> lines = new ArrayList<>();
    for (int step = 0; step < part.length(index); step += hop) {
      steps.add(step);
    }
    for (int line = 0; line < Math.min(channels, MOST_LINES); line++) {
      List<Float> points = new ArrayList<>();
      for (int step : steps) {
        double sum = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
          sum += values[step * part.features() + pixel * channels + line];
        }
        points.add((float) (sum / pixels));
      }
      lines.add(points);
    }
    Map<String, Object> picture = new LinkedHashMap<>();
    picture.put("name", part.name(index) + ": " + truth(part, index));
    picture.put("steps", steps);
    picture.put("lines", lines);
    return picture;
  }

  private String truth(Sequences part, int index) {
    Target target = dataset.schema().target();
    return target.isClasses()
        ? target
            .classes(part, index)
            .distinct()
            .mapToObj(label -> target.names().get(label))
            .collect(Collectors.joining(", "))
        : IntStream.range(0, target.names().size())
            .mapToObj(k -> target.names().get(k) + " " + part.number(index, k))
            .collect(Collectors.joining(", "));
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

  /** Sequences, lengths, groups and classes of each part. */
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
        new ArrayList<>(
            List.of(
                "sequences",
                "fewest steps",
                "mean steps",
                "most steps",
                "groups (" + dataset.schema().grouping() + ")"));
    Target target = dataset.schema().target();
    if (target.isClasses()) {
      labels.addAll(target.names());
    }
    for (int row = 0; row < labels.size(); row++) {
      List<String> cells = new ArrayList<>(List.of(ScoreTables.escape(labels.get(row))));
      for (List<String> column : columns) {
        cells.add(column.get(row));
      }
      text.append(ScoreTables.row(cells.toArray(String[]::new)));
    }
    return text.toString();
  }

  private List<String> column(Sequences part) {
    var lengths = IntStream.range(0, part.size()).map(part::length).summaryStatistics();
    List<String> cells =
        new ArrayList<>(
            List.of(
                Integer.toString(part.size()),
                Integer.toString(lengths.getMin()),
                String.format(Locale.ROOT, "%.1f", lengths.getAverage()),
                Integer.toString(lengths.getMax()),
                Integer.toString(part.groups().size())));
    Target target = dataset.schema().target();
    if (target.isClasses()) {
      long[] counts = new long[target.names().size()];
      for (int i = 0; i < part.size(); i++) {
        target.classes(part, i).forEach(label -> counts[label]++);
      }
      for (long count : counts) {
        cells.add(Long.toString(count));
      }
    }
    return cells;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
