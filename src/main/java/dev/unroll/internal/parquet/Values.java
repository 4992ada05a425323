package dev.unroll.internal.parquet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;

/** The values of a page, as they are stored: bits of numbers, or bytes. */
final class Values {

  /** Of whole numbers, the bits of fractions, and 0 and 1; null where there are bytes. */
  private final long[] numbers;

  /** Of texts and of numbers that are longer; null where there are numbers. */
  private final byte[][] bytes;

  private Values(long[] numbers, byte[][] bytes) {
    this.numbers = numbers;
    this.bytes = bytes;
  }

  /** No values. */
  static Values none() {
    return new Values(new long[0], null);
  }

  /**
   * Reads values.
   *
   * @param length of values of the type FIXED_LEN_BYTE_ARRAY, in bytes
   * @param count of values
   * @throws RuntimeException where the bytes are damaged
   */
  static Values read(ByteBuffer in, Encoding encoding, Type type, int length, int count) {
    return switch (encoding) {
      case PLAIN, PLAIN_DICTIONARY -> plain(in, type, length, count);
      case RLE -> flags(in, count);
      case DELTA_BINARY_PACKED -> new Values(differences(in, type, count), null);
      case DELTA_LENGTH_BYTE_ARRAY -> new Values(null, texts(in, lengths(in, count)));
      case DELTA_BYTE_ARRAY -> prefixed(in, count);
      case BYTE_STREAM_SPLIT -> split(in, width(type, length), isNumber(type), count);
      default -> throw new UnsupportedOperationException("values encoded as " + encoding);
    };
  }

  private static Values plain(ByteBuffer in, Type type, int length, int count) {
    if (type == Type.BOOLEAN) {
      long[] flags = new long[count];
      for (int i = 0; i < count; i++) {
        flags[i] = (in.get(in.position() + i / 8) >> (i % 8)) & 1;
      }
      return new Values(flags, null);
    }
    if (type == Type.INT32 || type == Type.FLOAT) {
      long[] numbers = new long[checked(in, count, 4)];
      for (int i = 0; i < count; i++) {
        numbers[i] = in.getInt();
      }
      return new Values(numbers, null);
    }
    if (isNumber(type)) {
      long[] numbers = new long[checked(in, count, 8)];
      for (int i = 0; i < count; i++) {
        numbers[i] = in.getLong();
      }
      return new Values(numbers, null);
    }
    byte[][] bytes = new byte[checked(in, count, type == Type.BYTE_ARRAY ? 4 : 1)][];
    for (int i = 0; i < count; i++) {
      bytes[i] = next(in, type == Type.BYTE_ARRAY ? in.getInt() : width(type, length));
    }
    return new Values(null, bytes);
  }

  /** {@code count}, where so many values of a size can be in what is left. */
  private static int checked(ByteBuffer in, int count, int size) {
    if ((long) count * size > in.remaining()) {
      throw new IllegalArgumentException("a page is too short for its values");
    }
    return count;
  }

  private static byte[] next(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a value of " + length + " bytes");
    }
    byte[] value = new byte[length];
    in.get(value);
    return value;
  }

  private static Values flags(ByteBuffer in, int count) {
    in.getInt(); // the size of what follows
    int[] flags = Runs.read(in, 1, count);
    return new Values(Arrays.stream(flags).asLongStream().toArray(), null);
  }

  private static long[] exactly(long[] numbers, int count) {
    if (numbers.length != count) {
      throw new IllegalArgumentException(numbers.length + " values instead of " + count);
    }
    return numbers;
  }

  private static long[] lengths(ByteBuffer in, int count) {
    return exactly(Deltas.read(in, count), count);
  }

  private static long[] differences(ByteBuffer in, Type type, int count) {
    long[] numbers = exactly(Deltas.read(in, count), count);
    if (type == Type.INT32) {
      Arrays.setAll(numbers, i -> (int) numbers[i]); // they go round at 32 bits
    }
    return numbers;
  }

  private static byte[][] texts(ByteBuffer in, long[] lengths) {
    byte[][] texts = new byte[lengths.length][];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = next(in, Math.toIntExact(lengths[i]));
    }
    return texts;
  }

  /** Values that say how many bytes they share with the one before. */
  private static Values prefixed(ByteBuffer in, int count) {
    long[] shared = lengths(in, count);
    byte[][] values = texts(in, lengths(in, count));
    byte[] before = new byte[0];
    for (int i = 0; i < count; i++) {
      int prefix = Math.toIntExact(shared[i]);
      if (prefix < 0 || prefix > before.length) {
        throw new IllegalArgumentException("a value that shares more than there is");
      }
      byte[] whole = Arrays.copyOf(before, prefix + values[i].length);
      System.arraycopy(values[i], 0, whole, prefix, values[i].length);
      values[i] = whole;
      before = whole;
    }
    return new Values(null, values);
  }

  /** The first bytes of all values, then their second ones, and so on. */
  private static Values split(ByteBuffer in, int width, boolean numbers, int count) {
    checked(in, count, width);
    int from = in.position();
    long[] found = new long[numbers ? count : 0];
    byte[][] bytes = new byte[numbers ? 0 : count][width];
    for (int i = 0; i < count; i++) {
      for (int at = 0; at < width; at++) {
        byte one = in.get(from + at * count + i);
        if (numbers) {
          found[i] |= (one & 0xffL) << (8 * at);
        } else {
          bytes[i][at] = one;
        }
      }
      if (numbers && width == 4) {
        found[i] = (int) found[i];
      }
    }
    return numbers ? new Values(found, null) : new Values(null, bytes);
  }

  private static int width(Type type, int length) {
    return switch (type) {
      case INT32, FLOAT -> 4;
      case INT64, DOUBLE -> 8;
      case INT96 -> 12;
      default -> length;
    };
  }

  private static boolean isNumber(Type type) {
    return type == Type.INT32
        || type == Type.INT64
        || type == Type.FLOAT
        || type == Type.DOUBLE
        || type == Type.BOOLEAN;
  }

  /** How many there are. */
  int count() {
    return isNumbers() ? numbers.length : bytes.length;
  }

  /** Whether they are numbers and not bytes. */
  boolean isNumbers() {
    return numbers != null;
  }

  long number(int index) {
    return numbers[index];
  }

  byte[] bytes(int index) {
    return bytes[index];
  }
}
