package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;

/** Weights of channels as weights of the features that the channels are. */
final class Scatter {

  private Scatter() {}

  /**
   * The same product over features: each has the weights of its channels together, zeros where it
   * is none.
   *
   * @param weights whose axis {@code axis} is that of the channels
   * @param sources the feature of each channel; {@link Grid#ZERO} for one that is zero
   */
  static Array over(Array weights, int axis, int[] sources, int features) {
    long[] shape = weights.shape();
    int inner = 1;
    for (int i = axis + 1; i < shape.length; i++) {
      inner *= weights.size(i);
    }
    float[] from = weights.values();
    shape[axis] = features;
    int outer = from.length / (sources.length * inner);
    float[] to = new float[Math.multiplyExact(Math.multiplyExact(outer, features), inner)];
    for (int i = 0; i < outer; i++) {
      for (int channel = 0; channel < sources.length; channel++) {
        if (sources[channel] != Grid.ZERO) {
          for (int k = 0; k < inner; k++) {
            to[(i * features + sources[channel]) * inner + k] +=
                from[(i * sources.length + channel) * inner + k];
          }
        }
      }
    }
    return Array.of(shape, to);
  }

  /** One weight a channel as one a feature. */
  static Array over(Array weights, OnnxRows rows, int features, float otherwise) {
    float[] all = Array.filled(otherwise, features).values();
    float[] values = weights.values();
    for (int channel = 0; channel < values.length; channel++) {
      all[rows.sources()[channel]] = values[channel];
    }
    return Array.of(new long[] {features}, all);
  }
}
