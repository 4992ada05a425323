package dev.unroll.server.v1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.collect.Iterables;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.server.http.HttpAnswer;
import dev.unroll.server.http.HttpHandler;
import dev.unroll.server.http.HttpRequest;
import dev.unroll.server.model.ModelStore;
import dev.unroll.server.model.ModelVersion;
import dev.unroll.server.request.Deadline;
import dev.unroll.server.request.ModelAnswer;
import dev.unroll.server.request.ModelName;
import dev.unroll.server.request.ModelRequest;
import dev.unroll.server.request.Refusal;
import dev.unroll.server.request.TensorValue;
import dev.unroll.server.run.Engine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The paths below {@code /v1/models/}. */
public final class V1Handler implements HttpHandler {

  private static final Pattern PREDICT = Pattern.compile("/v1/models/([^/:]+):predict");
  private static final JsonFactory JSON = new JsonFactory();

  private final ModelStore store;
  private final Engine engine;
  private final Duration longest;

  public V1Handler(ModelStore store, Engine engine, Duration longest) {
    this.store = store;
    this.engine = engine;
    this.longest = longest;
  }

  @Override
  public Optional<CompletableFuture<HttpAnswer>> handle(HttpRequest request) {
    Matcher predict = PREDICT.matcher(request.path());
    return predict.matches()
        ? Optional.of(predict(ModelName.newest(predict.group(1)), request))
        : Optional.empty();
  }

  private CompletableFuture<HttpAnswer> predict(ModelName model, HttpRequest request) {
    Map<String, TensorValue> inputs = new LinkedHashMap<>();
    try (ModelVersion.Lease lease = store.lease(model);
        JsonParser parser = JSON.createParser(request.body())) {
      Map.Entry<String, TensorSpec> input =
          Iterables.getOnlyElement(
              lease.version().signature(Engine.DEFAULT_SIGNATURE).signature().inputs().entrySet());
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        parser.nextToken();
        inputs.put(input.getKey(), TensorJson.read(parser, input.getKey(), input.getValue()));
      }
    } catch (IOException e) {
      throw Refusal.invalid("JSON Parse error: %s", e.getMessage());
    }
    return engine
        .answer(
            new ModelRequest(model, Optional.empty(), inputs, List.of(), Deadline.after(longest)))
        .thenApply(V1Handler::answer);
  }

  private static HttpAnswer answer(ModelAnswer answer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeFieldName("predictions");
      TensorJson.write(json, Iterables.getFirst(answer.outputs().values(), null));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HttpAnswer.json(200, bytes.toByteArray());
  }
}
