package dev.unroll.report;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Draws sequences: a chart for the signals of each unit, or a strip of frames; below, the class of
 * each step where steps have classes.
 */
final class SequencePicture {

  /** Lines of a picture that can still be told apart. */
  static final int MOST_LINES = 12;

  private static final int MOST_POINTS = 250;

  /** Sequences that tell how large signals are. */
  private static final int SAMPLED = 50;

  /** Signals are drawn together unless one would be flatter than this share of the chart. */
  private static final double FLATTEST = 0.1;

  private final Dataset dataset;
  private final Target target;

  /** Signals that are drawn together, with their unit. */
  private final List<Chart> charts;

  /** Signals of a chart, and the least and most of them all. */
  private record Chart(String unit, List<Integer> signals, double least, double most) {

    /** With one more; empty where one would be flat. */
    Optional<Chart> with(int signal, String itsUnit, double low, double high) {
      double all = Math.max(high, most) - Math.min(low, least);
      if (!unit.equals(itsUnit) || Math.min(high - low, most - least) < FLATTEST * all) {
        return Optional.empty();
      }
      List<Integer> more = new ArrayList<>(signals);
      more.add(signal);
      return Optional.of(new Chart(unit, more, Math.min(low, least), Math.max(high, most)));
    }
  }

  SequencePicture(Dataset dataset) {
    this.dataset = dataset;
    this.target = dataset.schema().target();
    this.charts = dataset.schema().frame().isPresent() ? List.of() : charts(dataset);
  }

  /** Signals of a unit together, as far as their sizes allow. */
  private static List<Chart> charts(Dataset dataset) {
    Sequences part =
        Stream.of(Split.TRAIN, Split.TEST, Split.VALIDATION)
            .map(dataset::split)
            .filter(one -> !one.isEmpty())
            .findFirst()
            .orElseThrow();
    List<Chart> charts = new ArrayList<>();
    int signals = Math.min(MOST_LINES, dataset.signals().size());
    double[] least = new double[signals];
    double[] most = new double[signals];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < part.size(); i += (part.size() - 1) / SAMPLED + 1) {
      float[] values = part.values(i);
      for (int at = 0; at < values.length; at++) {
        int signal = at % part.features();
        if (signal < signals && Float.isFinite(values[at])) {
          least[signal] = Math.min(least[signal], values[at]);
          most[signal] = Math.max(most[signal], values[at]);
        }
      }
    }
    for (int k = 0; k < signals; k++) {
      String unit = dataset.signals().get(k).unit();
      boolean joined = false;
      for (int c = 0; c < charts.size() && !joined; c++) {
        Optional<Chart> more = charts.get(c).with(k, unit, least[k], most[k]);
        if (more.isPresent()) {
          charts.set(c, more.get());
          joined = true;
        }
      }
      if (!joined) {
        charts.add(new Chart(unit, List.of(k), least[k], most[k]));
      }
    }
    return charts;
  }

  /** What the colours are of: the signals, and the classes of steps. */
  String legend() {
    StringBuilder keys = new StringBuilder();
    if (dataset.schema().frame().isEmpty()) {
      List<Signal> signals = dataset.signals();
      for (int k = 0; k < Math.min(MOST_LINES, signals.size()); k++) {
        keys.append(Plot.key(k, named(signals.get(k))));
      }
    }
    if (target.kind() == Target.Kind.CLASS_PER_STEP) {
      for (int k = 0; k < target.names().size() && k < Plot.COLORS; k++) {
        keys.append(Plot.key(classColor(k), target.names().get(k)));
      }
    }
    return keys.isEmpty() ? "" : "<p class=\"legend\">" + keys + "</p>\n";
  }

  /** Says what of many signals is drawn; empty where all are. */
  String left() {
    int signals = dataset.signals().size();
    return signals > MOST_LINES && dataset.schema().frame().isEmpty()
        ? String.format(Locale.ROOT, "; %d of %d signals", MOST_LINES, signals)
        : "";
  }

  private static String named(Signal signal) {
    return signal.unit().isEmpty() ? signal.name() : signal.name() + " (" + signal.unit() + ")";
  }

  /** Classes begin after the first signals, so that a class has no signal's colour. */
  private int classColor(int label) {
    return label + Math.min(dataset.signals().size(), Plot.COLORS - 2);
  }

  /** What is true of a sequence, in words. */
  String truth(Sequences part, int index) {
    return target.isClasses()
        ? target
            .classes(part, index)
            .distinct()
            .mapToObj(label -> target.names().get(label))
            .collect(Collectors.joining(", "))
        : IntStream.range(0, target.names().size())
            .limit(MOST_LINES)
            .mapToObj(
                k ->
                    target.names().get(k)
                        + " "
                        + String.format(Locale.ROOT, "%.4g", part.number(index, k)))
            .collect(Collectors.joining(", "));
  }

  /**
   * A sequence.
   *
   * @param caption over it, as text
   */
  String of(Sequences part, int index, String caption) {
    return of(part, index, caption, Map.of());
  }

  /**
   * A sequence with the class of each step.
   *
   * @param predicted the class of each step by name of the strip, such as {@code model}
   */
  String of(Sequences part, int index, String caption, Map<String, int[]> predicted) {
    float[] values = part.values(index);
    String head = "<figcaption>" + ScoreTables.escape(caption) + "</figcaption>";
    if (dataset.schema().frame().isPresent()) {
      int channels = dataset.signals().size();
      return "<figure>"
          + head
          + Film.html(values, dataset.schema().frame().get(), channels, caption)
          + "</figure>\n";
    }
    StringBuilder html =
        new StringBuilder(charts.size() > 3 ? "<figure class=\"many\">" : "<figure>").append(head);
    for (int c = 0; c < charts.size(); c++) {
      Chart chart = charts.get(c);
      Plot plot = lines(part, index, values, chart.signals()).axes("", chart.unit());
      if (c == charts.size() - 1) {
        plot.xTicks();
        strips(plot, part, index, predicted);
      }
      html.append(plot.html());
    }
    return html.append("</figure>\n").toString();
  }

  private void strips(Plot plot, Sequences part, int index, Map<String, int[]> predicted) {
    if (target.kind() == Target.Kind.CLASS_PER_STEP) {
      Map<String, int[]> all = new LinkedHashMap<>();
      all.put("truth", target.classes(part, index).toArray());
      all.putAll(predicted);
      all.forEach(
          (name, labels) ->
              plot.strip(name, IntStream.of(labels).map(l -> l < 0 ? l : classColor(l)).toArray()));
    }
  }

  /** The lines of some signals: means of so many steps where there are many. */
  private static Plot lines(Sequences part, int index, float[] values, List<Integer> signals) {
    int steps = part.length(index);
    int width = part.features();
    int hop = (steps - 1) / MOST_POINTS + 1;
    int points = (steps - 1) / hop + 1;
    double[] x = new double[points];
    double[][] y = new double[signals.size()][points];
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int p = 0; p < points; p++) {
      int from = p * hop;
      int to = Math.min(steps, from + hop);
      x[p] = (from + to - 1) / 2.0;
      for (int k = 0; k < y.length; k++) {
        double sum = 0;
        for (int step = from; step < to; step++) {
          sum += values[step * width + signals.get(k)];
        }
        y[k][p] = sum / (to - from);
        if (Double.isFinite(y[k][p])) {
          least = Math.min(least, y[k][p]);
          most = Math.max(most, y[k][p]);
        }
      }
    }
    double room = most > least ? 0.05 * (most - least) : 0;
    Plot plot = new Plot("", -0.5, steps - 0.5, least - room, most + room).yTicks();
    for (int k = 0; k < y.length; k++) {
      if (points > 1) {
        plot.line(signals.get(k), x, y[k]);
      } else {
        plot.dots(signals.get(k), x, y[k]);
      }
    }
    return plot;
  }
}
