package dev.unroll.data;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Values of sequences, checked and copied from arrays [sequences][steps][features]. */
final class GivenSequences {

  private final int features;
  private final int[] lengths;
  private final Values values;

  GivenSequences(float[][][] sequences) {
    present("sequences", sequences);
    that(sequences.length > 0, "sequences: expected one or more, got none");
    this.lengths = new int[sequences.length];
    for (int i = 0; i < sequences.length; i++) {
      that(
          sequences[i] != null && sequences[i].length > 0,
          "sequence %d: expected one step or more, got none",
          i);
      lengths[i] = sequences[i].length;
    }
    present("sequence 0, step 0", sequences[0][0]);
    this.features = sequences[0][0].length;
    that(features > 0, "sequence 0, step 0: expected one feature or more, got none");
    ValuesWriter writer = new ValuesWriter();
    try {
      for (int i = 0; i < sequences.length; i++) {
        for (int step = 0; step < lengths[i]; step++) {
          float[] row = sequences[i][step];
          check(row, i, step);
          writer.add(row, 0, features);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.values = writer.values();
  }

  private void check(float[] row, int sequence, int step) {
    int found = row == null ? 0 : row.length;
    that(
        found == features,
        "sequence %d, step %d: expected %d features, as in the first step of sequence 0, got %d",
        sequence,
        step,
        features,
        found);
    for (int feature = 0; feature < features; feature++) {
      if (!Float.isFinite(row[feature])) {
        throw failure(
            "sequence %d, step %d, feature %d: expected a finite number, got %s; fill gaps or leave"
                + " the sequence out",
            sequence, step, feature, row[feature]);
      }
    }
  }

  int size() {
    return lengths.length;
  }

  int features() {
    return features;
  }

  /** Steps of each sequence. */
  int[] lengths() {
    return lengths.clone();
  }

  Sequences with(Truth truth, int[] groups) {
    long[] starts = new long[lengths.length];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + (long) lengths[i - 1] * features;
    }
    return Sequences.of(values, features, starts, lengths, truth, groups);
  }
}
