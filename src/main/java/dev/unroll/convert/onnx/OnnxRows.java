package dev.unroll.convert.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Data as rows of channels: an axis is that of the channels, and all others together count rows,
 * each of one step of one sequence.
 *
 * @param shape of the data, the channels last
 * @param axis where the channels were
 * @param steps of each row
 * @param batch of each row
 * @param sources the feature that each channel is; {@link Grid#ZERO} for one that is zero
 */
@SuppressWarnings("ArrayRecordComponent") // Made and read in one place.
record OnnxRows(int[] shape, int axis, int[] steps, int[] batch, int[] sources) {

  /** The same rows with the channels of another tap, as many as it has features. */
  Grid of(Tap tap) {
    return of(tap, IntStream.range(0, tap.features()).toArray());
  }

  /** The same data of another tap, whose features are in the places of those of this one. */
  Grid given(Tap tap) {
    return of(tap, sources);
  }

  private Grid of(Tap tap, int[] features) {
    int channels = features.length;
    int[] wide = shape.clone();
    wide[wide.length - 1] = channels;
    Grid last =
        Grid.of(
            i -> tap.place(steps[i / channels], batch[i / channels], features[i % channels]), wide);
    int[] order = new int[wide.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i < axis ? i : i == axis ? order.length - 1 : i - 1;
    }
    return last.transposed(order);
  }

  /** Whether each feature is one channel, whatever their order. */
  boolean whole(int features) {
    int[] sorted = sources.clone();
    Arrays.sort(sorted);
    boolean whole = sorted.length == features;
    for (int i = 0; whole && i < features; i++) {
      whole = sorted[i] == i;
    }
    return whole;
  }
}
