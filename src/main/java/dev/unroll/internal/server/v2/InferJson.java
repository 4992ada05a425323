package dev.unroll.internal.server.v2;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.unroll.internal.server.http.HttpAnswer;
import dev.unroll.internal.server.http.HttpRequest;
import dev.unroll.internal.server.json.NonFinite;
import dev.unroll.internal.server.json.ServingJson;
import dev.unroll.internal.server.json.TensorReader;
import dev.unroll.internal.server.json.TensorWriter;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The body of a request to infer: JSON, and after it the bytes of those inputs that came as binary
 * data.
 */
final class InferJson {

  /** How many bytes of a body are JSON, where others follow. */
  static final String JSON_LENGTH = "Inference-Header-Content-Length";

  private static final String BINARY = "binary_data";
  private static final String BINARY_SIZE = "binary_data_size";
  private static final String BINARY_OUTPUT = "binary_data_output";

  private final byte[] body;
  private final int jsonLength;
  private final NonFinite nonFinite;
  private int binaryAt;
  private String id = "";
  private Map<String, Object> parameters = Map.of();
  private final Map<String, TensorValue> inputs = new LinkedHashMap<>();
  private final List<String> outputs = new ArrayList<>();
  private final Set<String> binaryOutputs = new TreeSet<>();
  private final Set<String> plainOutputs = new TreeSet<>();

  private InferJson(byte[] body, int jsonLength, NonFinite nonFinite) {
    this.body = body;
    this.jsonLength = jsonLength;
    this.binaryAt = jsonLength;
    this.nonFinite = nonFinite;
  }

  /**
   * Reads a body.
   *
   * @throws Refusal where it is no such request
   */
  static InferJson read(HttpRequest request) {
    byte[] body = request.body();
    int length = body.length;
    Optional<String> told = request.header(JSON_LENGTH);
    if (told.isPresent()) {
      try {
        length = Integer.parseInt(told.get().strip());
      } catch (NumberFormatException e) {
        length = -1;
      }
      if (length < 0 || length > body.length) {
        throw Refusal.invalid(
            "header %s: expected 0 to %d, the bytes of the body, found %s",
            JSON_LENGTH, body.length, told.get());
      }
    }
    int jsonLength = length;
    NonFinite nonFinite = NonFinite.of(request.query().get(NonFinite.PARAMETER));
    InferJson read =
        ServingJson.read(
            body,
            jsonLength,
            parser -> {
              InferJson one = new InferJson(body, jsonLength, nonFinite);
              one.all(parser);
              return one;
            });
    if (read.binaryAt != body.length) {
      throw Refusal.invalid(
          "expected %d bytes of binary data after the JSON, as its inputs say, found %d",
          read.binaryAt - jsonLength, body.length - jsonLength);
    }
    return read;
  }

  private void all(JsonParser parser) throws IOException {
    if (parser.nextToken() == null) {
      throw Refusal.invalid("JSON Parse error: The document is empty");
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Refusal.invalid("expected an object, {\"inputs\": [...]}");
    }
    boolean hasInputs = false;
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      parser.nextToken();
      switch (key) {
        case "id" -> id = text(parser, "'id'");
        case "parameters" -> parameters = parameters(parser, "'parameters'");
        case "inputs" -> {
          hasInputs = true;
          list(parser, "'inputs'", this::input);
        }
        case "outputs" -> list(parser, "'outputs'", this::output);
        default -> parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw Refusal.invalid("JSON Parse error: expected the end after the object");
    }
    if (!hasInputs) {
      throw Refusal.invalid("expected the key 'inputs', a list of tensors");
    }
  }

  private interface Element {
    void read(JsonParser parser, String place) throws IOException;
  }

  private static void list(JsonParser parser, String place, Element element) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Refusal.invalid("%s: expected a list", place);
    }
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      String at = place + "[" + i + "]";
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw Refusal.invalid("%s: expected an object", at);
      }
      element.read(parser, at);
    }
  }

  private static String text(JsonParser parser, String place) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw Refusal.invalid("%s: expected a string", place);
    }
    return parser.getText();
  }

  private static Map<String, Object> parameters(JsonParser parser, String place)
      throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Refusal.invalid("%s: expected an object", place);
    }
    Map<String, Object> found = new LinkedHashMap<>();
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      switch (parser.nextToken()) {
        case VALUE_TRUE -> found.put(key, true);
        case VALUE_FALSE -> found.put(key, false);
        case VALUE_STRING -> found.put(key, parser.getText());
        case VALUE_NUMBER_INT ->
            found.put(
                key,
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    ? parser.getText()
                    : (Object) parser.getLongValue());
        case VALUE_NUMBER_FLOAT -> found.put(key, parser.getDoubleValue());
        default -> parser.skipChildren();
      }
    }
    return found;
  }

  private void input(JsonParser parser, String place) throws IOException {
    String name = null;
    List<Long> sizes = null;
    String datatype = null;
    Map<String, Object> own = Map.of();
    TokenBuffer later = null;
    TensorValue value = null;
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      parser.nextToken();
      switch (key) {
        case "name" -> name = text(parser, place + ".name");
        case "datatype" -> datatype = text(parser, place + ".datatype");
        case "shape" -> sizes = sizes(parser, place + ".shape");
        case "parameters" -> own = parameters(parser, place + ".parameters");
        case "data" -> {
          if (name != null && sizes != null && datatype != null) {
            value = data(parser, name, place, datatype, sizes);
          } else {
            // What it is comes later.
            later = new TokenBuffer((ObjectCodec) null, false);
            later.copyCurrentStructure(parser);
          }
        }
        default -> parser.skipChildren();
      }
    }
    if (name == null || sizes == null || datatype == null) {
      throw Refusal.invalid("%s: expected the keys 'name', 'shape' and 'datatype'", place);
    }
    Optional<Long> binary = Parameter.whole(own, BINARY_SIZE);
    if (later != null) {
      try (JsonParser kept = later.asParser()) {
        kept.nextToken();
        value = data(kept, name, place, datatype, sizes);
      }
    }
    if (binary.isPresent() == (value != null)) {
      throw Refusal.invalid(
          "input '%s': expected its numbers in 'data', or as binary data whose size is in"
              + " 'parameters.binary_data_size', found %s",
          name, value == null ? "none" : "both");
    }
    if (binary.isPresent()) {
      value = binary(name, datatype, sizes, binary.get());
    }
    if (inputs.put(name, value) != null) {
      throw Refusal.invalid("%s: the input '%s' is given twice", place, name);
    }
  }

  private TensorValue binary(String name, String datatype, List<Long> sizes, long size) {
    if (size < 0 || size > body.length - binaryAt) {
      throw Refusal.invalid(
          "input '%s': its binary data are %d bytes, but %d are left of the body%s",
          name,
          size,
          body.length - binaryAt,
          jsonLength == body.length ? "; the header " + JSON_LENGTH + " is missing" : "");
    }
    byte[] bytes = Arrays.copyOfRange(body, binaryAt, binaryAt + (int) size);
    binaryAt += (int) size;
    return PackedTensors.read(
        name, PackedTensors.type(name, datatype), bytes, PackedTensors.shape(name, sizes));
  }

  private static TensorValue data(
      JsonParser parser, String name, String place, String datatype, List<Long> sizes)
      throws IOException {
    ElementType type = PackedTensors.type(name, datatype);
    return new TensorReader(name, place + ".data", type)
        .readFlat(parser, PackedTensors.shape(name, sizes));
  }

  private static List<Long> sizes(JsonParser parser, String place) throws IOException {
    List<Long> sizes = new ArrayList<>();
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Refusal.invalid("%s: expected a list of whole numbers", place);
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      boolean whole =
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      if (!whole || sizes.size() == 32) {
        throw Refusal.invalid("%s: expected a list of 32 whole numbers at most", place);
      }
      sizes.add(parser.getLongValue());
    }
    return sizes;
  }

  private void output(JsonParser parser, String place) throws IOException {
    String name = null;
    Map<String, Object> own = Map.of();
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      parser.nextToken();
      switch (key) {
        case "name" -> name = text(parser, place + ".name");
        case "parameters" -> own = parameters(parser, place + ".parameters");
        default -> parser.skipChildren();
      }
    }
    if (name == null) {
      throw Refusal.invalid("%s: expected the key 'name'", place);
    }
    if (own.containsKey("classification")) {
      throw Refusal.invalid(
          "output '%s': the classification extension is not served; ask for the whole output",
          name);
    }
    outputs.add(name);
    if (own.containsKey(BINARY)) {
      (Parameter.truth(own, BINARY) ? binaryOutputs : plainOutputs).add(name);
    }
  }

  InferRequest request(ModelName model, Deadline deadline) {
    return new InferRequest(model, id, parameters, inputs, outputs, deadline);
  }

  /** The answer, whose outputs are binary data where that was asked for. */
  HttpAnswer answer(InferAnswer answer) {
    boolean binaryByDefault = Parameter.truth(parameters, BINARY_OUTPUT);
    List<byte[]> binary = new ArrayList<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = ServingJson.factory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("model_name", answer.model());
      json.writeStringField("model_version", Long.toString(answer.version()));
      if (!answer.id().isEmpty()) {
        json.writeStringField("id", answer.id());
      }
      if (!answer.parameters().isEmpty()) {
        json.writeObjectFieldStart("parameters");
        for (Map.Entry<String, Object> parameter : answer.parameters().entrySet()) {
          json.writeObjectField(parameter.getKey(), parameter.getValue());
        }
        json.writeEndObject();
      }
      json.writeArrayFieldStart("outputs");
      for (Map.Entry<String, TensorValue> output : answer.outputs().entrySet()) {
        String name = output.getKey();
        boolean packed =
            binaryOutputs.contains(name) || (binaryByDefault && !plainOutputs.contains(name));
        write(json, name, output.getValue(), packed ? Optional.of(binary) : Optional.empty());
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int length = bytes.size();
    binary.forEach(bytes::writeBytes);
    return binary.isEmpty()
        ? HttpAnswer.json(200, bytes.toByteArray())
        : new HttpAnswer(
            200,
            Map.of(
                "Content-Type", "application/octet-stream", JSON_LENGTH, Integer.toString(length)),
            bytes.toByteArray());
  }

  private void write(
      JsonGenerator json, String name, TensorValue value, Optional<List<byte[]>> binary)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("datatype", value.type().protocolName());
    json.writeFieldName("shape");
    json.writeArray(value.shape(), 0, value.rank());
    if (binary.isPresent()) {
      byte[] packed = PackedTensors.write(value);
      binary.get().add(packed);
      json.writeObjectFieldStart("parameters");
      json.writeNumberField(BINARY_SIZE, packed.length);
      json.writeEndObject();
    } else {
      json.writeFieldName("data");
      new TensorWriter(name, value, nonFinite).writeFlat(json);
    }
    json.writeEndObject();
  }
}
