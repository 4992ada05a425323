package dev.unroll.internal.server.grpc;

import com.google.common.math.LongMath;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.internal.server.request.TensorValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Tensors as TensorFlow's messages. */
final class TensorMessages {

  private static final int MOST_SIZES = 254;

  /** Elements that one may stand for: a short message does not make a long tensor. */
  private static final int MOST_REPEATED = 1 << 24;

  private TensorMessages() {}

  /**
   * The value of a message, whose elements are packed or in the field of their type; one element
   * may stand for all.
   *
   * @param name of the input, for messages
   * @throws Refusal where it does not hold what it says
   */
  static TensorValue read(String name, TensorProto message) {
    ElementType type =
        ElementType.of(message.getDtype())
            .orElseThrow(
                () ->
                    Refusal.of(
                        Status.INVALID_ARGUMENT,
                        "input '%s': tensors of type %s are not served",
                        name,
                        message.getDtype()));
    if (message.getTensorShape().getUnknownRank()
        || message.getTensorShape().getDimCount() > MOST_SIZES) {
      throw Refusal.invalid("input '%s': expected a tensor of known shape", name);
    }
    long[] shape = new long[message.getTensorShape().getDimCount()];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = message.getTensorShape().getDim(i).getSize();
      if (shape[i] < 0) {
        throw Refusal.invalid("input '%s': a size is %d; expected 0 or more", name, shape[i]);
      }
      elements = saturated(elements, shape[i]);
    }
    if (saturated(elements, Math.max(1, type.bytes())) > Integer.MAX_VALUE) {
      throw Refusal.invalid("input '%s': its shape says %d elements: too many", name, elements);
    }
    return type == ElementType.STRING
        ? TensorValue.ofStrings(strings(name, message, (int) elements), shape)
        : TensorValue.ofBytes(type, bytes(name, message, type, (int) elements), shape);
  }

  private static long saturated(long a, long b) {
    return LongMath.saturatedMultiply(a, b);
  }

  private static List<byte[]> strings(String name, TensorProto message, int elements) {
    int given = message.getStringValCount();
    checkCount(name, given, elements);
    List<byte[]> strings = new ArrayList<>(elements);
    for (int i = 0; i < elements; i++) {
      strings.add(message.getStringVal(Math.min(i, given - 1)).toByteArray());
    }
    return strings;
  }

  private static byte[] bytes(String name, TensorProto message, ElementType type, int elements) {
    ByteString packed = message.getTensorContent();
    if (!packed.isEmpty()) {
      if (packed.size() != (long) elements * type.bytes()) {
        throw Refusal.invalid(
            "input '%s': its shape says %d elements, %d bytes; its content has %d",
            name, elements, elements * type.bytes(), packed.size());
      }
      return packed.toByteArray();
    }
    int given =
        switch (type) {
          case FLOAT -> message.getFloatValCount();
          case DOUBLE -> message.getDoubleValCount();
          case HALF, BFLOAT16 -> message.getHalfValCount();
          case INT8, INT16, INT32, UINT8, UINT16 -> message.getIntValCount();
          case INT64 -> message.getInt64ValCount();
          case UINT32 -> message.getUint32ValCount();
          case UINT64 -> message.getUint64ValCount();
          case BOOL -> message.getBoolValCount();
          case STRING -> throw new AssertionError();
        };
    checkCount(name, given, elements);
    ByteBuffer bytes = ByteBuffer.allocate(elements * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      int at = Math.min(i, given - 1);
      switch (type) {
        case FLOAT -> bytes.putFloat(message.getFloatVal(at));
        case DOUBLE -> bytes.putDouble(message.getDoubleVal(at));
        case HALF, BFLOAT16 -> bytes.putShort((short) message.getHalfVal(at));
        case INT8 -> bytes.put((byte) in(name, message.getIntVal(at), -128, 127));
        case UINT8 -> bytes.put((byte) in(name, message.getIntVal(at), 0, 255));
        case INT16 -> bytes.putShort((short) in(name, message.getIntVal(at), -32_768, 32_767));
        case UINT16 -> bytes.putShort((short) in(name, message.getIntVal(at), 0, 65_535));
        case INT32 -> bytes.putInt(message.getIntVal(at));
        case INT64 -> bytes.putLong(message.getInt64Val(at));
        case UINT32 -> bytes.putInt(message.getUint32Val(at));
        case UINT64 -> bytes.putLong(message.getUint64Val(at));
        case BOOL -> bytes.put((byte) (message.getBoolVal(at) ? 1 : 0));
        case STRING -> throw new AssertionError();
      }
    }
    return bytes.array();
  }

  private static int in(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw Refusal.invalid(
          "input '%s': expected whole numbers of %d to %d, found %d", name, least, most, value);
    }
    return value;
  }

  private static void checkCount(String name, int given, int elements) {
    if (given != elements && (given == 0 || given > elements)) {
      throw Refusal.invalid(
          "input '%s': its shape says %d elements, it has %d", name, elements, given);
    }
    if (given != elements && elements > MOST_REPEATED) {
      throw Refusal.invalid(
          "input '%s': its shape says %d elements, it has %d; expected all where they are more than"
              + " %d",
          name, elements, given, MOST_REPEATED);
    }
  }

  /**
   * A value as a message.
   *
   * @param packed whether its elements are in one string of bytes, which not every client reads
   */
  static TensorProto write(TensorValue value, boolean packed) {
    TensorProto.Builder message = TensorProto.newBuilder().setDtype(value.type().dataType());
    TensorShapeProto.Builder shape = message.getTensorShapeBuilder();
    for (long size : value.shape()) {
      shape.addDimBuilder().setSize(size);
    }
    ByteBuffer numbers = value.numbers();
    if (packed && value.type() != ElementType.STRING) {
      return message.setTensorContent(UnsafeByteOperations.unsafeWrap(numbers)).build();
    }
    switch (value.type()) {
      case FLOAT -> {
        while (numbers.hasRemaining()) {
          message.addFloatVal(numbers.getFloat());
        }
      }
      case DOUBLE -> {
        while (numbers.hasRemaining()) {
          message.addDoubleVal(numbers.getDouble());
        }
      }
      case HALF, BFLOAT16 -> {
        while (numbers.hasRemaining()) {
          message.addHalfVal(numbers.getShort() & 0xffff);
        }
      }
      case INT8 -> {
        while (numbers.hasRemaining()) {
          message.addIntVal(numbers.get());
        }
      }
      case UINT8 -> {
        while (numbers.hasRemaining()) {
          message.addIntVal(numbers.get() & 0xff);
        }
      }
      case INT16 -> {
        while (numbers.hasRemaining()) {
          message.addIntVal(numbers.getShort());
        }
      }
      case UINT16 -> {
        while (numbers.hasRemaining()) {
          message.addIntVal(numbers.getShort() & 0xffff);
        }
      }
      case INT32 -> {
        while (numbers.hasRemaining()) {
          message.addIntVal(numbers.getInt());
        }
      }
      case INT64 -> {
        while (numbers.hasRemaining()) {
          message.addInt64Val(numbers.getLong());
        }
      }
      case UINT32 -> {
        while (numbers.hasRemaining()) {
          message.addUint32Val(numbers.getInt());
        }
      }
      case UINT64 -> {
        while (numbers.hasRemaining()) {
          message.addUint64Val(numbers.getLong());
        }
      }
      case BOOL -> {
        while (numbers.hasRemaining()) {
          message.addBoolVal(numbers.get() != 0);
        }
      }
      case STRING -> value.strings().forEach(one -> message.addStringVal(ByteString.copyFrom(one)));
    }
    return message.build();
  }
}
