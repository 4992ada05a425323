package dev.unroll.data;

import static dev.unroll.check.Check.that;

import java.nio.FloatBuffer;

/**
 * Some sequences side by side, padded with zeros to a common length.
 *
 * @param inputs values, [size, steps, features], step by step
 * @param steps steps of every row, padding included
 * @param features channels of a step
 * @param lengths steps of each row before its padding
 * @param labels class of each row, from 0
 */
// Arrays without copies: a batch is made, fed and dropped once a step.
@SuppressWarnings("ArrayRecordComponent")
public record Batch(float[] inputs, int steps, int features, int[] lengths, int[] labels) {

  /**
   * The sequences at {@code indices}, padded to {@code steps}.
   *
   * @throws dev.unroll.check.InputException where a sequence is longer than {@code steps}
   */
  public static Batch of(Sequences sequences, int[] indices, int steps) {
    int features = sequences.features();
    int rowValues = steps * features;
    float[] inputs = new float[indices.length * rowValues];
    FloatBuffer target = FloatBuffer.wrap(inputs);
    int[] lengths = new int[indices.length];
    int[] labels = new int[indices.length];
    for (int row = 0; row < indices.length; row++) {
      int index = indices[row];
      int length = sequences.length(index);
      that(
          length <= steps,
          "sequence %d has %d steps, more than the %d that the model takes",
          index,
          length,
          steps);
      target.position(row * rowValues);
      sequences.copyTo(index, target);
      lengths[row] = length;
      labels[row] = sequences.label(index);
    }
    return new Batch(inputs, steps, features, lengths, labels);
  }

  /** Rows. */
  public int size() {
    return lengths.length;
  }
}
