package dev.unroll.convert.onnx;

/**
 * All numbers that a layer gives, each with a place of its own: sequence by sequence, step by step,
 * feature by feature.
 *
 * @param first the first place
 * @param vector whether there is one vector a sequence, instead of one at every step; it counts as
 *     one step
 * @param half features of one direction where a recurrent layer runs in both, forward first; else 0
 */
record Tap(int first, boolean vector, int steps, int batch, int features, int half) {

  Tap {
    Grid.size(batch, steps, features);
  }

  int end() {
    return first + batch * steps * features;
  }

  boolean has(int place) {
    return place >= first && place < end();
  }

  int place(int step, int row, int feature) {
    return first + (row * steps + step) * features + feature;
  }

  int feature(int place) {
    return (place - first) % features;
  }

  int step(int place) {
    return (place - first) / features % steps;
  }

  int row(int place) {
    return (place - first) / features / steps;
  }
}
