package dev.unroll.internal.pickle;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, read from its start to its end. */
public final class PickleBytes {

  private static final int LONGEST_LINE = 4096;

  private final String who;
  private final ByteBuffer bytes;

  /**
   * Bytes to be read.
   *
   * @param who how messages name them
   */
  public PickleBytes(String who, byte[] content) {
    this.who = who;
    this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  String who() {
    return who;
  }

  /** Bytes that are left. */
  public int left() {
    return bytes.remaining();
  }

  int one() {
    need(1);
    return bytes.get() & 0xff;
  }

  int two() {
    need(2);
    return bytes.getChar();
  }

  int four() {
    need(4);
    return bytes.getInt();
  }

  /** A number of 8 bytes, the lowest first. */
  public long eight() {
    need(8);
    return bytes.getLong();
  }

  /** A number of 64 bits, the highest byte first. */
  double number() {
    need(8);
    return Double.longBitsToDouble(Long.reverseBytes(bytes.getLong()));
  }

  /** A size that is not negative and that the bytes bear out. */
  int size(long says) {
    need(says);
    return (int) says;
  }

  /** As many bytes, which are not copied. */
  ByteBuffer slice(long says) {
    ByteBuffer slice = bytes.slice(bytes.position(), size(says));
    bytes.position(bytes.position() + slice.limit());
    return slice;
  }

  /** As many bytes. */
  public byte[] take(long says) {
    byte[] taken = new byte[size(says)];
    bytes.get(taken);
    return taken;
  }

  String text(long says) {
    return new String(take(says), StandardCharsets.UTF_8);
  }

  /** Up to the end of the line. */
  String line() {
    StringBuilder line = new StringBuilder();
    for (int next = one(); next != '\n'; next = one()) {
      that(line.length() < LONGEST_LINE, "%s: a line of the pickle has no end", who);
      line.append((char) next);
    }
    return line.toString();
  }

  private void need(long count) {
    if (count < 0 || count > bytes.remaining()) {
      throw cut(count);
    }
  }

  private InputException cut(long count) {
    return failure(
        "%s: the pickle is damaged or cut: at byte %d it asks for %s more, but there are %d; copy the"
            + " file again",
        who, bytes.position(), Long.toUnsignedString(count), bytes.remaining());
  }
}
