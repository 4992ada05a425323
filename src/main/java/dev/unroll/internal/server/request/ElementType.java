package dev.unroll.internal.server.request;

import dev.unroll.inspect.TensorSpec;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.proto.DataType;

/**
 * What the elements of a tensor are, by the names of TensorFlow and of the Open Inference Protocol.
 */
public enum ElementType {
  FLOAT(DataType.DT_FLOAT, "FP32", 4),
  DOUBLE(DataType.DT_DOUBLE, "FP64", 8),
  HALF(DataType.DT_HALF, "FP16", 2),
  BFLOAT16(DataType.DT_BFLOAT16, "BF16", 2),
  INT8(DataType.DT_INT8, "INT8", 1),
  INT16(DataType.DT_INT16, "INT16", 2),
  INT32(DataType.DT_INT32, "INT32", 4),
  INT64(DataType.DT_INT64, "INT64", 8),
  UINT8(DataType.DT_UINT8, "UINT8", 1),
  UINT16(DataType.DT_UINT16, "UINT16", 2),
  UINT32(DataType.DT_UINT32, "UINT32", 4),
  UINT64(DataType.DT_UINT64, "UINT64", 8),
  BOOL(DataType.DT_BOOL, "BOOL", 1),
  STRING(DataType.DT_STRING, "BYTES", 0);

  private final DataType dataType;
  private final String protocolName;
  private final int bytes;

  ElementType(DataType dataType, String protocolName, int bytes) {
    this.dataType = dataType;
    this.protocolName = protocolName;
    this.bytes = bytes;
  }

  /** TensorFlow's. */
  public DataType dataType() {
    return dataType;
  }

  /** The name in the Open Inference Protocol, such as {@code FP32}. */
  public String protocolName() {
    return protocolName;
  }

  /** The name in TensorFlow, such as {@code float}. */
  public String label() {
    return TensorSpec.label(dataType);
  }

  /** Bytes of an element; 0 for strings. */
  public int bytes() {
    return bytes;
  }

  /** That of a tensor; empty for what is not served, such as complex numbers. */
  public static Optional<ElementType> of(DataType type) {
    return Arrays.stream(values()).filter(one -> one.dataType == type).findFirst();
  }

  /** By the label of TensorFlow, as {@link TensorSpec#type} has it. */
  public static Optional<ElementType> ofLabel(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  /** By the name in the Open Inference Protocol. */
  public static Optional<ElementType> ofProtocol(String name) {
    return Arrays.stream(values()).filter(one -> one.protocolName.equals(name)).findFirst();
  }
}
