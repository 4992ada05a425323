package dev.unroll.cli;

import dev.unroll.data.Dataset;
import dev.unroll.data.Moments;
import dev.unroll.data.Normalizer;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.SignalSummary;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A dataset in words: signals, then each part. */
final class DataText {

  /** Frames and wide tables have more than anybody reads. */
  private static final int MOST_SIGNALS = 60;

  private final StringBuilder text = new StringBuilder();

  private DataText() {}

  static String of(Dataset dataset) {
    DataText all = new DataText();
    all.line("%s", dataset.title());
    all.signals(dataset);
    for (Split part : Split.values()) {
      Sequences sequences = dataset.split(part);
      if (!sequences.isEmpty()) {
        all.part(dataset, part, sequences);
      }
    }
    return all.text.toString();
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append(System.lineSeparator());
  }

  private void signals(Dataset dataset) {
    List<SignalSummary> signals = SignalSummary.of(dataset);
    boolean gaps = signals.stream().allMatch(signal -> signal.missing().isPresent());
    line(
        "%-25s %12s %12s %12s%s",
        "signals", "least", "mean", "most", gaps ? "    missing     filled" : "");
    for (SignalSummary one : signals.subList(0, Math.min(signals.size(), MOST_SIGNALS))) {
      line(
          "  %-23s %12.6g %12.6g %12.6g%s",
          name(one.signal()),
          one.least(),
          one.mean(),
          one.most(),
          gaps
              ? String.format(
                  Locale.ROOT,
                  " %,10d %,10d",
                  one.missing().orElseThrow(),
                  one.filled().orElseThrow())
              : "");
    }
    if (signals.size() > MOST_SIGNALS) {
      line("  and %,d more", signals.size() - MOST_SIGNALS);
    }
  }

  private static String name(Signal signal) {
    return signal.unit().isEmpty() ? signal.name() : signal.name() + " (" + signal.unit() + ")";
  }

  private void part(Dataset dataset, Split part, Sequences sequences) {
    IntSummaryStatistics lengths =
        IntStream.range(0, sequences.size()).map(sequences::length).summaryStatistics();
    boolean same = lengths.getMin() == lengths.getMax();
    line("");
    line(
        "%s: %,d sequences of %s%d steps%s, %s",
        part.label(),
        sequences.size(),
        same ? "" : lengths.getMin() + " to ",
        lengths.getMax(),
        same ? "" : String.format(Locale.ROOT, " (mean %.1f)", lengths.getAverage()),
        dataset.schema().count(sequences.groups().size()));
    Target target = dataset.schema().target();
    target
        .numbers()
        .ifPresentOrElse(numbers -> numbers(numbers, sequences), () -> classes(target, sequences));
  }

  private void numbers(Target.Numbers target, Sequences sequences) {
    for (int k = 0; k < target.signals().size(); k++) {
      Moments moments = new Moments(1);
      for (int i = 0; i < sequences.size(); i++) {
        moments.add(new float[] {sequences.number(i, k)}, 0, 1);
      }
      Normalizer fitted = moments.normalizer();
      line(
          "  %-20s %.3f +- %.3f %s",
          target.signals().get(k).name(),
          fitted.mean().get(0),
          fitted.deviation().get(0),
          target.signals().get(k).unit());
    }
  }

  /** Counts sequences, or steps, of each class. */
  private void classes(Target target, Sequences sequences) {
    long[] counts = new long[target.names().size()];
    for (int i = 0; i < sequences.size(); i++) {
      target.classes(sequences, i).forEach(label -> counts[label]++);
    }
    for (int k = 0; k < counts.length; k++) {
      line("  %-20s %,7d", target.names().get(k), counts[k]);
    }
  }
}
