package dev.unroll.internal.server.v2;

import com.google.common.math.LongMath;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Tensors as strings of bytes: the low byte first, each string after its length. */
public final class PackedTensors {

  private PackedTensors() {}

  /** The type of a name such as {@code FP32}. */
  public static ElementType type(String input, String datatype) {
    return ElementType.ofProtocol(datatype)
        .orElseThrow(
            () ->
                Refusal.invalid(
                    "input '%s': there is no datatype '%s'; there are BOOL, INT8 to INT64, UINT8 to"
                        + " UINT64, FP16, FP32, FP64, BF16 and BYTES",
                    input, datatype));
  }

  /** Refuses a shape that no tensor has. */
  public static long[] shape(String input, List<Long> sizes) {
    long elements = 1;
    for (long size : sizes) {
      if (size < 0) {
        throw Refusal.invalid("input '%s': a size is %d; expected 0 or more", input, size);
      }
      elements = LongMath.saturatedMultiply(elements, size);
    }
    if (elements > Integer.MAX_VALUE / Long.BYTES) {
      throw Refusal.invalid("input '%s': its shape %s has too many elements", input, sizes);
    }
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * The tensor that {@code bytes} hold.
   *
   * @throws Refusal where they do not fill it
   */
  public static TensorValue read(String input, ElementType type, byte[] bytes, long... shape) {
    long elements = 1;
    for (long size : shape) {
      elements *= size;
    }
    if (type == ElementType.STRING) {
      return TensorValue.ofStrings(strings(input, bytes, elements), shape);
    }
    if (bytes.length != elements * type.bytes()) {
      throw Refusal.invalid(
          "input '%s': its shape has %d elements of %d bytes, its data %d bytes",
          input, elements, type.bytes(), bytes.length);
    }
    return TensorValue.ofBytes(type, bytes, shape);
  }

  private static List<byte[]> strings(String input, byte[] bytes, long elements) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> strings = new ArrayList<>();
    while (buffer.remaining() >= Integer.BYTES) {
      int length = buffer.getInt();
      if (length < 0 || length > buffer.remaining()) {
        throw Refusal.invalid("input '%s': a string of its data is longer than they are", input);
      }
      byte[] string = new byte[length];
      buffer.get(string);
      strings.add(string);
    }
    if (buffer.hasRemaining() || strings.size() != elements) {
      throw Refusal.invalid(
          "input '%s': its shape has %d elements, its data %d strings",
          input, elements, strings.size());
    }
    return strings;
  }

  /** The bytes of a tensor. */
  public static byte[] write(TensorValue value) {
    if (value.type() != ElementType.STRING) {
      byte[] bytes = new byte[(int) value.bytes()];
      value.numbers().get(bytes);
      return bytes;
    }
    int size = value.strings().stream().mapToInt(one -> one.length + Integer.BYTES).sum();
    ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    value.strings().forEach(one -> buffer.putInt(one.length).put(one));
    return buffer.array();
  }
}
