package dev.unroll.cli;

import static dev.unroll.check.Check.positive;

import dev.unroll.data.Dataset;
import dev.unroll.data.Moments;
import dev.unroll.data.Normalizer;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.source.DataSpec;
import dev.unroll.source.csv.SequenceCsv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll data}. */
@Command(
    name = "data",
    description = "Describe a dataset: sequences, signals, classes, subjects; or write it as CSV.")
final class DataCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "SPEC",
      description = {
        "KIND or KIND:PATH: motion, burst and moving-shapes are simulated, har may be fetched;",
        "har:PATH, ts:PATH, csv:PATH, ais:PATH, climate:PATH and frames:PATH are files."
      })
  private String data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write a part as CSV, one row a step, for 'unroll predict --input'.")
  private Path out;

  @Option(
      names = "--split",
      paramLabel = "PART",
      description = "Part that --out writes: train or test; ${DEFAULT-VALUE} by default.",
      defaultValue = "test")
  private String split;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Most sequences that --out writes; all by default.")
  private Integer limit;

  private final Terminal terminal;

  DataCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Split part = Splits.parse(split);
    Dataset dataset = DataSpec.parse(data).load();
    if (out == null) {
      describe(dataset);
      return UnrollCommand.DONE;
    }
    int most = limit == null ? Integer.MAX_VALUE : positive("--limit", limit.intValue());
    Sequences sequences = Splits.require(dataset, part).where(i -> i < most);
    AtomicWrite.file(
        out,
        path -> {
          try (var writer = Files.newBufferedWriter(path)) {
            SequenceCsv.write(writer, sequences, dataset);
          }
        });
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%,d sequences of %s, %s, in %s%n",
            sequences.size(),
            dataset.title(),
            part.label(),
            out);
    return UnrollCommand.DONE;
  }

  private void describe(Dataset dataset) {
    StringBuilder text = new StringBuilder(dataset.title()).append(System.lineSeparator());
    Map<String, List<String>> signalsByUnit =
        dataset.signals().stream()
            .collect(
                Collectors.groupingBy(
                    Signal::unit,
                    LinkedHashMap::new,
                    Collectors.mapping(Signal::name, Collectors.toList())));
    signalsByUnit.forEach(
        (unit, names) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "signals%s: %s%n",
                    unit.isEmpty() ? "" : " in " + unit,
                    String.join(" ", names))));
    for (Split part : Split.values()) {
      Sequences sequences = dataset.split(part);
      if (!sequences.isEmpty()) {
        describe(dataset, part, sequences, text);
      }
    }
    terminal.out().print(text);
    terminal.out().flush();
  }

  private static void describe(
      Dataset dataset, Split part, Sequences sequences, StringBuilder text) {
    int shortest = IntStream.range(0, sequences.size()).map(sequences::length).min().orElseThrow();
    text.append(
        String.format(
            Locale.ROOT,
            "%n%s: %,d sequences of %s%d steps, %s%n",
            part.label(),
            sequences.size(),
            shortest == sequences.maxSteps() ? "" : shortest + " to ",
            sequences.maxSteps(),
            dataset.schema().count(sequences.groups().size())));
    Target target = dataset.schema().target();
    target
        .numbers()
        .ifPresentOrElse(
            numbers -> describe(numbers, sequences, text),
            () -> describeClasses(target, sequences, text));
  }

  private static void describe(Target.Numbers target, Sequences sequences, StringBuilder text) {
    for (int k = 0; k < target.signals().size(); k++) {
      Moments moments = new Moments(1);
      for (int i = 0; i < sequences.size(); i++) {
        moments.add(new float[] {sequences.number(i, k)}, 0, 1);
      }
      Normalizer fitted = moments.normalizer();
      text.append(
          String.format(
              Locale.ROOT,
              "  %-20s %.3f +- %.3f %s%n",
              target.signals().get(k).name(),
              fitted.mean().get(0),
              fitted.deviation().get(0),
              target.signals().get(k).unit()));
    }
  }

  /** Counts sequences, or steps, of each class. */
  private static void describeClasses(Target target, Sequences sequences, StringBuilder text) {
    long[] counts = new long[target.names().size()];
    for (int i = 0; i < sequences.size(); i++) {
      target.classes(sequences, i).forEach(label -> counts[label]++);
    }
    for (int k = 0; k < counts.length; k++) {
      text.append(String.format(Locale.ROOT, "  %-20s %,7d%n", target.names().get(k), counts[k]));
    }
  }
}
