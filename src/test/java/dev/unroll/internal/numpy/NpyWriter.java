package dev.unroll.internal.numpy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes arrays as the page on NumPy's format says, for tests. */
public final class NpyWriter {

  private NpyWriter() {}

  /**
   * The bytes of an array.
   *
   * @param version of the format, 1 to 3
   * @param type such as {@code <f4}
   * @param columnMajor whether the first axis is the fastest
   * @param value by its place, counted row by row
   */
  public static byte[] bytes(
      int version, String type, boolean columnMajor, int[] shape, IntToDoubleFunction value) {
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    int width = Integer.parseInt(type.substring(2));
    ByteBuffer values =
        ByteBuffer.allocate(size * width)
            .order(type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (int place = 0; place < size; place++) {
      double number = value.applyAsDouble(columnMajor ? rowMajor(place, shape) : place);
      switch (type.substring(1)) {
        case "f2" -> values.putShort(half(number));
        case "f4" -> values.putFloat((float) number);
        case "f8" -> values.putDouble(number);
        case "i1", "u1", "b1" -> values.put((byte) number);
        case "i2", "u2" -> values.putShort((short) (int) number);
        case "i4", "u4" -> values.putInt((int) (long) number);
        default -> values.putLong((long) number);
      }
    }
    return file(version, type, columnMajor, shape, values.array());
  }

  /** The bytes of an array of texts, row by row. */
  public static byte[] texts(boolean unicode, int[] shape, String... texts) {
    int width = Arrays.stream(texts).mapToInt(NpyWriter::length).max().orElse(1);
    ByteBuffer values = ByteBuffer.allocate(texts.length * width * (unicode ? 4 : 1));
    values.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < texts.length; i++) {
      int start = i * width * (unicode ? 4 : 1);
      values.position(start);
      if (unicode) {
        texts[i].codePoints().forEach(values::putInt);
      } else {
        values.put(texts[i].getBytes(StandardCharsets.UTF_8));
      }
    }
    return file(1, (unicode ? "<U" : "|S") + width, false, shape, values.array());
  }

  private static int length(String text) {
    return Math.max(1, text.getBytes(StandardCharsets.UTF_8).length);
  }

  /** A file of a header and what follows it. */
  public static byte[] file(
      int version, String type, boolean columnMajor, int[] shape, byte[] values) {
    String sizes =
        Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", "))
            + (shape.length == 1 ? "," : "");
    return file(
        version,
        "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }"
            .formatted(type, columnMajor ? "True" : "False", sizes),
        values);
  }

  /** A file of that header's text, filled up as NumPy does. */
  public static byte[] file(int version, String header, byte[] values) {
    int before = version == 1 ? 10 : 12;
    String text = header + " ".repeat((64 - (before + header.length() + 1) % 64) % 64) + "\n";
    ByteBuffer file =
        ByteBuffer.allocate(before + text.length() + values.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) version).put((byte) 0);
    if (version == 1) {
      file.putShort((short) text.length());
    } else {
      file.putInt(text.length());
    }
    return file.put(text.getBytes(StandardCharsets.ISO_8859_1)).put(values).array();
  }

  /** Writes a file of several arrays. */
  public static Path npz(Path file, boolean packed, Map<String, byte[]> arrays) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(packed ? 6 : 0);
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  /** The place, counted row by row, of what comes at {@code place} column by column. */
  private static int rowMajor(int place, int... shape) {
    int[] index = new int[shape.length];
    int rest = place;
    for (int axis = 0; axis < shape.length; axis++) {
      index[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    int row = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      row = row * shape[axis] + index[axis];
    }
    return row;
  }

  /** A number of few bits, in 16. */
  private static short half(double number) {
    int bits = Float.floatToRawIntBits((float) number);
    int exponent = ((bits >>> 23) & 0xff) - 127 + 15;
    int sign = (bits >>> 16) & 0x8000;
    int fraction = (bits >>> 13) & 0x3ff;
    return (short) (number == 0 ? 0 : sign | (exponent << 10) | fraction);
  }
}
