package dev.unroll.internal.numpy;

import static dev.unroll.check.Check.failure;

import com.google.common.primitives.UnsignedLong;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of an array's values, as its header writes it: {@code <f8}, {@code |u1}, {@code >U12}.
 *
 * @param kind what the values are
 * @param width bytes of a value
 * @param order of the bytes of a number
 */
public record NpyType(Kind kind, int width, ByteOrder order) {

  /** What values are. */
  public enum Kind {
    FLOAT("numbers"),
    INTEGER("whole numbers"),
    UNSIGNED("whole numbers"),
    BOOL("true or false"),
    UNICODE("texts"),
    BYTES("texts"),
    /** Objects of Python, pickled. */
    OBJECT("objects");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private static final Pattern TEXT = Pattern.compile("([<>=|]?)([a-zA-Z?])(\\d{0,9})(\\[.*)?");

  private static final int OF_CHARACTER = 4;

  /**
   * Reads a type.
   *
   * @param who how messages name the array
   * @throws dev.unroll.check.InputException where it is none that can be read
   */
  static NpyType of(String who, String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw unknown(who, text);
    }
    ByteOrder order = parts.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int size = parts.group(3).isEmpty() ? 0 : Integer.parseInt(parts.group(3));
    return switch (parts.group(2)) {
      case "f" -> number(who, text, Kind.FLOAT, size, order, size == 2 || size == 4 || size == 8);
      case "i" -> number(who, text, Kind.INTEGER, size, order, isWhole(size));
      case "u" -> number(who, text, Kind.UNSIGNED, size, order, isWhole(size));
      case "b" -> number(who, text, Kind.BOOL, size, order, size == 1);
      case "?" -> new NpyType(Kind.BOOL, 1, order);
      case "S", "a" -> new NpyType(Kind.BYTES, size, order);
      case "U" -> new NpyType(Kind.UNICODE, Math.multiplyExact(OF_CHARACTER, size), order);
      case "O" -> new NpyType(Kind.OBJECT, 0, order);
      case "c" ->
          throw failure(
              "%s: complex numbers (%s); save real and imaginary parts as features:"
                  + " numpy.concatenate([X.real, X.imag], axis=-1)",
              who, text);
      case "M", "m" ->
          throw failure(
              "%s: times (%s); save the values alone, or times as numbers: X.astype('float64')",
              who, text);
      default -> throw unknown(who, text);
    };
  }

  private static boolean isWhole(int size) {
    return size == 1 || size == 2 || size == 4 || size == 8;
  }

  private static NpyType number(
      String who, String text, Kind kind, int size, ByteOrder order, boolean known) {
    if (!known) {
      throw unknown(who, text);
    }
    return new NpyType(kind, size, order);
  }

  private static RuntimeException unknown(String who, String text) {
    return failure(
        "%s: values of the type '%s', which are not read; save them as numbers of 32 or 64 bits, such"
            + " as by X.astype('float32')",
        who, text);
  }

  /** Whether values are numbers, true and false included. */
  public boolean isNumber() {
    return kind.compareTo(Kind.BOOL) <= 0;
  }

  /** Whether values are texts. */
  public boolean isText() {
    return kind == Kind.UNICODE || kind == Kind.BYTES;
  }

  /** What the values are, in words. */
  public String words() {
    return kind.words;
  }

  /**
   * A number.
   *
   * @param bytes in {@link #order()}
   * @param at where it begins
   */
  double number(ByteBuffer bytes, int at) {
    return switch (kind) {
      case FLOAT ->
          switch (width) {
            case 2 -> HalfFloat.widened(bytes.getShort(at));
            case 4 -> bytes.getFloat(at);
            default -> bytes.getDouble(at);
          };
      case UNSIGNED -> UnsignedLong.fromLongBits(whole(bytes, at)).doubleValue();
      default -> whole(bytes, at);
    };
  }

  /** A whole number of 64 bits; for {@link Kind#UNSIGNED} of 8 bytes without sign. */
  private long whole(ByteBuffer bytes, int at) {
    boolean signed = kind == Kind.INTEGER;
    return switch (width) {
      case 1 -> signed ? bytes.get(at) : bytes.get(at) & 0xff;
      case 2 -> signed ? bytes.getShort(at) : bytes.getChar(at);
      case 4 -> signed ? bytes.getInt(at) : Integer.toUnsignedLong(bytes.getInt(at));
      default -> bytes.getLong(at);
    };
  }

  /** A text, or a number as it is written; a whole one without a point. */
  String text(ByteBuffer bytes, int at) {
    return switch (kind) {
      case INTEGER -> Long.toString(whole(bytes, at));
      case UNSIGNED -> Long.toUnsignedString(whole(bytes, at));
      case BOOL -> bytes.get(at) == 0 ? "False" : "True";
      case FLOAT -> Wholes.text(number(bytes, at));
      case UNICODE -> unicode(bytes, at);
      case BYTES -> bytes(bytes, at);
      case OBJECT -> throw new IllegalStateException("objects have no text");
    };
  }

  private String unicode(ByteBuffer bytes, int at) {
    StringBuilder text = new StringBuilder();
    for (int i = at; i < at + width; i += OF_CHARACTER) {
      int character = bytes.getInt(i);
      text.appendCodePoint(Character.isValidCodePoint(character) ? character : 0xfffd);
    }
    return ended(text.toString());
  }

  private String bytes(ByteBuffer bytes, int at) {
    byte[] text = new byte[width];
    bytes.get(at, text);
    return ended(new String(text, StandardCharsets.UTF_8));
  }

  /** Texts are filled up with zeros. */
  private static String ended(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == 0) {
      end--;
    }
    return text.substring(0, end);
  }
}
