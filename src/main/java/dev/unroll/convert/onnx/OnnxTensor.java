package dev.unroll.convert.onnx;

import static dev.unroll.check.Check.that;

import dev.unroll.convert.arrays.Array;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Numbers of an ONNX file.
 *
 * @param name where it has one
 * @param type as in the format; 1 is float32, 7 is int64
 * @param values of these two types; empty of others, which are not read
 */
record OnnxTensor(String name, int type, Optional<Array> values) {

  /** Numbers of 32 bits. */
  static final int FLOAT = 1;

  /** Whole numbers of 64 bits. */
  static final int INT64 = 7;

  private static final int EXTERNAL = 1;

  /**
   * Reads a TensorProto.
   *
   * @throws dev.unroll.check.InputException where its shape asks for other values than it has
   */
  static OnnxTensor read(String file, ProtoReader reader) throws IOException {
    List<Long> sizes = new ArrayList<>();
    String[] name = {""};
    int[] type = {0};
    boolean[] external = {false};
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    reader.message(
        (number, in) -> {
          switch (number) {
            case 1 -> in.numbers(sizes::add);
            case 2 -> type[0] = (int) in.number();
            case 4, 9 -> in.bytes(bytes);
            case 7 -> in.numbers(value -> bytes.writeBytes(littleEndian(value)));
            case 8 -> name[0] = in.text();
            case 14 -> external[0] |= in.number() == EXTERNAL;
            default -> {
              external[0] |= number == 13;
              return false;
            }
          }
          return true;
        });
    String who = file + ": tensor '" + name[0] + "'";
    that(
        !external[0],
        "%s: its values lie in another file; save the model whole (in PyTorch, external_data=False)",
        who);
    boolean known = type[0] == FLOAT || type[0] == INT64;
    return new OnnxTensor(
        name[0],
        type[0],
        known ? Optional.of(array(who, sizes, type[0], bytes.toByteArray())) : Optional.empty());
  }

  private static byte[] littleEndian(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private static Array array(String who, List<Long> sizes, int type, byte[] bytes) {
    int width = type == FLOAT ? Float.BYTES : Long.BYTES;
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
      values[i] = type == FLOAT ? in.getFloat() : in.getLong();
    }
    return Array.of(sizes.stream().mapToLong(Long::longValue).toArray(), values);
  }

  /** Whether all are 0; not so where they are not known. */
  boolean zero() {
    return values.isPresent() && values.get().largest() == 0;
  }
}
