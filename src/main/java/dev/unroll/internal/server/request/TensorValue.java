package dev.unroll.internal.server.request;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * A tensor as a value of plain Java, which batches are joined from and split into. Not to be
 * changed once it is made.
 */
public final class TensorValue {

  private final ElementType type;
  private final long[] shape;
  private final byte[] bytes;
  private final List<byte[]> strings;

  private TensorValue(ElementType type, long[] shape, byte[] bytes, List<byte[]> strings) {
    this.type = type;
    this.shape = shape;
    this.bytes = bytes;
    this.strings = strings;
  }

  /**
   * A tensor of numbers or truth values.
   *
   * @param bytes of the elements, row by row, the low byte first; taken, not copied
   */
  public static TensorValue ofBytes(ElementType type, byte[] bytes, long... shape) {
    checkArgument(type != ElementType.STRING, "strings have no bytes of their own");
    checkArgument(
        bytes.length == size(shape) * type.bytes(),
        "%s bytes do not fill %s",
        bytes.length,
        Arrays.toString(shape));
    return new TensorValue(type, shape, bytes, List.of());
  }

  /** A tensor of 32-bit floating point numbers. */
  public static TensorValue ofFloats(float[] values, long... shape) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return ofBytes(ElementType.FLOAT, bytes, shape);
  }

  /** A tensor of 32-bit whole numbers. */
  public static TensorValue ofInts(int[] values, long... shape) {
    byte[] bytes = new byte[values.length * Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    return ofBytes(ElementType.INT32, bytes, shape);
  }

  /** A tensor of strings, row by row. */
  public static TensorValue ofStrings(List<byte[]> strings, long... shape) {
    checkArgument(
        strings.size() == size(shape), "%s strings for %s", strings.size(), Arrays.toString(shape));
    return new TensorValue(ElementType.STRING, shape, new byte[0], strings);
  }

  /**
   * The value of a tensor; empty for a type that is not served.
   *
   * @param tensor stays the caller's to close
   */
  public static Optional<TensorValue> of(Tensor tensor) {
    Optional<ElementType> type = ElementType.of(tensor.dataType());
    long[] shape = tensor.shape().asArray();
    return type.map(
        of -> {
          if (of == ElementType.STRING) {
            List<byte[]> strings = new ArrayList<>();
            ((TString) tensor).asBytes().scalars().forEach(one -> strings.add(one.getObject()));
            return ofStrings(strings, shape);
          }
          byte[] bytes = new byte[Math.toIntExact(size(shape) * of.bytes())];
          tensor.asRawTensor().data().read(bytes);
          return ofBytes(of, bytes, shape);
        });
  }

  public ElementType type() {
    return type;
  }

  /** Its sizes; none for a single element. */
  public long[] shape() {
    return shape.clone();
  }

  /** The number of its sizes. */
  public int rank() {
    return shape.length;
  }

  /** One of its sizes. */
  public long size(int dimension) {
    return shape[dimension];
  }

  /** Number of its elements. */
  public long elements() {
    return size(shape);
  }

  /** Numbers, the low byte first. To be read alone; positions are the caller's. */
  public ByteBuffer numbers() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Strings, row by row. */
  public List<byte[]> strings() {
    return strings;
  }

  /** Bytes that it takes. */
  public long bytes() {
    return bytes.length + strings.stream().mapToLong(one -> one.length).sum();
  }

  /** As {@code float [2, 128, 9]}. */
  public String describe() {
    return type.label()
        + LongStream.of(shape)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", ", " [", "]"));
  }

  /** Rows {@code from} to {@code to}, by the first size. */
  public TensorValue rows(int from, int to) {
    long[] part = shape.clone();
    part[0] = (long) to - from;
    if (type == ElementType.STRING) {
      int row = Math.toIntExact(elements() / Math.max(1, shape[0]));
      return new TensorValue(type, part, bytes, strings.subList(from * row, to * row));
    }
    int row = (int) (bytes.length / Math.max(1, shape[0]));
    return new TensorValue(type, part, Arrays.copyOfRange(bytes, from * row, to * row), strings);
  }

  /** The row at an index, without the first size. */
  public TensorValue row(int index) {
    TensorValue one = rows(index, index + 1);
    return new TensorValue(
        type, Arrays.copyOfRange(shape, 1, shape.length), one.bytes, one.strings);
  }

  /** The same elements in a shape of as many. */
  public TensorValue shaped(long... other) {
    checkArgument(size(other) == size(shape), "%s elements", size(shape));
    return new TensorValue(type, other, bytes, strings);
  }

  /** One of several that differ in their first size alone, their rows after each other. */
  public static TensorValue joined(List<TensorValue> parts) {
    TensorValue first = parts.get(0);
    if (parts.size() == 1) {
      return first;
    }
    long[] shape = first.shape.clone();
    shape[0] = parts.stream().mapToLong(part -> part.shape[0]).sum();
    if (first.type == ElementType.STRING) {
      List<byte[]> strings = new ArrayList<>();
      parts.forEach(part -> strings.addAll(part.strings));
      return ofStrings(strings, shape);
    }
    byte[] bytes = new byte[parts.stream().mapToInt(part -> part.bytes.length).sum()];
    int at = 0;
    for (TensorValue part : parts) {
      System.arraycopy(part.bytes, 0, bytes, at, part.bytes.length);
      at += part.bytes.length;
    }
    return ofBytes(first.type, bytes, shape);
  }

  /**
   * A tensor of this value, the caller's to close.
   *
   * @throws Refusal where TensorFlow Java has no tensors of this type
   */
  public Tensor toTensor() {
    if (type == ElementType.STRING) {
      return TString.tensorOfBytes(
          Shape.of(shape), DataBuffers.of(strings.toArray(new byte[0][]), true, false));
    }
    return Tensor.of(tensorType(), Shape.of(shape), DataBuffers.of(bytes, true, false));
  }

  private Class<? extends TType> tensorType() {
    return switch (type) {
      case FLOAT -> TFloat32.class;
      case DOUBLE -> TFloat64.class;
      case HALF -> TFloat16.class;
      case BFLOAT16 -> TBfloat16.class;
      case INT32 -> TInt32.class;
      case INT64 -> TInt64.class;
      case UINT8 -> TUint8.class;
      case UINT16 -> TUint16.class;
      case BOOL -> TBool.class;
      case STRING -> TString.class;
      case INT8, INT16, UINT32, UINT64 ->
          throw Refusal.of(
              Status.UNIMPLEMENTED,
              "inputs of type %s are not served: TensorFlow Java has no such tensors",
              type.name().toLowerCase(Locale.ROOT));
    };
  }

  private static long size(long[] shape) {
    long size = 1;
    for (long one : shape) {
      size = Math.multiplyExact(size, one);
    }
    return size;
  }
}
