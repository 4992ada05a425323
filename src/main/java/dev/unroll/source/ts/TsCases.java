package dev.unroll.source.ts;

import dev.unroll.check.Check;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Target;
import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.Gaps;
import dev.unroll.internal.table.Missing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes the cases of a ts file, one a line: {@code 1,2,3:4,5,6:class}. */
final class TsCases {

  private final TsHeader header;
  private final Target target;
  private final int dimensions;
  private final int firstGroup;
  private final Optional<TsMeans> trainingMeans;
  private final SequencesBuilder builder;
  private final TsMeans means;
  private final BitSet classes = new BitSet();
  private boolean lacksDimension;
  private long filled;
  private final List<String> notes = new ArrayList<>();

  /**
   * @param header with nothing left open
   * @param firstGroup group of the first case
   * @param trainingMeans what stands for a dimension that a case lacks altogether; empty where that
   *     is not known yet
   */
  TsCases(TsHeader header, int firstGroup, Optional<TsMeans> trainingMeans) {
    this.header = header;
    this.target = header.target().get();
    this.dimensions = header.dimensions();
    this.firstGroup = firstGroup;
    this.trainingMeans = trainingMeans;
    this.builder = new SequencesBuilder(dimensions);
    this.means = new TsMeans(dimensions);
  }

  void add(String text, FileLine line) throws IOException {
    int parts = TsText.parts(text);
    line.that(
        parts == dimensions + 1,
        "expected %d dimensions and a label, separated by ':', found %d parts%s",
        dimensions,
        parts,
        parts == dimensions ? "; is the label missing?" : "");
    int steps = TsText.steps(text);
    line.that(
        header.steps() == 0 || steps == header.steps(),
        "expected %d values, as the header or the first case tells, found %d; where lengths differ,"
            + " the header says @equalLength false",
        header.steps(),
        steps);
    float[] values = new float[steps * dimensions];
    int start = 0;
    for (int dimension = 0; dimension < dimensions; dimension++) {
      int end = text.indexOf(':', start);
      parse(text, start, end, dimension, values, line);
      fill(values, dimension, line);
      start = end + 1;
    }
    builder.add(values, firstGroup + builder.size());
    addTruth(text.substring(start).strip(), line);
  }

  /** Writes a dimension's values between those of the others; NaN where they are missing. */
  private void parse(
      String text, int start, int end, int dimension, float[] values, FileLine line) {
    int steps = values.length / dimensions;
    int count = TsText.values(text, start, end);
    // A dimension that a case lacks may be written as a single '?', or as nothing.
    boolean lacking = count == 1 && Missing.isKnown(text.substring(start, end).strip());
    line.that(
        count == steps || lacking,
        "dimension %d (counted from 0) has %d values, where another of the case has %d",
        dimension,
        count,
        steps);
    int from = start;
    for (int step = 0; step < steps; step++) {
      float value = Float.NaN;
      if (!lacking) {
        int comma = text.indexOf(',', from);
        int to = comma < 0 || comma > end ? end : comma;
        String word = text.substring(from, to).strip();
        value = Missing.isKnown(word) ? Float.NaN : line.number(word);
        from = to + 1;
      }
      values[step * dimensions + dimension] = value;
      means.add(dimension, value);
    }
  }

  private void fill(float[] values, int dimension, FileLine line) {
    Gaps.Found found = Gaps.fill(values, dimension, dimensions, Gaps.ANY);
    builder.gaps(dimension, found.missing(), found.filled());
    filled += found.missing();
    if (found.missing() * dimensions < values.length) {
      return;
    }
    lacksDimension = true;
    float mean = trainingMeans.map(known -> known.of(dimension)).orElse(0f);
    line.that(
        !Float.isNaN(mean),
        "dimension %d (counted from 0) has no value, nor has it one in any training case",
        dimension);
    for (int at = dimension; at < values.length; at += dimensions) {
      values[at] = mean;
    }
  }

  private void addTruth(String label, FileLine line) {
    line.that(!label.isEmpty(), "the label is missing after the last ':'");
    if (target.isClasses()) {
      List<String> names = target.names();
      int index = names.indexOf(label);
      line.that(
          index >= 0,
          "unknown class '%s'; known are %s%s",
          label,
          String.join(" ", names),
          Check.didYouMean(label, names));
      classes.set(index);
      builder.label(index);
    } else {
      builder.numbers(line.number(label));
    }
  }

  /** What was filled in or taken for the end of a case. */
  List<String> notes() {
    return notes;
  }

  /** Ends the file. */
  void end(Path file, CaseLines lines) {
    lines.note().ifPresent(notes::add);
    if (filled > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: %,d values are missing and were filled from their neighbours in time, or by the"
                  + " mean of the training file",
              file.getFileName(),
              filled));
    }
  }

  int size() {
    return builder.size();
  }

  int dimensions() {
    return dimensions;
  }

  Target target() {
    return target;
  }

  /** Classes that occur. */
  int classes() {
    return classes.cardinality();
  }

  /** Whether a case has no value at all of a dimension. */
  boolean lacksDimension() {
    return lacksDimension;
  }

  TsMeans means() {
    return means;
  }

  Sequences sequences() {
    return builder.build();
  }
}
