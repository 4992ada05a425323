package dev.unroll.internal.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.collect.Iterables;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.internal.server.json.NonFinite;
import dev.unroll.internal.server.json.ServingJson;
import dev.unroll.internal.server.json.TensorReader;
import dev.unroll.internal.server.json.TensorWriter;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.ModelAnswer;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.load.SignatureRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The body of a request to predict: in rows, {@code {"instances": [...]}}, or in columns, {@code
 * {"inputs": ...}}.
 *
 * @param signature that is asked for; empty for the default
 * @param taken the signature that the inputs were read by
 * @param inputs by their names
 * @param byRows whether it came in rows, as the answer then does
 * @param ragged the rows, where they may be of several lengths
 */
record PredictJson(
    Optional<String> signature,
    String taken,
    Map<String, TensorValue> inputs,
    boolean byRows,
    Optional<RaggedRows> ragged) {

  private static final String SIGNATURE = "signature_name";
  static final String INSTANCES = "instances";
  private static final String INPUTS = "inputs";

  /**
   * Reads a body.
   *
   * @param version of the model that tells what its inputs are
   * @throws Refusal where it is no such request
   */
  static PredictJson read(byte[] body, ModelVersion version) {
    try {
      return read(body, version, Engine.DEFAULT_SIGNATURE);
    } catch (Refusal e) {
      // A signature may be named after the values, whose types depend on it.
      Optional<String> named =
          ServingJson.read(body, body.length, PredictJson::signature)
              .filter(name -> !name.equals(Engine.DEFAULT_SIGNATURE));
      if (named.isEmpty()) {
        throw e;
      }
      return read(body, version, named.get());
    }
  }

  /** The signature that a body names, wherever. */
  private static Optional<String> signature(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      if (parser.nextToken() == JsonToken.VALUE_STRING && key.equals(SIGNATURE)) {
        return Optional.of(parser.getText());
      }
      parser.skipChildren();
    }
    return Optional.empty();
  }

  private static PredictJson read(byte[] body, ModelVersion version, String expected) {
    PredictJson read =
        ServingJson.read(body, body.length, parser -> read(parser, version, expected));
    Optional<String> later = read.signature.filter(told -> !told.equals(read.taken));
    return later.isPresent() ? read(body, version, later.get()) : read;
  }

  private static PredictJson read(JsonParser parser, ModelVersion version, String expected)
      throws IOException {
    if (parser.nextToken() == null) {
      throw Refusal.invalid("JSON Parse error: The document is empty");
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Refusal.invalid("expected an object, {\"instances\": [...]}");
    }
    Optional<String> told = Optional.empty();
    String taken = expected;
    Optional<String> form = Optional.empty();
    Map<String, TensorValue> inputs = Map.of();
    Optional<RaggedRows> ragged = Optional.empty();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      if (key.equals(SIGNATURE)) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
          throw Refusal.invalid("'signature_name' key must be a string value.");
        }
        told = Optional.of(parser.getText());
      } else if (key.equals(INSTANCES) || key.equals(INPUTS)) {
        if (form.isPresent()) {
          throw Refusal.invalid(
              "Not formatted correctly: expected one of 'instances' and 'inputs', found both");
        }
        form = Optional.of(key);
        taken = told.orElse(expected);
        SignatureRunner runner = version.signature(taken);
        SortedMap<String, TensorSpec> specs = runner.signature().inputs();
        if (key.equals(INPUTS)) {
          inputs = columns(parser, specs);
        } else if (RaggedRows.taken(specs)) {
          ragged = Optional.of(RaggedRows.read(parser, version, runner));
          inputs = ragged.get().inputs();
        } else {
          inputs = rows(parser, specs);
        }
      } else {
        parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw Refusal.invalid("JSON Parse error: expected the end after the object");
    }
    if (form.isEmpty()) {
      throw Refusal.invalid("Missing 'inputs' or 'instances' key");
    }
    return new PredictJson(told, taken, inputs, form.get().equals(INSTANCES), ragged);
  }

  private static Map<String, TensorValue> rows(
      JsonParser parser, SortedMap<String, TensorSpec> specs) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Refusal.invalid("Expecting 'instances' value to be a non-empty array");
    }
    Map<String, TensorReader> readers = new LinkedHashMap<>();
    specs.forEach((name, spec) -> readers.put(name, new TensorReader(name, INSTANCES, spec)));
    Optional<Boolean> named = Optional.empty();
    int row = 0;
    for (; parser.nextToken() != JsonToken.END_ARRAY; row++) {
      boolean object = parser.currentToken() == JsonToken.START_OBJECT;
      String first = object ? parser.nextFieldName() : null;
      if (object && isBase64(first, specs)) {
        byte[] string = TensorReader.base64AfterName(parser, "instances[" + row + "]");
        Iterables.getOnlyElement(readers.values()).addRow(string);
        continue;
      }
      if (named.isPresent() && named.get() != object) {
        throw Refusal.invalid(
            "instances[%d]: expected %s as those before it; all are of one form",
            row, named.get() ? "an object" : "a value");
      }
      named = Optional.of(object);
      if (object) {
        namedRow(parser, first, readers, row);
      } else {
        if (specs.size() != 1) {
          throw Refusal.invalid(
              "instances[%d]: expected an object with the inputs %s, found %s",
              row, specs.keySet(), parser.currentToken().isScalarValue() ? "a value" : "a list");
        }
        Iterables.getOnlyElement(readers.values()).readRow(parser);
      }
    }
    if (row == 0) {
      throw Refusal.invalid("Expecting 'instances' value to be a non-empty array");
    }
    Map<String, TensorValue> values = new LinkedHashMap<>();
    readers.forEach((name, reader) -> values.put(name, reader.made()));
    return values;
  }

  /** Whether an object that begins with {@code first} is a string, the only input's. */
  private static boolean isBase64(String first, SortedMap<String, TensorSpec> specs) {
    return "b64".equals(first)
        && specs.size() == 1
        && !specs.containsKey(first)
        && specs.get(specs.firstKey()).type().equals("string");
  }

  private static void namedRow(
      JsonParser parser, String first, Map<String, TensorReader> readers, int row)
      throws IOException {
    int found = 0;
    for (String name = first; name != null; name = parser.nextFieldName()) {
      TensorReader reader = readers.get(name);
      if (reader == null) {
        throw Refusal.invalid(
            "instances[%d]: there is no input '%s'; the signature takes %s",
            row, name, readers.keySet());
      }
      parser.nextToken();
      reader.readRow(parser);
      found++;
    }
    if (found != readers.size()) {
      throw Refusal.invalid(
          "instances[%d]: expected the inputs %s, found %d of them", row, readers.keySet(), found);
    }
  }

  private static Map<String, TensorValue> columns(
      JsonParser parser, SortedMap<String, TensorSpec> specs) throws IOException {
    Map<String, TensorValue> values = new TreeMap<>();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      if (specs.size() != 1) {
        throw Refusal.invalid("inputs: expected an object with the inputs %s", specs.keySet());
      }
      String only = specs.firstKey();
      values.put(only, new TensorReader(only, INPUTS, specs.get(only)).read(parser));
      return values;
    }
    String first = parser.nextFieldName();
    if (isBase64(first, specs)) {
      byte[] string = TensorReader.base64AfterName(parser, INPUTS);
      values.put(specs.firstKey(), TensorValue.ofStrings(List.of(string)));
      return values;
    }
    for (String name = first; name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      if (specs.containsKey(name)) {
        values.put(name, new TensorReader(name, INPUTS + "." + name, specs.get(name)).read(parser));
      } else {
        parser.skipChildren();
      }
    }
    return values;
  }

  /**
   * The body of the answer, in the form that the request had.
   *
   * @throws Refusal where outputs have no rows, and rows are asked for
   */
  byte[] answer(ModelAnswer answer, NonFinite nonFinite) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = ServingJson.factory().createGenerator(bytes)) {
      json.writeStartObject();
      if (byRows) {
        json.writeFieldName("predictions");
        rows(json, answer.outputs(), nonFinite);
      } else {
        json.writeFieldName("outputs");
        columns(json, answer.outputs(), nonFinite);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void columns(
      JsonGenerator json, Map<String, TensorValue> outputs, NonFinite nonFinite)
      throws IOException {
    if (outputs.size() == 1) {
      Map.Entry<String, TensorValue> only = Iterables.getOnlyElement(outputs.entrySet());
      new TensorWriter(only.getKey(), only.getValue(), nonFinite).write(json);
      return;
    }
    json.writeStartObject();
    for (Map.Entry<String, TensorValue> output : outputs.entrySet()) {
      json.writeFieldName(output.getKey());
      new TensorWriter(output.getKey(), output.getValue(), nonFinite).write(json);
    }
    json.writeEndObject();
  }

  private void rows(JsonGenerator json, Map<String, TensorValue> outputs, NonFinite nonFinite)
      throws IOException {
    long rows = -1;
    for (Map.Entry<String, TensorValue> output : outputs.entrySet()) {
      TensorValue value = output.getValue();
      if (value.rank() == 0 || (rows >= 0 && value.size(0) != rows)) {
        throw Refusal.invalid(
            "output '%s' is %s, which has no row for each instance; ask by 'inputs' instead of"
                + " 'instances'",
            output.getKey(), value.describe());
      }
      rows = value.size(0);
    }
    Map<String, TensorWriter> writers = new LinkedHashMap<>();
    json.writeStartArray();
    for (int row = 0; row < rows; row++) {
      for (Map.Entry<String, TensorValue> output : outputs.entrySet()) {
        String name = output.getKey();
        TensorValue value = output.getValue();
        if (ragged.isPresent() && ragged.get().perStep(name, value)) {
          writers.put(name, new TensorWriter(name, ragged.get().cut(value, row), nonFinite));
        } else if (row == 0) {
          writers.put(name, new TensorWriter(name, value, nonFinite));
        }
      }
      row(json, writers);
    }
    json.writeEndArray();
  }

  private static void row(JsonGenerator json, Map<String, TensorWriter> writers)
      throws IOException {
    if (writers.size() == 1) {
      Iterables.getOnlyElement(writers.values()).writeRow(json);
      return;
    }
    json.writeStartObject();
    for (Map.Entry<String, TensorWriter> writer : writers.entrySet()) {
      json.writeFieldName(writer.getKey());
      writer.getValue().writeRow(json);
    }
    json.writeEndObject();
  }
}
