package dev.unroll.internal.parquet;

import static dev.unroll.check.Check.failure;

import com.google.common.primitives.Shorts;
import dev.unroll.check.InputException;
import dev.unroll.internal.numpy.HalfFloat;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.Type;

/** A column of a Parquet file, and its values as text. */
final class ParquetColumn {

  /** The bits of a double that a float has not, and a half of their range. */
  private static final long DROPPED = (1L << 29) - 1;

  private static final long HALF = 1L << 28;

  /** Whole numbers that a double has all of. */
  private static final double MOST_WHOLE = 1e15;

  /** Julian day of 1970-01-01. */
  private static final long JULIAN_1970 = 2_440_588;

  private static final long NANOS_A_SECOND = 1_000_000_000;

  /** What a value means. */
  private enum Meaning {
    FLAG,
    WHOLE,
    UNSIGNED,
    FLOAT,
    DOUBLE,
    HALF_FLOAT,
    DECIMAL,
    DATE,
    TIME,
    TIMESTAMP,
    OLD_TIMESTAMP,
    TEXT,
    UUID
  }

  private final String file;
  private final SchemaElement element;
  private final Meaning meaning;
  private final int scale;

  /** Units of a time in a second. */
  private final long units;

  private final boolean universal;
  private final char decimal;

  /**
   * @param file how messages name it
   * @param element that is a column, neither a group nor a list
   * @param decimal mark of the numbers that have a fraction
   * @throws InputException where its values are of a kind that is not read
   */
  ParquetColumn(String file, SchemaElement element, char decimal) {
    this.file = file;
    this.element = element;
    this.decimal = decimal;
    LogicalType logical = element.isSetLogicalType() ? element.getLogicalType() : null;
    this.meaning = meaning(logical, element.isSetConverted_type() ? element.converted_type : null);
    this.scale =
        logical != null && logical.isSetDECIMAL()
            ? logical.getDECIMAL().getScale()
            : element.getScale();
    this.units = units(logical);
    this.universal =
        (logical != null && logical.isSetTIMESTAMP())
            ? logical.getTIMESTAMP().isIsAdjustedToUTC()
            : meaning == Meaning.TIMESTAMP;
  }

  private Meaning meaning(LogicalType logical, ConvertedType converted) {
    return switch (element.getType()) {
      case BOOLEAN -> Meaning.FLAG;
      case FLOAT -> Meaning.FLOAT;
      case DOUBLE -> Meaning.DOUBLE;
      case INT96 -> Meaning.OLD_TIMESTAMP;
      case INT32, INT64 -> whole(logical, converted);
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> bytes(logical, converted);
    };
  }

  private static Meaning whole(LogicalType logical, ConvertedType converted) {
    if (logical != null) {
      if (logical.isSetDECIMAL()) {
        return Meaning.DECIMAL;
      }
      if (logical.isSetINTEGER()) {
        return logical.getINTEGER().isIsSigned() ? Meaning.WHOLE : Meaning.UNSIGNED;
      }
      if (logical.isSetDATE() || logical.isSetTIME() || logical.isSetTIMESTAMP()) {
        return logical.isSetDATE()
            ? Meaning.DATE
            : logical.isSetTIME() ? Meaning.TIME : Meaning.TIMESTAMP;
      }
    }
    if (converted == null) {
      return Meaning.WHOLE;
    }
    return switch (converted) {
      case DECIMAL -> Meaning.DECIMAL;
      case DATE -> Meaning.DATE;
      case TIME_MILLIS, TIME_MICROS -> Meaning.TIME;
      case TIMESTAMP_MILLIS, TIMESTAMP_MICROS -> Meaning.TIMESTAMP;
      case UINT_8, UINT_16, UINT_32, UINT_64 -> Meaning.UNSIGNED;
      default -> Meaning.WHOLE;
    };
  }

  private Meaning bytes(LogicalType logical, ConvertedType converted) {
    if (logical != null) {
      if (logical.isSetDECIMAL()) {
        return Meaning.DECIMAL;
      }
      if (logical.isSetUUID()) {
        return Meaning.UUID;
      }
      if (logical.isSetFLOAT16()) {
        return Meaning.HALF_FLOAT;
      }
      if (!logical.isSetSTRING()
          && !logical.isSetENUM()
          && !logical.isSetJSON()
          && !logical.isSetUNKNOWN()) {
        throw notRead(logical.getSetField().getFieldName());
      }
    }
    if (converted == ConvertedType.DECIMAL) {
      return Meaning.DECIMAL;
    }
    if (converted == ConvertedType.BSON || converted == ConvertedType.INTERVAL) {
      throw notRead(converted.toString());
    }
    return Meaning.TEXT;
  }

  private InputException notRead(String kind) {
    return failure(
        "%s: column '%s' holds values of the kind %s, which are not read here; write the file"
            + " without it",
        file, name(), kind);
  }

  private long units(LogicalType logical) {
    if (logical != null && (logical.isSetTIME() || logical.isSetTIMESTAMP())) {
      TimeUnit unit =
          logical.isSetTIME() ? logical.getTIME().getUnit() : logical.getTIMESTAMP().getUnit();
      return unit.isSetMILLIS() ? 1000 : unit.isSetMICROS() ? 1_000_000 : NANOS_A_SECOND;
    }
    ConvertedType converted = element.getConverted_type();
    return converted == ConvertedType.TIME_MILLIS || converted == ConvertedType.TIMESTAMP_MILLIS
        ? 1000
        : 1_000_000;
  }

  String name() {
    return element.getName();
  }

  Type type() {
    return element.getType();
  }

  /** Bytes of a value of the type FIXED_LEN_BYTE_ARRAY. */
  int length() {
    return element.getType_length();
  }

  /** Whether values may be missing. */
  boolean isOptional() {
    return element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
  }

  /** The texts of values, without blanks around them. */
  String[] texts(Values values) {
    String[] texts = new String[values.count()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = values.isNumbers() ? text(values.number(i)) : text(values.bytes(i));
    }
    return texts;
  }

  private String text(long bits) {
    return switch (meaning) {
      case FLAG -> bits == 0 ? "False" : "True";
      case FLOAT -> fraction(Float.toString(Float.intBitsToFloat((int) bits)));
      case DOUBLE -> fraction(text(Double.longBitsToDouble(bits)));
      case UNSIGNED -> Long.toUnsignedString(type() == Type.INT32 ? bits & 0xffff_ffffL : bits);
      case DECIMAL -> fraction(BigDecimal.valueOf(bits, scale).toPlainString());
      case DATE -> LocalDate.ofEpochDay(bits).toString();
      case TIME ->
          DateTimeFormatter.ISO_LOCAL_TIME.format(
              LocalTime.ofNanoOfDay(bits * (NANOS_A_SECOND / units)));
      case TIMESTAMP ->
          time(
              Math.floorDiv(bits, units),
              Math.floorMod(bits, units) * (NANOS_A_SECOND / units),
              universal);
      default -> Long.toString(bits);
    };
  }

  private String fraction(String number) {
    return decimal == '.' ? number : number.replace('.', decimal);
  }

  /** All digits where the few that tell a double would be rounded to another float than it is. */
  private static String text(double number) {
    if (number == Math.rint(number) && Math.abs(number) < MOST_WHOLE && number != 0) {
      return (long) number + ".0"; // an identifier stays one
    }
    boolean between = (Double.doubleToRawLongBits(number) & DROPPED) == HALF;
    return between && Double.isFinite(number)
        ? new BigDecimal(number).toString()
        : Double.toString(number);
  }

  private static String time(long seconds, long nanos, boolean universal) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, (int) nanos, ZoneOffset.UTC);
    return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time) + (universal ? "Z" : "");
  }

  private String text(byte[] bytes) {
    switch (meaning) {
      case DECIMAL -> {
        return fraction(
            new BigDecimal(bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes), scale)
                .toPlainString());
      }
      case HALF_FLOAT -> {
        return fraction(Float.toString(HalfFloat.widened(Shorts.fromBytes(bytes[1], bytes[0]))));
      }
      case OLD_TIMESTAMP -> {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long nanos = in.getLong();
        long days = in.getInt() - JULIAN_1970;
        return time(
            days * 86_400 + Math.floorDiv(nanos, NANOS_A_SECOND),
            Math.floorMod(nanos, NANOS_A_SECOND),
            false);
      }
      case UUID -> {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new UUID(in.getLong(), in.getLong()).toString();
      }
      default -> {
        try {
          return StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes))
              .toString()
              .strip();
        } catch (CharacterCodingException e) {
          throw new InputException(
              file
                  + ": column '"
                  + name()
                  + "' holds bytes that are no text; write the file without it",
              e);
        }
      }
    }
  }
}
