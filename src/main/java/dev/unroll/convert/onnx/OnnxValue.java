package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import java.util.Arrays;
import java.util.Optional;

/**
 * What flows from node to node of an ONNX graph: numbers that are known, or data, which are known
 * by the places that they come from.
 *
 * @param tensor the numbers; empty for data
 * @param data the places; empty where the numbers are known
 */
record OnnxValue(Optional<OnnxTensor> tensor, Optional<Grid> data) {

  static OnnxValue known(OnnxTensor tensor) {
    return new OnnxValue(Optional.of(tensor), Optional.empty());
  }

  static OnnxValue data(Grid places) {
    return new OnnxValue(Optional.empty(), Optional.of(places));
  }

  int[] shape() {
    return data.map(Grid::shape).orElseGet(() -> tensor.orElseThrow().shape());
  }

  /** Whether it depends on the inputs of the model. */
  boolean isData() {
    return data.isPresent();
  }

  /** Whether it is zero everywhere. */
  boolean isZero() {
    return tensor.map(OnnxTensor::zero).orElse(false);
  }

  /** Its numbers, of a known one. */
  Optional<Array> numbers() {
    return tensor.flatMap(OnnxTensor::values);
  }

  /** Whole numbers, of a known one of a type that has them. */
  Optional<long[]> wholes() {
    return tensor
        .filter(OnnxTensor::whole)
        .flatMap(OnnxTensor::values)
        .map(
            array -> {
              float[] values = array.values();
              long[] wholes = new long[values.length];
              Arrays.setAll(wholes, i -> (long) values[i]);
              return wholes;
            });
  }
}
