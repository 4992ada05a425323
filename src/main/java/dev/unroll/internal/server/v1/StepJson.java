package dev.unroll.internal.server.v1;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.unroll.data.Target;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.internal.server.json.NonFinite;
import dev.unroll.internal.server.json.ServingJson;
import dev.unroll.internal.server.json.TensorReader;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.session.StepAnswer;
import dev.unroll.internal.server.session.StepRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The body of a request for the next steps of a sequence: {@code {"session": "walk-7", "start":
 * true, "steps": [[...], ...]}}.
 *
 * @param steps how many, 1 or more
 * @param values of the steps [steps, features]
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record StepJson(
    Optional<String> session,
    boolean start,
    boolean end,
    boolean returnState,
    Optional<float[]> state,
    int steps,
    float[] values) {

  private static final int LONGEST_NAME = 256;

  /**
   * Reads a body.
   *
   * @throws Refusal where it is no such request
   */
  static StepJson read(byte[] body) {
    return ServingJson.read(body, body.length, StepJson::read);
  }

  private static StepJson read(JsonParser parser) throws IOException {
    if (parser.nextToken() == null) {
      throw Refusal.invalid("JSON Parse error: The document is empty");
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Refusal.invalid("expected an object, {\"session\": \"...\", \"steps\": [[...]]}");
    }
    Optional<String> session = Optional.empty();
    boolean start = false;
    boolean end = false;
    boolean returnState = false;
    Optional<float[]> state = Optional.empty();
    TensorValue steps = null;
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      parser.nextToken();
      switch (key) {
        case "session" -> session = Optional.of(name(parser));
        case "start" -> start = truth(parser, key);
        case "end" -> end = truth(parser, key);
        case "return_state" -> returnState = truth(parser, key);
        case "state" -> state = Optional.of(floats(tensor(parser, key, 1)));
        case "step", "steps" -> {
          if (steps != null) {
            throw Refusal.invalid("expected one of 'step' and 'steps', found both");
          }
          steps = tensor(parser, key, key.equals("step") ? 1 : 2);
        }
        default ->
            throw Refusal.invalid(
                "there is no key '%s'; there are session, start, end, step, steps, state and"
                    + " return_state",
                key);
      }
    }
    if (parser.nextToken() != null) {
      throw Refusal.invalid("JSON Parse error: expected the end after the object");
    }
    if (steps == null || steps.elements() == 0) {
      throw Refusal.invalid(
          "expected 'steps', a list of steps of numbers, or 'step', the numbers of one; found none");
    }
    if (session.isEmpty() && end) {
      throw Refusal.invalid("'end' ends a session; name it by 'session'");
    }
    return new StepJson(
        session,
        start,
        end,
        returnState || session.isEmpty(),
        state,
        steps.rank() == 1 ? 1 : (int) steps.size(0),
        floats(steps));
  }

  private static String name(JsonParser parser) throws IOException {
    boolean fits =
        parser.currentToken() == JsonToken.VALUE_STRING
            || parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
    String name = parser.getText();
    if (!fits || name.isEmpty() || name.length() > LONGEST_NAME) {
      throw Refusal.invalid(
          "'session': expected a name of 1 to %d characters, found %s", LONGEST_NAME, name);
    }
    return name;
  }

  private static boolean truth(JsonParser parser, String key) throws IOException {
    if (!parser.currentToken().isBoolean()) {
      throw Refusal.invalid("'%s': expected true or false, found %s", key, parser.getText());
    }
    return parser.getBooleanValue();
  }

  private static TensorValue tensor(JsonParser parser, String key, int rank) throws IOException {
    TensorSpec spec = new TensorSpec(key, "float", Optional.empty());
    TensorValue value = new TensorReader(key, key, spec).read(parser);
    if (value.rank() != rank) {
      throw Refusal.invalid(
          "'%s': expected %s, found %s",
          key, rank == 1 ? "a list of numbers" : "a list of lists of numbers", value.describe());
    }
    return value;
  }

  private static float[] floats(TensorValue value) {
    float[] floats = new float[(int) value.elements()];
    value.numbers().asFloatBuffer().get(floats);
    return floats;
  }

  StepRequest request(ModelName model, Deadline deadline) {
    return new StepRequest(model, session, start, end, state, returnState, steps, values, deadline);
  }

  /**
   * The body of the answer: a class or number for each step, and the state where it is asked for.
   */
  static byte[] answer(StepAnswer answer, NonFinite nonFinite) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = ServingJson.factory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("taken", answer.taken());
      Target target = answer.target();
      int each = answer.outputs().length / answer.steps();
      if (target.isClasses()) {
        json.writeArrayFieldStart("classes");
        for (int step = 0; step < answer.steps(); step++) {
          json.writeString(target.names().get(most(answer.outputs(), step * each, each)));
        }
        json.writeEndArray();
      }
      json.writeArrayFieldStart(target.isClasses() ? "probabilities" : "predictions");
      for (int step = 0; step < answer.steps(); step++) {
        list(json, nonFinite, answer.outputs(), step * each, each);
      }
      json.writeEndArray();
      if (answer.state().isPresent()) {
        json.writeFieldName("state");
        list(json, nonFinite, answer.state().get(), 0, answer.state().get().length);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static int most(float[] values, int from, int count) {
    int most = 0;
    for (int i = 1; i < count; i++) {
      if (values[from + i] > values[from + most]) {
        most = i;
      }
    }
    return most;
  }

  private static void list(
      JsonGenerator json, NonFinite nonFinite, float[] values, int from, int count)
      throws IOException {
    json.writeStartArray();
    for (int i = 0; i < count; i++) {
      nonFinite.number(json, values[from + i]);
    }
    json.writeEndArray();
  }
}
