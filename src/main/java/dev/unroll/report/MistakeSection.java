package dev.unroll.report;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.evaluate.Mistake;
import dev.unroll.evaluate.Outcomes;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The sequences on which a model is most wrong, drawn. */
final class MistakeSection {

  private static final int MOST = 12;
  private static final int MOST_CLASSES = 3;
  private static final int MOST_NUMBERS = 3;

  private final Dataset dataset;
  private final Sequences part;
  private final Outcomes outcomes;

  MistakeSection(Dataset dataset, Sequences part, Outcomes outcomes) {
    this.dataset = dataset;
    this.part = part;
    this.outcomes = outcomes;
  }

  /** Says so where there are no mistakes. */
  String html() {
    List<Mistake> worst = worst();
    if (worst.isEmpty()) {
      return "<h2>The worst mistakes</h2>\n<p>There are none.</p>\n";
    }
    SequencePicture picture = new SequencePicture(dataset);
    StringBuilder text =
        new StringBuilder("<h2>The worst mistakes</h2>\n<p>")
            .append(
                outcomes.target().isClasses()
                    ? "Those to whose true class the model gave the least probability"
                    : "Those with the largest errors")
            .append(
                outcomes.units().areBlocks() ? ", one of each block that intervals are over" : "")
            .append(picture.left())
            .append(".</p>\n")
            .append(picture.legend())
            .append("<div class=\"plots\">\n");
    for (Mistake mistake : worst) {
      int i = mistake.sequence();
      Map<String, int[]> predicted =
          outcomes.target().perStep() ? Map.of("model", labels(outcomes, i)) : Map.of();
      text.append(picture.of(part, i, caption(i, mistake), predicted));
    }
    return text.append("</div>\n").toString();
  }

  /** The worst; of sequences that follow each other one of each block, since they are alike. */
  private List<Mistake> worst() {
    Set<Integer> blocks = new HashSet<>();
    return Mistake.worst(outcomes, outcomes.size()).stream()
        .filter(
            each ->
                !outcomes.units().areBlocks() || blocks.add(outcomes.units().of(each.sequence())))
        .limit(MOST)
        .toList();
  }

  /** The class that was predicted of each step; less than 0 where it was not finite. */
  static int[] labels(Outcomes outcomes, int sequence) {
    return IntStream.range(outcomes.firstRow(sequence), outcomes.firstRow(sequence + 1))
        .map(row -> outcomes.isFinite(row) ? outcomes.predicted(row) : -1)
        .toArray();
  }

  private String caption(int sequence, Mistake mistake) {
    String where = outcomes.name(sequence);
    if (dataset.schema().grouping().isEmpty()
        || part.groups().size() == part.size()
        || part.groups().size() == 1) {
      where = "sequence " + where;
    } else {
      where =
          dataset.schema().grouping()
              + " "
              + outcomes.groupName(outcomes.group(sequence))
              + ", sequence "
              + where;
    }
    return where + ": " + said(sequence, mistake);
  }

  private String said(int sequence, Mistake mistake) {
    Target target = outcomes.target();
    int row = outcomes.firstRow(sequence);
    if (target.perStep()) {
      int[] labels = labels(outcomes, sequence);
      long wrong =
          IntStream.range(0, labels.length)
              .filter(step -> labels[step] >= 0 && labels[step] != outcomes.label(row + step))
              .count();
      return String.format(
          Locale.ROOT, "%,d of %,d steps wrong, loss %.2f", wrong, labels.length, mistake.loss());
    }
    if (target.isClasses()) {
      return "is "
          + target.names().get(outcomes.label(row))
          + "; taken for "
          + IntStream.range(0, target.names().size())
              .boxed()
              .sorted(Comparator.comparingDouble(k -> -outcomes.value(row, k)))
              .limit(MOST_CLASSES)
              .map(
                  k ->
                      String.format(
                          Locale.ROOT,
                          "%s %.1f %%",
                          target.names().get(k),
                          100 * outcomes.value(row, k)))
              .collect(Collectors.joining(", "));
    }
    return IntStream.range(0, Math.min(MOST_NUMBERS, target.names().size()))
            .mapToObj(
                k ->
                    String.format(
                        Locale.ROOT,
                        "%s is %.4g, predicted %.4g",
                        target.names().get(k),
                        outcomes.number(row, k),
                        outcomes.value(row, k)))
            .collect(Collectors.joining("; "))
        + (outcomes.hasNaive()
            ? String.format(Locale.ROOT, "; naive %.4g", outcomes.naive(sequence))
            : "");
  }
}
