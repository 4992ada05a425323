package dev.unroll.convert.onnx;

import java.util.Optional;

/**
 * What flows from node to node of an ONNX graph.
 *
 * @param form what it is
 * @param layer how many layers the data have been through; 0 for what is no data
 * @param tensor the numbers, where they are known
 */
record OnnxValue(Form form, int layer, Optional<OnnxTensor> tensor) {

  /** What a value is. */
  enum Form {
    /** Numbers of the file. */
    KNOWN,
    /** Zeros of any shape. */
    ZEROS,
    /** Sizes and places, computed. */
    SIZES,
    /** The data, all of them. */
    DATA,
    /** Some of the data: of some steps or directions. */
    PART,
    /** The states that a layer ended with. */
    ENDS,
    /** The last states of several layers. */
    ALL_ENDS,
    /** The states of cells, which ours do not give. */
    CELLS
  }

  static OnnxValue known(OnnxTensor tensor) {
    return new OnnxValue(Form.KNOWN, 0, Optional.of(tensor));
  }

  static OnnxValue of(Form form) {
    return new OnnxValue(form, 0, Optional.empty());
  }

  static OnnxValue data(Form form, int layer) {
    return new OnnxValue(form, layer, Optional.empty());
  }

  /** Whether it depends on the inputs of the model. */
  boolean isData() {
    return form.compareTo(Form.DATA) >= 0;
  }

  /** Whether it is zero everywhere. */
  boolean isZero() {
    return form == Form.ZEROS || (form == Form.KNOWN && tensor.orElseThrow().zero());
  }
}
