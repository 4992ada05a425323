package dev.unroll.convert.arrays;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Longs;
import dev.unroll.check.InputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads NumPy's {@code .npz}: a zip of arrays. Numbers of 64 bits are rounded to 32.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the
 *     format</a>
 */
public final class Npz {

  private static final int MOST_BYTES = 1 << 28;
  private static final int MOST_HEADER = 1 << 16;
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([<>=|]?[a-z]\\d{1,2})'");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([\\d,\\s]{0,200})\\)");

  private Npz() {}

  /**
   * The arrays by name.
   *
   * @throws InputException where the file is damaged, too large or has numbers of another kind
   */
  public static Map<String, Array> read(Path file) throws IOException {
    Map<String, Array> arrays = new LinkedHashMap<>();
    long left = MOST_BYTES;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        try (InputStream in = zip.getInputStream(entry)) {
          byte[] content = in.readNBytes((int) left);
          left -= content.length;
          that(
              left > 0,
              "%s: unpacks to more than %d MiB; give fewer sequences",
              file,
              MOST_BYTES >> 20);
          String name = entry.getName().replaceAll("\\.npy$", "");
          arrays.put(name, array(file + ": array '" + name + "'", content));
        }
      }
    } catch (ZipException | EOFException e) {
      throw new InputException(file + ": not a whole .npz file (" + e.getMessage() + ")", e);
    }
    return arrays;
  }

  private static Array array(String who, byte[] content) {
    that(
        content.length > 12 && content[0] == (byte) 0x93 && content[1] == 'N' && content[2] == 'U',
        "%s: not an array of NumPy",
        who);
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    boolean longHeader = content[6] > 1;
    int start = longHeader ? 12 : 10;
    long size = longHeader ? Integer.toUnsignedLong(bytes.getInt(8)) : bytes.getChar(8);
    that(size <= MOST_HEADER && start + size <= content.length, "%s: its header is cut", who);
    int from = start + (int) size;
    String header = new String(content, start, (int) size, StandardCharsets.ISO_8859_1);
    Matcher type = TYPE.matcher(header);
    Matcher shape = SHAPE.matcher(header);
    that(
        type.find() && shape.find() && header.contains("'fortran_order': False"),
        "%s: expected numbers row by row, found %s",
        who,
        header.strip());
    int width = Integer.parseInt(type.group(1).replaceAll("\\D", ""));
    return Array.of(
        sizes(who, shape.group(1), (content.length - from) / Math.max(width, 1)),
        values(who, type.group(1), bytes.position(from).slice().order(ByteOrder.LITTLE_ENDIAN)));
  }

  private static long[] sizes(String who, String text, int values) {
    long[] shape =
        Pattern.compile(",")
            .splitAsStream(text)
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .mapToLong(part -> size(who, part))
            .toArray();
    long product = 1;
    for (long size : shape) {
      that(size <= values, "%s: its shape (%s) asks for more values than there are", who, text);
      product *= size;
      that(product <= values, "%s: its shape (%s) asks for more values than there are", who, text);
    }
    that(
        product == values,
        "%s: its shape (%s) asks for %d values, found %d",
        who,
        text,
        product,
        values);
    return shape;
  }

  private static long size(String who, String text) {
    Long size = Longs.tryParse(text);
    that(size != null, "%s: its shape says '%s'; expected a whole number", who, text);
    return size;
  }

  private static float[] values(String who, String type, ByteBuffer bytes) {
    int width = Integer.parseInt(type.replaceAll("\\D", ""));
    float[] values = new float[bytes.remaining() / Math.max(width, 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case "<f4" -> bytes.getFloat();
            case "<f8" -> (float) bytes.getDouble();
            case "<i4" -> bytes.getInt();
            case "<i8" -> bytes.getLong();
            default ->
                throw failure(
                    "%s: expected numbers of type float32, float64, int32 or int64, found %s",
                    who, type);
          };
    }
    return values;
  }
}
