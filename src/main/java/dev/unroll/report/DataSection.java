package dev.unroll.report;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is in a dataset: how often each class occurs in each part, and some sequences, drawn. */
final class DataSection {

  private static final int MOST_CLASSES = 50;

  private final Dataset dataset;
  private final Target target;

  DataSection(Dataset dataset) {
    this.dataset = dataset;
    this.target = dataset.schema().target();
  }

  /** How often each class occurs, with a bar; empty where numbers are predicted. */
  String counts() {
    if (!target.isClasses()) {
      return "";
    }
    List<Split> parts = new ArrayList<>();
    List<long[]> counts = new ArrayList<>();
    for (Split split : Split.values()) {
      Sequences part = dataset.split(split);
      if (!part.isEmpty()) {
        parts.add(split);
        long[] count = new long[target.names().size()];
        for (int i = 0; i < part.size(); i++) {
          target.classes(part, i).filter(label -> label >= 0).forEach(label -> count[label]++);
        }
        counts.add(count);
      }
    }
    StringBuilder text =
        new StringBuilder("<div class=\"wide\"><table><tr><th>")
            .append(target.perStep() ? "steps of class" : "sequences of class")
            .append("</th>");
    parts.forEach(split -> text.append("<th>").append(split.label()).append("</th>"));
    text.append("<th class=\"bar\"></th></tr>\n");
    long most = 1;
    for (long count : counts.get(0)) {
      most = Math.max(most, count);
    }
    int shown = Math.min(MOST_CLASSES, target.names().size());
    for (int k = 0; k < shown; k++) {
      text.append("<tr><td>").append(ScoreTables.escape(target.names().get(k))).append("</td>");
      for (long[] count : counts) {
        text.append(String.format(Locale.ROOT, "<td>%,d</td>", count[k]));
      }
      text.append(ScoreTables.bar((double) counts.get(0)[k] / most)).append("</tr>\n");
    }
    text.append("</table></div>\n");
    if (shown < target.names().size()) {
      text.append(
          String.format(Locale.ROOT, "<p>%d of %,d classes.</p>%n", shown, target.names().size()));
    }
    return text.toString();
  }

  /** Pictures of the first sequences of a part, of each class in turn. */
  String pictures(Split split, int most) {
    Sequences part = dataset.split(split);
    List<Integer> drawn = first(part, most);
    SequencePicture picture = new SequencePicture(dataset);
    StringBuilder text = new StringBuilder("<p>");
    text.append(
            String.format(
                Locale.ROOT,
                "%d of %,d sequences of the %s part%s%s",
                drawn.size(),
                part.size(),
                split.label(),
                ofClasses() ? ", the first of each class" : "",
                picture.left()))
        .append("</p>\n")
        .append(picture.legend())
        .append("<div class=\"plots\">\n");
    for (int i : drawn) {
      text.append(picture.of(part, i, part.name(i) + ": " + picture.truth(part, i)));
    }
    return text.append("</div>\n").toString();
  }

  private boolean ofClasses() {
    return target.kind() == Target.Kind.ONE_CLASS;
  }

  /** The first sequences of each class, in the order of the classes. */
  private List<Integer> first(Sequences part, int most) {
    boolean ofClasses = ofClasses();
    int each = ofClasses ? (most - 1) / target.names().size() + 1 : most;
    Map<Integer, Integer> taken = new HashMap<>();
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < part.size() && drawn.size() < most; i++) {
      if (taken.merge(ofClasses ? part.label(i) : 0, 1, Integer::sum) <= each) {
        drawn.add(i);
      }
    }
    if (ofClasses) {
      drawn.sort((a, b) -> Integer.compare(part.label(a), part.label(b)));
    }
    return drawn;
  }
}
