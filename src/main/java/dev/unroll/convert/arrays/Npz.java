package dev.unroll.convert.arrays;

import static dev.unroll.check.Check.that;

import dev.unroll.internal.numpy.Cells;
import dev.unroll.internal.numpy.NpyArray;
import dev.unroll.internal.numpy.NpzFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The arrays of NumPy's {@code .npz} files. Numbers of 64 bits are rounded to 32. */
public final class Npz {

  private static final long MOST_BYTES = 1 << 28;

  private Npz() {}

  /**
   * The arrays by name.
   *
   * @throws dev.unroll.check.InputException where the file is damaged, too large or has other
   *     values than numbers
   */
  public static Map<String, Array> read(Path file) throws IOException {
    Map<String, Array> arrays = new LinkedHashMap<>();
    long left = MOST_BYTES;
    for (String name : NpzFile.names(file)) {
      try (NpyArray array = NpzFile.array(file, name, MOST_BYTES)) {
        that(
            array.type().isNumber(),
            "%s: expected numbers, found %s",
            array.who(),
            array.type().words());
        left -= array.size() * Math.max(array.type().width(), Float.BYTES);
        that(
            left > 0,
            "%s: unpacks to more than %d MiB; give fewer sequences",
            file,
            MOST_BYTES >> 20);
        arrays.put(name, array(array));
      }
    }
    return arrays;
  }

  /** Row by row, whatever the order in the file. */
  private static Array array(NpyArray array) throws IOException {
    Cells all = array.all();
    long[] shape = array.shape().stream().mapToLong(Long::longValue).toArray();
    float[] values = new float[all.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) all.number(i);
    }
    return Array.of(shape, values);
  }
}
