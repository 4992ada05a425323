package dev.unroll.source.ts;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.internal.table.FileLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the two files of a problem, which must agree. */
final class TsReader {

  private static final Logger LOG = LoggerFactory.getLogger(TsReader.class);

  private TsReader() {}

  static Dataset read(TsPair pair) throws IOException {
    TsCases train = cases(pair.train(), Optional.empty(), Optional.empty());
    that(
        !train.target().isClasses() || train.classes() > 1,
        "%s: all cases are of one class; there is nothing to tell apart",
        pair.train());
    if (train.lacksDimension()) {
      // Only now are the means known that stand in for what is missing.
      train = cases(pair.train(), Optional.empty(), Optional.of(train));
    }
    TsCases test = cases(pair.test(), Optional.of(train), Optional.of(train));
    List<String> notes = new ArrayList<>(train.notes());
    notes.addAll(test.notes());
    notes.forEach(LOG::warn);
    List<Signal> signals =
        IntStream.range(0, train.dimensions())
            .mapToObj(dimension -> new Signal("dim_" + dimension, ""))
            .toList();
    return new Dataset(
        pair.name(),
        false,
        new Schema(signals, Optional.empty(), train.target(), "case"),
        train.sequences(),
        Sequences.empty(signals.size()),
        test.sequences(),
        notes);
  }

  /**
   * Reads one file.
   *
   * @param training what the file must agree with; empty where it is the training file
   * @param means whose means stand in for dimensions that cases lack altogether
   */
  private static TsCases cases(Path file, Optional<TsCases> training, Optional<TsCases> means)
      throws IOException {
    try (CaseLines lines = CaseLines.open(file)) {
      TsHeader header = lines.header(training.isEmpty());
      if (training.isPresent()) {
        checkAgrees(header, training.get(), lines.line());
        header = header.with(training.get().dimensions(), training.get().target());
      }
      lines
          .line()
          .that(
              header.target().isPresent(),
              "expected a line '@classLabel true' with the names of the classes, or '@targetLabel"
                  + " true', before @data");
      String text = lines.next();
      lines.line().that(text != null, "there are no cases after @data");
      TsCases cases = null;
      for (; text != null; text = lines.next()) {
        FileLine line = lines.line();
        if (cases == null) {
          cases =
              new TsCases(
                  header.completedBy(text, line),
                  training.map(TsCases::size).orElse(0),
                  means.map(TsCases::means));
        }
        cases.add(text, line);
      }
      cases.end(file, lines);
      return cases;
    }
  }

  private static void checkAgrees(TsHeader header, TsCases training, FileLine line) {
    line.that(
        header.dimensions() == 0 || header.dimensions() == training.dimensions(),
        "the training file has cases of %d dimensions, this one says %d",
        training.dimensions(),
        header.dimensions());
    Target expected = training.target();
    Target found = header.target().orElse(expected);
    line.that(
        Set.copyOf(found.names()).equals(Set.copyOf(expected.names()))
            && found.kind() == expected.kind(),
        "the training file has %s, this one says %s",
        words(expected),
        words(found));
  }

  private static String words(Target target) {
    return target.isClasses()
        ? "the classes " + String.join(" ", target.names())
        : "a number to predict";
  }
}
