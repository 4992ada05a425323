package dev.unroll.data;

import static dev.unroll.check.Check.that;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Numbers in a row, in memory or in a file; read by several threads at a time. */
sealed interface Values {

  /** How many there are. */
  long size();

  /** Gives {@code count} numbers from {@code start} on to {@code target}. */
  void copyTo(long start, int count, Sequences.Sink target);

  /** One number. */
  default float get(long index) {
    float[] one = new float[1];
    copyTo(index, 1, (source, from, count) -> one[0] = source[from]);
    return one[0];
  }

  /** In an array, which the caller lets go of. */
  final class InMemory implements Values {
    private final float[] values;

    InMemory(float[] values) {
      this.values = values;
    }

    @Override
    public long size() {
      return values.length;
    }

    @Override
    public void copyTo(long start, int count, Sequences.Sink target) {
      target.put(values, Math.toIntExact(start), count);
    }

    @Override
    public float get(long index) {
      return values[Math.toIntExact(index)];
    }
  }

  /** In a file of 32-bit floats, little-endian; the system keeps in memory what is used often. */
  final class InFile implements Values {
    private final FileChannel channel;
    private final long size;

    /**
     * @param channel open as long as the values are used
     */
    InFile(FileChannel channel, long size) {
      this.channel = channel;
      this.size = size;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public void copyTo(long start, int count, Sequences.Sink target) {
      that(start >= 0 && start + count <= size, "values: there is no value %d", start + count - 1);
      ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
      try {
        while (bytes.hasRemaining()) {
          that(
              channel.read(bytes, 4 * start + bytes.position()) >= 0,
              "the file of spilled data was cut short while it was in use");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      float[] floats = new float[count];
      bytes.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
      target.put(floats, 0, count);
    }
  }

  /** Some columns of a table of steps, in an order of their own; nothing is copied. */
  final class Columns implements Values {
    private final Values all;
    private final int width;
    private final int[] columns;

    /**
     * @param width columns of {@code all}
     * @param columns those that remain, 1 or more
     */
    Columns(Values all, int width, int[] columns) {
      this.all = all;
      this.width = width;
      this.columns = columns;
    }

    @Override
    public long size() {
      return all.size() / width * columns.length;
    }

    @Override
    public void copyTo(long start, int count, Sequences.Sink target) {
      if (count == 0) {
        return;
      }
      long firstStep = start / columns.length;
      int steps = (int) ((start + count - 1) / columns.length - firstStep) + 1;
      float[] whole = new float[steps * width];
      all.copyTo(
          firstStep * width,
          whole.length,
          (source, from, size) -> System.arraycopy(source, from, whole, 0, size));
      float[] some = new float[count];
      for (int i = 0; i < count; i++) {
        long place = start + i - firstStep * columns.length;
        int step = (int) (place / columns.length);
        some[i] = whole[step * width + columns[(int) (place % columns.length)]];
      }
      target.put(some, 0, count);
    }
  }
}
