package dev.unroll.internal.numpy;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an array's file says before its values.
 *
 * @param type of the values
 * @param columnMajor whether the first axis is the fastest (Fortran's order), not the last
 * @param shape sizes of the axes
 * @param bytes of the header itself; the values follow
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the
 *     format</a>
 */
public record NpyHeader(NpyType type, boolean columnMajor, List<Long> shape, int bytes) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 20;

  /** As NumPy has it. */
  private static final int MOST_AXES = 64;

  /** Whether a file or an entry begins as an array does. */
  public static boolean isMagic(byte[] first) {
    return first.length >= MAGIC.length && Arrays.equals(Arrays.copyOf(first, MAGIC.length), MAGIC);
  }

  /**
   * Reads a header.
   *
   * @param who how messages name the array
   * @param in stands at its values afterwards
   * @throws dev.unroll.check.InputException where it is none
   */
  static NpyHeader read(String who, InputStream in) throws IOException {
    byte[] start = in.readNBytes(8);
    that(isMagic(start), "%s: no array of NumPy: it does not begin as .npy files do", who);
    that(start.length == 8, "%s: cut within its header; copy the file again", who);
    int version = start[6];
    that(
        version >= 1 && version <= 3,
        "%s: version %d.%d of the format; 1.0, 2.0 and 3.0 are read",
        who,
        version,
        start[7]);
    int sizeBytes = version == 1 ? 2 : 4;
    ByteBuffer size = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    byte[] given = in.readNBytes(sizeBytes);
    size.put(0, given);
    long length = Integer.toUnsignedLong(size.getInt(0));
    that(
        given.length == sizeBytes && length <= LONGEST,
        "%s: its header is damaged or cut: it would have %d bytes; copy the file again",
        who,
        length);
    byte[] header = in.readNBytes((int) length);
    that(
        header.length == length,
        "%s: its header is cut: it has %d of %d bytes; copy the file again",
        who,
        header.length,
        length);
    Charset charset = version < 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    HeaderText text = new HeaderText(who, new String(header, charset));
    text.read();
    that(text.shape().size() <= MOST_AXES, "%s: more than %d axes", who, MOST_AXES);
    return new NpyHeader(
        NpyType.of(who, text.type()),
        text.columnMajor(),
        text.shape(),
        8 + sizeBytes + (int) length);
  }

  /** Values that there are. */
  long size(String who) {
    return product(who, 1);
  }

  /** Bytes that the values have. */
  long valueBytes(String who) {
    return product(who, type.width());
  }

  private long product(String who, long first) {
    long product = first;
    for (long axis : shape) {
      try {
        product = Math.multiplyExact(product, axis);
      } catch (ArithmeticException e) {
        throw failure(
            "%s: its shape %s asks for more values than any file has; the header is damaged",
            who, shapeText());
      }
    }
    return product;
  }

  /** As {@code [120, 50, 3]}. */
  public String shapeText() {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }
}
