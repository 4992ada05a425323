package dev.unroll.internal.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import dev.unroll.internal.server.example.ExampleEngine;
import dev.unroll.internal.server.json.NonFinite;
import dev.unroll.internal.server.json.ServingJson;
import dev.unroll.internal.server.json.TensorReader;
import dev.unroll.internal.server.request.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/**
 * The body of a request to classify or regress: {@code {"examples": [{"feature": value}, ...]}}.
 *
 * @param signature that is asked for; empty for the default
 * @param examples with what they have in common
 */
record ExamplesJson(Optional<String> signature, List<Example> examples) {

  /**
   * Reads a body.
   *
   * @param method that is asked for, such as {@code classify}
   * @throws Refusal where it is no such request
   */
  static ExamplesJson read(String method, byte[] body) {
    return ServingJson.read(body, body.length, parser -> read(method, parser));
  }

  private static ExamplesJson read(String method, JsonParser parser) throws IOException {
    if (parser.nextToken() == null) {
      throw Refusal.invalid("JSON Parse error: The document is empty");
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Refusal.invalid("expected an object, {\"examples\": [...]}");
    }
    Optional<String> signature = Optional.empty();
    Optional<Example> context = Optional.empty();
    List<Example> examples = new ArrayList<>();
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      parser.nextToken();
      switch (key) {
        case "signature_name" -> {
          if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw Refusal.invalid("'signature_name' key must be a string value.");
          }
          signature = Optional.of(parser.getText());
        }
        case "context" -> context = Optional.of(example(parser, "context"));
        case "examples" -> list(parser, examples);
        default -> parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw Refusal.invalid("JSON Parse error: expected the end after the object");
    }
    if (examples.isEmpty()) {
      throw Refusal.invalid(
          "When method is %s, key 'examples' is expected, a list of 1 or more; it was not found",
          method);
    }
    return new ExamplesJson(signature, ExampleEngine.joined(examples, context));
  }

  private static void list(JsonParser parser, List<Example> examples) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Refusal.invalid("Expecting 'examples' value to be a non-empty array");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      examples.add(example(parser, "examples[" + examples.size() + "]"));
    }
  }

  private static Example example(JsonParser parser, String place) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Refusal.invalid("%s: expected an object of features", place);
    }
    Features.Builder features = Features.newBuilder();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      features.putFeature(name, feature(parser, place + "." + name));
    }
    return Example.newBuilder().setFeatures(features).build();
  }

  /** What kind a feature is of is told by its first value. */
  private static Feature feature(JsonParser parser, String place) throws IOException {
    List<Object> values = new ArrayList<>();
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        values.add(value(parser, place));
      }
    } else {
      values.add(value(parser, place));
    }
    if (values.isEmpty()) {
      return Feature.getDefaultInstance();
    }
    Class<?> kind = values.get(0).getClass();
    if (!values.stream().allMatch(kind::isInstance)) {
      throw Refusal.invalid("%s: expected values of one kind, found several", place);
    }
    if (kind == Long.class) {
      Int64List.Builder list = Int64List.newBuilder();
      values.forEach(value -> list.addValue((Long) value));
      return Feature.newBuilder().setInt64List(list).build();
    }
    if (kind == Float.class) {
      FloatList.Builder list = FloatList.newBuilder();
      values.forEach(value -> list.addValue((Float) value));
      return Feature.newBuilder().setFloatList(list).build();
    }
    BytesList.Builder list = BytesList.newBuilder();
    values.forEach(value -> list.addValue(ByteString.copyFrom((byte[]) value)));
    return Feature.newBuilder().setBytesList(list).build();
  }

  private static Object value(JsonParser parser, String place) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT -> {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
          throw Refusal.invalid("%s: %s is no 64-bit whole number", place, parser.getText());
        }
        yield parser.getLongValue();
      }
      case VALUE_TRUE -> 1L;
      case VALUE_FALSE -> 0L;
      case VALUE_NUMBER_FLOAT -> parser.getFloatValue();
      case VALUE_STRING -> parser.getText().getBytes(StandardCharsets.UTF_8);
      case START_OBJECT -> {
        if (!"b64".equals(parser.nextFieldName())) {
          throw Refusal.invalid("%s: expected {\"b64\": \"...\"}", place);
        }
        yield TensorReader.base64AfterName(parser, place);
      }
      default ->
          throw Refusal.invalid(
              "%s: expected a number, a string, true or false, or a list of such", place);
    };
  }

  static byte[] answer(ExampleEngine.Classified found, NonFinite nonFinite) {
    return results(
        json -> {
          for (List<ExampleEngine.Scored> classes : found.classes()) {
            json.writeStartArray();
            for (ExampleEngine.Scored one : classes) {
              json.writeStartArray();
              json.writeString(one.label());
              nonFinite.number(json, one.score());
              json.writeEndArray();
            }
            json.writeEndArray();
          }
        });
  }

  static byte[] answer(ExampleEngine.Regressed found, NonFinite nonFinite) {
    return results(
        json -> {
          for (float value : found.values()) {
            nonFinite.number(json, value);
          }
        });
  }

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] results(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = ServingJson.factory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeArrayFieldStart("results");
      body.write(json);
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
