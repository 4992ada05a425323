package dev.unroll.convert.onnx;

import static dev.unroll.check.Check.that;

import dev.unroll.convert.arrays.Array;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Numbers of an ONNX file.
 *
 * @param name where it has one
 * @param type as in the format; 1 is float32, 7 is int64
 * @param values of float32, bool, int32 and int64; empty of others, which are not read
 */
record OnnxTensor(String name, int type, Optional<Array> values) {

  /** Numbers of 32 bits. */
  static final int FLOAT = 1;

  private static final int INT32 = 6;

  /** Whole numbers of 64 bits. */
  static final int INT64 = 7;

  /** Yes or no. */
  static final int BOOL = 9;

  private static final Set<Integer> WHOLE = Set.of(INT32, INT64, BOOL);

  private static final int EXTERNAL = 1;

  /**
   * Reads a TensorProto.
   *
   * @param others files that its values may lie in
   * @throws dev.unroll.check.InputException where its shape asks for other values than it has
   */
  static OnnxTensor read(String file, ProtoReader reader, ExternalData others) throws IOException {
    List<Long> sizes = new ArrayList<>();
    String[] name = {""};
    int[] type = {0};
    boolean[] external = {false};
    Map<String, String> where = new HashMap<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    reader.message(
        (number, in) -> {
          switch (number) {
            case 1 -> in.numbers(sizes::add);
            case 2 -> type[0] = (int) in.number();
            case 4, 9 -> in.bytes(bytes);
            case 5 -> in.numbers(value -> small.writeBytes(littleEndian(value, Integer.BYTES)));
            case 7 -> in.numbers(value -> bytes.writeBytes(littleEndian(value, Long.BYTES)));
            case 8 -> name[0] = in.text();
            case 13 -> ExternalData.entry(in, where);
            case 14 -> external[0] |= in.number() == EXTERNAL;
            default -> {
              return false;
            }
          }
          return true;
        });
    String who = file + ": tensor '" + name[0] + "'";
    if (!known(type[0])) {
      return new OnnxTensor(name[0], type[0], Optional.empty());
    }
    boolean elsewhere = external[0] || !where.isEmpty();
    boolean widened = !elsewhere && small.size() > 0;
    byte[] raw = elsewhere ? others.read(who, where) : (widened ? small : bytes).toByteArray();
    Array values = array(who, sizes, widened ? INT32 : type[0], raw);
    return new OnnxTensor(name[0], type[0], Optional.of(values));
  }

  /** Whole numbers of 64 bits. */
  static OnnxTensor wholes(long... values) {
    float[] all = new float[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i];
    }
    return new OnnxTensor("", INT64, Optional.of(Array.of(new long[] {all.length}, all)));
  }

  private static int width(int type) {
    return type == INT64 ? Long.BYTES : type == BOOL ? 1 : Integer.BYTES;
  }

  private static byte[] littleEndian(long value, int width) {
    ByteBuffer all = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return Arrays.copyOf(all.putLong(value).array(), width);
  }

  private static Array array(String who, List<Long> sizes, int type, byte[] bytes) {
    int width = width(type);
    long there = bytes.length / width;
    long product = 1;
    for (long size : sizes) {
      // No size and no product of sizes is more than the values there are, so none overflows.
      boolean fits = size >= 0 && size <= there && product * size <= there;
      that(fits, "%s: its shape %s asks for more than its %d values", who, sizes, there);
      product *= size;
    }
    that(
        product * width == bytes.length,
        "%s: its shape %s asks for %d bytes, but it has %d",
        who,
        sizes,
        product * width,
        bytes.length);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[(int) product];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case FLOAT -> in.getFloat();
            case INT64 -> in.getLong();
            case BOOL -> in.get();
            default -> in.getInt();
          };
    }
    return Array.of(sizes.stream().mapToLong(Long::longValue).toArray(), values);
  }

  /** Whether its numbers are whole by their type. */
  boolean whole() {
    return isWhole(type);
  }

  static boolean isWhole(int type) {
    return WHOLE.contains(type);
  }

  /** Whether values of a type are read. */
  static boolean known(int type) {
    return type == FLOAT || WHOLE.contains(type);
  }

  /** Whether all are 0; not so where they are not known. */
  boolean zero() {
    return values.isPresent() && values.get().largest() == 0;
  }

  /** Its sizes; empty where its values are not read. */
  int[] shape() {
    return values
        .map(array -> Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray())
        .orElse(new int[0]);
  }
}
