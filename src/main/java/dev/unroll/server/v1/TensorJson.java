package dev.unroll.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.server.request.ElementType;
import dev.unroll.server.request.Refusal;
import dev.unroll.server.request.Status;
import dev.unroll.server.request.TensorValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Tensors of 32-bit floating point numbers from lists of JSON, and back. */
final class TensorJson {

  private float[] values = new float[256];
  private int count;
  private long[] shape = new long[0];

  private TensorJson() {}

  /** Reads the value that {@code parser} is at. */
  static TensorValue read(JsonParser parser, String name, TensorSpec spec) throws IOException {
    if (!spec.type().equals(ElementType.FLOAT.label())) {
      throw Refusal.of(Status.UNIMPLEMENTED, "input '%s' is of type %s", name, spec.type());
    }
    TensorJson json = new TensorJson();
    json.list(parser, 0);
    return TensorValue.ofFloats(Arrays.copyOf(json.values, json.count), json.shape);
  }

  private void list(JsonParser parser, int depth) throws IOException {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      long size = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list(parser, depth + 1);
        size++;
      }
      if (shape.length <= depth) {
        long[] more = new long[depth + 1];
        System.arraycopy(shape, 0, more, 0, shape.length);
        Arrays.fill(more, shape.length, depth, -1);
        shape = more;
        shape[depth] = size;
      } else if (shape[depth] < 0) {
        shape[depth] = size;
      } else if (shape[depth] != size) {
        throw Refusal.invalid("expected lists of %d values, found %d", shape[depth], size);
      }
      return;
    }
    if (!parser.currentToken().isNumeric()) {
      throw Refusal.invalid("expected a number, found %s", parser.getText());
    }
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = parser.getFloatValue();
  }

  /** Writes a value as lists. */
  static void write(JsonGenerator json, TensorValue value) throws IOException {
    write(json, value.numbers(), value.shape(), 0);
  }

  private static void write(JsonGenerator json, ByteBuffer numbers, long[] shape, int depth)
      throws IOException {
    if (depth == shape.length) {
      json.writeNumber(numbers.getFloat());
      return;
    }
    json.writeStartArray();
    for (long i = 0; i < shape[depth]; i++) {
      write(json, numbers, shape, depth + 1);
    }
    json.writeEndArray();
  }
}
