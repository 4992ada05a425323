package dev.unroll.convert.onnx;

import java.util.Arrays;
import java.util.Optional;

/** Finds the rows of data. */
final class RowsOf {

  private RowsOf() {}

  /**
   * The rows, where there is one for each step of each sequence of a tap, and each channel is the
   * same feature in all of them.
   *
   * @param data places of the tap, the channels last
   * @param axis where the channels were
   */
  static Optional<OnnxRows> tap(Grid data, int axis, Tap tap) {
    int channels = data.size(data.rank() - 1);
    int rows = tap.steps() * tap.batch();
    if (channels == 0 || data.size() / channels != rows) {
      return Optional.empty();
    }
    int[] sources = new int[channels];
    Arrays.fill(sources, Grid.ZERO);
    int[] steps = new int[rows];
    int[] batch = new int[rows];
    boolean[] seen = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      int one = Grid.ZERO;
      for (int channel = 0; channel < channels; channel++) {
        int place = data.cell(row * channels + channel);
        int feature = place == Grid.ZERO ? Grid.ZERO : tap.feature(place);
        if (row == 0) {
          sources[channel] = feature;
        }
        int at = feature == Grid.ZERO ? one : (place - tap.first()) / tap.features();
        if (sources[channel] != feature || (one != Grid.ZERO && one != at)) {
          return Optional.empty();
        }
        one = at;
      }
      if (one == Grid.ZERO || seen[one]) {
        return Optional.empty();
      }
      seen[one] = true;
      steps[row] = one % tap.steps();
      batch[row] = one / tap.steps();
    }
    return Optional.of(new OnnxRows(data.shape(), axis, steps, batch, sources));
  }
}
