package dev.unroll.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;

/** Unpacks blocks that Snappy has packed, as the indexes of older checkpoints have them. */
final class Snappy {

  /** What one byte can become at most: a copy of 64 bytes takes three. */
  private static final int MOST_GROWTH = 22;

  private static final long MOST_BYTES = 256L << 20;

  private final byte[] packed;
  private final int end;
  private int next;

  private Snappy(byte[] packed, int from, int length) {
    this.packed = packed;
    this.next = from;
    this.end = from + length;
  }

  /**
   * The bytes of a block.
   *
   * @throws IOException where it is not whole
   */
  static byte[] unpack(byte[] packed, int from, int length) throws IOException {
    return new Snappy(packed, from, length).unpack();
  }

  private byte[] unpack() throws IOException {
    byte[] found = new byte[length()];
    int size = 0;
    while (next < end) {
      int tag = take();
      int kind = tag & 3;
      if (kind == 0) {
        int count = literal(tag >> 2);
        expect(count > 0 && count <= end - next && count <= found.length - size);
        System.arraycopy(packed, next, found, size, count);
        next += count;
        size += count;
        continue;
      }
      int count = kind == 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
      int back = kind == 1 ? ((tag >> 5) << 8) | take() : number(kind == 2 ? 2 : 4);
      expect(back > 0 && back <= size && count <= found.length - size);
      for (int i = 0; i < count; i++, size++) {
        found[size] = found[size - back]; // what it copies may overlap what it makes
      }
    }
    expect(size == found.length);
    return found;
  }

  /** Bytes unpacked, as the block's beginning says. */
  private int length() throws IOException {
    long length = 0;
    int shift = 0;
    int read;
    do {
      read = take();
      length |= (long) (read & 127) << shift;
      shift += 7;
      expect(shift <= 35);
    } while (read > 127);
    expect(length <= MOST_BYTES && length <= (long) MOST_GROWTH * (end - next));
    return (int) length;
  }

  /** Bytes that follow as they are; from 60 on, the count itself follows. */
  private int literal(int count) throws IOException {
    return (count < 60 ? count : number(count - 59)) + 1;
  }

  /** A number of some bytes, the lowest first. */
  private int number(int bytes) throws IOException {
    int number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= take() << (8 * i);
    }
    return number;
  }

  private int take() throws IOException {
    expect(next < end);
    return packed[next++] & 255;
  }

  private static void expect(boolean holds) throws IOException {
    if (!holds) {
      throw new InvalidProtocolBufferException("a packed block is damaged");
    }
  }
}
