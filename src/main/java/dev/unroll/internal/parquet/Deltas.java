package dev.unroll.internal.parquet;

import java.nio.ByteBuffer;

/** Numbers by their differences, in blocks: Parquet's DELTA_BINARY_PACKED. */
final class Deltas {

  /** More than any writer has in a block. */
  private static final int MOST_BLOCK = 1 << 20;

  private Deltas() {}

  /** Reads numbers; what follows them is next. */
  static long[] read(ByteBuffer in, int most) {
    int block = Runs.varint(in);
    int parts = Runs.varint(in);
    int count = Runs.varint(in);
    long value = zigZag(in);
    if (parts <= 0 || block <= 0 || block > MOST_BLOCK || block % parts != 0 || block < parts) {
      throw new IllegalArgumentException("blocks of " + block + " in " + parts);
    }
    if (count < 0 || count > most) {
      throw new IllegalArgumentException(count + " numbers where at most " + most + " are");
    }
    long[] numbers = new long[count];
    int perPart = block / parts;
    int at = 0;
    if (count > 0) {
      numbers[at++] = value;
    }
    byte[] bits = new byte[parts];
    while (at < count) {
      long least = zigZag(in);
      in.get(bits);
      for (int part = 0; part < parts && at < count; part++) {
        int width = bits[part] & 0xff;
        if (width > 64) {
          throw new IllegalArgumentException("differences of " + width + " bits");
        }
        int end = in.position() + (int) ((long) perPart * width / 8);
        int wanted = Math.min(perPart, count - at);
        BitReader reader = new BitReader(in);
        for (int i = 0; i < wanted; i++) {
          value += least + reader.read(width);
          numbers[at++] = value;
        }
        in.position(Math.min(end, in.limit()));
      }
    }
    return numbers;
  }

  private static long zigZag(ByteBuffer in) {
    long raw = Runs.longVarint(in);
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** Numbers of up to 64 bits, the least bit first. */
  private static final class BitReader {
    private final ByteBuffer in;
    private int current;
    private int held;

    BitReader(ByteBuffer in) {
      this.in = in;
    }

    long read(int bits) {
      long value = 0;
      int got = 0;
      while (got < bits) {
        if (held == 0) {
          current = in.get() & 0xff;
          held = 8;
        }
        int take = Math.min(held, bits - got);
        value |= (long) (current & ((1 << take) - 1)) << got;
        current >>>= take;
        held -= take;
        got += take;
      }
      return value;
    }
  }
}
