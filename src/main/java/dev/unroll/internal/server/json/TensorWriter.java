package dev.unroll.internal.server.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.base.Utf8;
import com.google.common.io.BaseEncoding;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.internal.server.request.TensorValue;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Tensors as lists in lists. */
public final class TensorWriter {

  /** An output of strings that is called so holds bytes, not text. */
  private static final String BYTES = "_bytes";

  private final TensorValue value;
  private final NonFinite nonFinite;
  private final boolean ofBytes;
  private final ByteBuffer numbers;
  private final long[] shape;
  private int string;

  /**
   * @param name of the output
   * @param nonFinite how NaN and the infinities are written
   */
  public TensorWriter(String name, TensorValue value, NonFinite nonFinite) {
    this.value = value;
    this.nonFinite = nonFinite;
    this.ofBytes = name.endsWith(BYTES);
    this.numbers = value.numbers();
    this.shape = value.shape();
  }

  /** Writes the whole tensor. */
  public void write(JsonGenerator json) throws IOException {
    write(json, 0);
  }

  /** Writes the next row, by the first size. */
  public void writeRow(JsonGenerator json) throws IOException {
    write(json, 1);
  }

  /** Writes all elements in one list, row by row. */
  public void writeFlat(JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (long i = 0; i < value.elements(); i++) {
      element(json);
    }
    json.writeEndArray();
  }

  private void write(JsonGenerator json, int depth) throws IOException {
    if (depth == shape.length) {
      element(json);
      return;
    }
    json.writeStartArray();
    for (long i = 0; i < shape[depth]; i++) {
      write(json, depth + 1);
    }
    json.writeEndArray();
  }

  private void element(JsonGenerator json) throws IOException {
    switch (value.type()) {
      case FLOAT -> nonFinite.number(json, numbers.getFloat());
      case DOUBLE -> real(json, numbers.getDouble());
      case INT8 -> json.writeNumber(numbers.get());
      case UINT8 -> json.writeNumber(numbers.get() & 0xff);
      case INT16 -> json.writeNumber(numbers.getShort());
      case UINT16 -> json.writeNumber(numbers.getShort() & 0xffff);
      case INT32 -> json.writeNumber(numbers.getInt());
      case UINT32 -> json.writeNumber(Integer.toUnsignedLong(numbers.getInt()));
      case INT64 -> json.writeNumber(numbers.getLong());
      case UINT64 -> json.writeNumber(new BigInteger(Long.toUnsignedString(numbers.getLong())));
      case BOOL -> json.writeBoolean(numbers.get() != 0);
      case STRING -> string(json, value.strings().get(string++));
      case HALF, BFLOAT16 ->
          throw Refusal.of(
              Status.UNIMPLEMENTED,
              "an output is of type %s, which has no form in JSON; ask for it by gRPC",
              value.type().label());
    }
  }

  private void real(JsonGenerator json, double number) throws IOException {
    if (Double.isFinite(number)) {
      json.writeNumber(number);
    } else {
      nonFinite.write(json, number);
    }
  }

  /** Bytes that are no text are written as Base64, whatever the output is called. */
  private void string(JsonGenerator json, byte[] bytes) throws IOException {
    if (!ofBytes && Utf8.isWellFormed(bytes)) {
      json.writeString(new String(bytes, StandardCharsets.UTF_8));
      return;
    }
    json.writeStartObject();
    json.writeStringField("b64", BaseEncoding.base64().encode(bytes));
    json.writeEndObject();
  }
}
