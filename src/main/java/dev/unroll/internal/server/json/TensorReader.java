package dev.unroll.internal.server.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.base.Utf8;
import com.google.common.io.BaseEncoding;
import com.google.common.math.LongMath;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.internal.server.request.TensorValue;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A tensor out of lists in lists, read once and straight into its bytes. What does not fit is said
 * with its place, as in {@code instances[3][5][2]}.
 */
public final class TensorReader {

  /** Elements of a tensor, which nobody sends by mistake. */
  public static final int MOST_ELEMENTS = 1 << 24;

  private static final int MOST_SIZES = 32;
  private static final VarHandle FLOATS = view(float[].class);
  private static final VarHandle DOUBLES = view(double[].class);
  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle LONGS = view(long[].class);
  private static final BigInteger UINT64 = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final String name;
  private final String place;
  private final ElementType type;
  private byte[] bytes = new byte[1024];
  private final List<byte[]> strings = new ArrayList<>();
  private int elements;
  private long[] sizes = new long[0];

  /** Brackets around an element; -1 before the first one. */
  private int rank = -1;

  private final int[] at = new int[MOST_SIZES];

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @param name of the input
   * @param place of the value in the request, such as {@code inputs}
   * @param spec what the signature says of it
   * @throws Refusal where its type has no form in JSON
   */
  public TensorReader(String name, String place, TensorSpec spec) {
    this.name = name;
    this.place = place;
    this.type =
        ElementType.ofLabel(spec.type())
            .filter(one -> one != ElementType.HALF && one != ElementType.BFLOAT16)
            .orElseThrow(
                () ->
                    Refusal.of(
                        Status.UNIMPLEMENTED,
                        "input '%s' is of type %s, which has no form in JSON; send it by gRPC",
                        name,
                        spec.type()));
  }

  /**
   * @param name of the input
   * @param place of the value in the request
   */
  public TensorReader(String name, String place, ElementType type) {
    this.name = name;
    this.place = place;
    this.type = type;
    if (type == ElementType.HALF || type == ElementType.BFLOAT16) {
      throw Refusal.invalid(
          "input '%s' is of type %s, which has no form in JSON; send it as binary data",
          name, type.protocolName());
    }
  }

  /**
   * Reads all elements, row by row: in one list, or in lists as the shape has them.
   *
   * @param shape that they fill
   */
  public TensorValue readFlat(JsonParser parser, long... shape) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw refusal(0, "a list", parser);
    }
    value(parser, 0);
    long expected = 1;
    for (long size : shape) {
      expected = LongMath.saturatedMultiply(expected, size);
    }
    if (expected != elements || (sizes.length > 1 && !Arrays.equals(sizes, shape))) {
      throw Refusal.invalid(
          "input '%s': its shape %s has %d elements, its data %s",
          name,
          Arrays.toString(shape),
          expected,
          sizes.length > 1 ? "are lists of " + Arrays.toString(sizes) : elements);
    }
    sizes = shape;
    return made();
  }

  private void checkRoom() {
    if (elements == MOST_ELEMENTS) {
      throw Refusal.invalid(
          "input '%s': expected %,d elements at most; send it in parts", name, MOST_ELEMENTS);
    }
  }

  /** Reads the whole tensor, which {@code parser} is at the beginning of. */
  public TensorValue read(JsonParser parser) throws IOException {
    value(parser, 0);
    return made();
  }

  /** Reads the next row, which {@code parser} is at the beginning of. */
  public void readRow(JsonParser parser) throws IOException {
    if (sizes.length == 0) {
      sizes = new long[] {0};
    }
    at[0] = (int) sizes[0];
    value(parser, 1);
    sizes[0]++;
  }

  /** Takes a string as the next row. */
  public void addRow(byte[] string) {
    if (rank > 1 || sizes.length > 1) {
      throw Refusal.invalid(
          "input '%s', %s[%d]: expected a list as those before it, found a string",
          name, place, sizes[0]);
    }
    checkRoom();
    strings.add(string);
    rank = 1;
    elements++;
    sizes = new long[] {elements};
  }

  /** The tensor of the rows that were read. */
  public TensorValue made() {
    // A list without elements is as deep as its brackets.
    long[] shape = sizes;
    return type == ElementType.STRING
        ? TensorValue.ofStrings(strings, shape)
        : TensorValue.ofBytes(type, Arrays.copyOf(bytes, elements * type.bytes()), shape);
  }

  private void value(JsonParser parser, int depth) throws IOException {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      list(parser, depth);
      return;
    }
    if (rank < 0) {
      rank = depth;
    }
    if (rank != depth || sizes.length > depth) {
      throw refusal(depth, "a list", parser);
    }
    checkRoom();
    element(parser, depth);
    elements++;
  }

  private void list(JsonParser parser, int depth) throws IOException {
    if (depth == rank) {
      throw refusal(depth, described(), parser);
    }
    if (depth == MOST_SIZES) {
      throw Refusal.invalid(
          "input '%s': expected a tensor of %d dimensions at most", name, MOST_SIZES);
    }
    if (depth >= sizes.length) {
      int known = sizes.length;
      sizes = Arrays.copyOf(sizes, depth + 1);
      Arrays.fill(sizes, known, sizes.length, -1);
    }
    int size = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      at[depth] = size;
      value(parser, depth + 1);
      size++;
    }
    if (sizes[depth] >= 0 && sizes[depth] != size) {
      throw Refusal.invalid(
          "input '%s', %s: expected a list of %d values as the lists before it, found %d; lists of a"
              + " tensor are of one length",
          name, place(depth), sizes[depth], size);
    }
    sizes[depth] = size;
  }

  private void element(JsonParser parser, int depth) throws IOException {
    switch (type) {
      case FLOAT ->
          FLOATS.set(room(Float.BYTES), elements * Float.BYTES, (float) real(parser, depth));
      case DOUBLE -> DOUBLES.set(room(Double.BYTES), elements * Double.BYTES, real(parser, depth));
      case INT8 -> room(1)[elements] = (byte) whole(parser, depth, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case UINT8 -> room(1)[elements] = (byte) whole(parser, depth, 0, 255);
      case INT16 ->
          SHORTS.set(
              room(Short.BYTES),
              elements * Short.BYTES,
              (short) whole(parser, depth, Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT16 ->
          SHORTS.set(
              room(Short.BYTES), elements * Short.BYTES, (short) whole(parser, depth, 0, 65_535));
      case INT32 ->
          INTS.set(
              room(Integer.BYTES),
              elements * Integer.BYTES,
              (int) whole(parser, depth, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT32 ->
          INTS.set(
              room(Integer.BYTES),
              elements * Integer.BYTES,
              (int) whole(parser, depth, 0, 4_294_967_295L));
      case INT64 ->
          LONGS.set(
              room(Long.BYTES),
              elements * Long.BYTES,
              whole(parser, depth, Long.MIN_VALUE, Long.MAX_VALUE));
      case UINT64 -> LONGS.set(room(Long.BYTES), elements * Long.BYTES, unsigned(parser, depth));
      case BOOL -> room(1)[elements] = (byte) (truth(parser, depth) ? 1 : 0);
      case STRING -> strings.add(string(parser, depth));
      default -> throw new AssertionError(type);
    }
  }

  private byte[] room(int size) {
    if ((elements + 1) * size > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    return bytes;
  }

  private double real(JsonParser parser, int depth) throws IOException {
    if (!parser.currentToken().isNumeric()) {
      throw refusal(depth, "a number", parser);
    }
    double value = type == ElementType.FLOAT ? parser.getFloatValue() : parser.getDoubleValue();
    // A float may overflow, as it does where numbers are narrowed; a double may not.
    if (Double.isInfinite(value)
        && !parser.isNaN()
        && Double.isInfinite(Double.parseDouble(parser.getText()))) {
      throw refusal(depth, "a number that a double holds", parser);
    }
    return value;
  }

  private long whole(JsonParser parser, int depth, long least, long most) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = parser.getLongValue();
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw refusal(depth, "a whole number of " + least + " to " + most, parser);
  }

  private long unsigned(JsonParser parser, int depth) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      BigInteger value = parser.getBigIntegerValue();
      if (value.signum() >= 0 && value.compareTo(UINT64) <= 0) {
        return value.longValue();
      }
    }
    throw refusal(depth, "a whole number of 0 to " + UINT64, parser);
  }

  private boolean truth(JsonParser parser, int depth) throws IOException {
    if (!parser.currentToken().isBoolean()) {
      throw refusal(depth, "true or false", parser);
    }
    return parser.getBooleanValue();
  }

  private byte[] string(JsonParser parser, int depth) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      String text = parser.getText();
      try {
        // Java would write half a pair as a question mark.
        int unused = Utf8.encodedLength(text);
      } catch (IllegalArgumentException e) {
        throw refusal(depth, "text whose surrogates are in pairs", parser);
      }
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return base64(parser, name + ", " + place(depth));
    }
    throw refusal(depth, "a string or {\"b64\": \"...\"}", parser);
  }

  private static byte[] base64(JsonParser parser, String who) throws IOException {
    if (!"b64".equals(parser.nextFieldName())) {
      throw noBase64(who);
    }
    return base64AfterName(parser, who);
  }

  /**
   * The bytes of {@code {"b64": "..."}}, whose name {@code parser} is at.
   *
   * @param who has it, in words
   */
  public static byte[] base64AfterName(JsonParser parser, String who) throws IOException {
    if (parser.nextToken() != JsonToken.VALUE_STRING) {
      throw noBase64(who);
    }
    String text = parser.getText();
    if (parser.nextToken() != JsonToken.END_OBJECT) {
      throw noBase64(who);
    }
    try {
      return BaseEncoding.base64().decode(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("%s: not Base64: %s", who, e.getMessage());
    }
  }

  private static Refusal noBase64(String who) {
    return Refusal.invalid("%s: expected an object of one string, {\"b64\": \"...\"}", who);
  }

  private String described() {
    return switch (type) {
      case FLOAT, DOUBLE -> "a number";
      case BOOL -> "true or false";
      case STRING -> "a string";
      default -> "a whole number";
    };
  }

  private Refusal refusal(int depth, String expected, JsonParser parser) throws IOException {
    return Refusal.invalid(
        "input '%s', %s: expected %s, found %s",
        name, place(depth), expected, ServingJson.quoted(parser));
  }

  private String place(int depth) {
    return place
        + IntStream.range(0, depth).mapToObj(i -> "[" + at[i] + "]").collect(Collectors.joining());
  }
}
