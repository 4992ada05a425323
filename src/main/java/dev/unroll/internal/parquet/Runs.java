package dev.unroll.internal.parquet;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Numbers as Parquet has levels and places in a dictionary: runs of one, and packed bits. */
final class Runs {

  private Runs() {}

  /**
   * Reads {@code count} numbers.
   *
   * @param bits of a number, 0 to 32
   */
  static int[] read(ByteBuffer in, int bits, int count) {
    int[] numbers = new int[count];
    int at = 0;
    while (at < count) {
      int header = varint(in);
      if ((header & 1) == 0) {
        int run = Math.min(header >>> 1, count - at);
        int value = littleEndian(in, (bits + 7) / 8);
        if (run == 0) {
          throw new IllegalArgumentException("a run of nothing");
        }
        Arrays.fill(numbers, at, at + run, value);
        at += run;
      } else {
        // Eight at a time; those past the end are padding, which may be cut.
        long packed = (long) (header >>> 1) * 8;
        int wanted = (int) Math.min(packed, count - at);
        int end = (int) Math.min(in.limit(), in.position() + packed * bits / 8);
        unpack(in, bits, numbers, at, wanted);
        in.position(Math.max(in.position(), end));
        at += wanted;
        if (wanted == 0) {
          throw new IllegalArgumentException("a run of nothing");
        }
      }
    }
    return numbers;
  }

  private static void unpack(ByteBuffer in, int bits, int[] numbers, int from, int count) {
    long buffer = 0;
    int held = 0;
    long mask = (1L << bits) - 1;
    for (int i = 0; i < count; i++) {
      while (held < bits) {
        buffer |= (in.get() & 0xffL) << held;
        held += 8;
      }
      numbers[from + i] = (int) (buffer & mask);
      buffer >>>= bits;
      held -= bits;
    }
  }

  private static int littleEndian(ByteBuffer in, int bytes) {
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (in.get() & 0xff) << (8 * i);
    }
    return value;
  }

  /** A whole number of seven bits a byte, the least first. */
  static int varint(ByteBuffer in) {
    return (int) longVarint(in);
  }

  static long longVarint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number without an end");
  }
}
