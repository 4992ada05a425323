package dev.unroll.internal.server.v2;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import dev.unroll.internal.server.http.HttpAnswer;
import dev.unroll.internal.server.http.HttpErrors;
import dev.unroll.internal.server.http.HttpHandler;
import dev.unroll.internal.server.http.HttpRequest;
import dev.unroll.internal.server.json.ServingJson;
import dev.unroll.internal.server.model.ModelPoller;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.model.VersionState;
import dev.unroll.internal.server.model.VersionStatus;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The paths below {@code /v2}: the Open Inference Protocol. */
public final class V2Handler implements HttpHandler {

  /** What this server speaks beyond the protocol itself. */
  public static final List<String> EXTENSIONS =
      List.of(
          "binary_tensor_data",
          "parameters",
          "sequence",
          "sequence(string_id)",
          "statistics",
          "model_repository");

  /** What is told to who wants to configure a model while it is loaded. */
  public static final String CONFIGURED =
      "a model is loaded as its folder has it; a configuration of the request's is not taken";

  private static final Pattern MODEL =
      Pattern.compile(
          "/v2/models/(?<name>[^/]+)(?:/versions/(?<version>[^/]+))?(?:/(?<verb>ready|infer|stats))?");

  private static final Pattern REPOSITORY =
      Pattern.compile("/v2/repository/models/(?<name>[^/]+)/(?<verb>load|unload)");

  private final ModelStore store;
  private final ModelPoller poller;
  private final InferEngine engine;
  private final String version;
  private final BooleanSupplier ready;
  private final Duration longest;

  /**
   * @param poller loads models
   * @param version of the server
   * @param ready whether the server takes requests
   * @param longest time for an answer
   */
  public V2Handler(
      ModelStore store,
      ModelPoller poller,
      InferEngine engine,
      String version,
      BooleanSupplier ready,
      Duration longest) {
    this.store = store;
    this.poller = poller;
    this.engine = engine;
    this.version = version;
    this.ready = ready;
    this.longest = longest;
  }

  @Override
  public Optional<CompletableFuture<HttpAnswer>> handle(HttpRequest request) {
    String path = request.path();
    if (!path.equals("/v2") && !path.startsWith("/v2/")) {
      return Optional.empty();
    }
    Matcher model = MODEL.matcher(path);
    Matcher repository = REPOSITORY.matcher(path);
    boolean post =
        path.equals("/v2/repository/index")
            || repository.matches()
            || (model.matches() && "infer".equals(model.group("verb")));
    String method = post ? "POST" : "GET";
    if (!request.method().equals(method)) {
      return Optional.of(
          CompletableFuture.completedFuture(
              HttpErrors.of(405, request.method() + " " + path + ": expected " + method)
                  .with("Allow", method)));
    }
    return Optional.of(
        switch (path) {
          case "/v2", "/v2/" -> done(json(this::server));
          case "/v2/health/live" -> done(json(json -> json.writeBooleanField("live", true)));
          case "/v2/health/ready" -> health("ready", ready.getAsBoolean());
          case "/v2/models/stats" -> done(statistics(Optional.empty()));
          case "/v2/repository/index" -> done(index(request));
          default -> {
            if (repository.matches()) {
              yield load(repository, request);
            }
            if (!model.matches()) {
              throw Refusal.of(
                  Status.NOT_FOUND,
                  "there is no %s; the paths are /v2, /v2/health/live, /v2/health/ready,"
                      + " /v2/repository/index, /v2/repository/models/NAME/load and /unload,"
                      + " /v2/models/stats and /v2/models/NAME, with /versions/NUMBER, and then"
                      + " nothing, /ready, /stats or /infer",
                  path);
            }
            yield model(name(model), String.valueOf(model.group("verb")), request);
          }
        });
  }

  private CompletableFuture<HttpAnswer> model(ModelName name, String verb, HttpRequest request) {
    return switch (verb) {
      case "infer" -> {
        Deadline deadline = Deadline.after(longest);
        engine.admit(name, deadline);
        InferJson read = InferJson.read(request);
        yield engine
            .infer(read.request(name, deadline))
            .thenApply(
                answer ->
                    read.answer(answer)
                        .with("Unroll-Model-Name", answer.model())
                        .with("Unroll-Model-Version", Long.toString(answer.version())));
      }
      case "stats" -> done(statistics(Optional.of(name)));
      case "ready" -> {
        try (ModelVersion.Lease lease = store.lease(name)) {
          yield done(
              json(
                  json -> {
                    json.writeStringField("name", lease.version().model());
                    json.writeBooleanField("ready", true);
                  }));
        }
      }
      default -> done(description(ModelDescription.of(store, name)));
    };
  }

  private byte[] statistics(Optional<ModelName> model) {
    List<ModelStatistics> all = ModelStatistics.of(store, engine.statistics(), model);
    return json(json -> ModelStatistics.write(json, all));
  }

  private CompletableFuture<HttpAnswer> load(Matcher asked, HttpRequest request) {
    if (flags(request).containsKey("config")) {
      throw Refusal.invalid(CONFIGURED);
    }
    String name = decoded(asked);
    CompletableFuture<Void> done =
        asked.group("verb").equals("load") ? poller.load(name) : poller.unload(name);
    return done.thenApply(end -> HttpAnswer.json(200, json(json -> {})));
  }

  /** What an optional body says: the truth values of an object, and of its parameters. */
  private static Map<String, Boolean> flags(HttpRequest request) {
    Map<String, Boolean> flags = new TreeMap<>();
    byte[] body = request.body();
    if (body.length > 0) {
      boolean unused =
          ServingJson.read(
              body,
              body.length,
              parser -> {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                  throw Refusal.invalid("expected an object");
                }
                while (parser.nextToken() != null) {
                  if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    String key = parser.currentName();
                    flags.put(key, parser.nextToken() == JsonToken.VALUE_TRUE);
                  }
                }
                return true;
              });
    }
    return flags;
  }

  private static String decoded(Matcher matcher) {
    return HttpRequest.unescaped(matcher.group("name"));
  }

  private static ModelName name(Matcher matcher) {
    String name = decoded(matcher);
    return name(name, Optional.ofNullable(matcher.group("version")).orElse(""));
  }

  /**
   * The name of a model.
   *
   * @param version its number; empty for the newest
   */
  public static ModelName name(String name, String version) {
    if (version.isEmpty()) {
      return ModelName.newest(name);
    }
    try {
      return new ModelName(name, Optional.of(Long.parseLong(version)), Optional.empty());
    } catch (NumberFormatException e) {
      throw Refusal.invalid("version '%s' of model %s: expected a whole number", version, name);
    }
  }

  private static CompletableFuture<HttpAnswer> done(byte[] json) {
    return CompletableFuture.completedFuture(HttpAnswer.json(200, json));
  }

  private static CompletableFuture<HttpAnswer> health(String key, boolean good) {
    return CompletableFuture.completedFuture(
        HttpAnswer.json(good ? 200 : 503, json(json -> json.writeBooleanField(key, good))));
  }

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] json(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = ServingJson.factory().createGenerator(bytes)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void server(JsonGenerator json) throws IOException {
    json.writeStringField("name", "unroll");
    json.writeStringField("version", version);
    json.writeArrayFieldStart("extensions");
    for (String extension : EXTENSIONS) {
      json.writeString(extension);
    }
    json.writeEndArray();
  }

  private static byte[] description(ModelDescription model) {
    return json(
        json -> {
          json.writeStringField("name", model.name());
          json.writeArrayFieldStart("versions");
          for (String number : model.versions()) {
            json.writeString(number);
          }
          json.writeEndArray();
          json.writeStringField("platform", ModelDescription.PLATFORM);
          tensors(json, "inputs", model.inputs());
          tensors(json, "outputs", model.outputs());
        });
  }

  private static void tensors(JsonGenerator json, String key, List<ModelDescription.Tensor> tensors)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (ModelDescription.Tensor tensor : tensors) {
      json.writeStartObject();
      json.writeStringField("name", tensor.name());
      json.writeStringField("datatype", tensor.datatype());
      json.writeArrayFieldStart("shape");
      for (long size : tensor.shape()) {
        json.writeNumber(size);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private byte[] index(HttpRequest request) {
    boolean readyAlone = flags(request).getOrDefault("ready", false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = ServingJson.factory().createGenerator(bytes)) {
      json.writeStartArray();
      for (String name : store.names()) {
        for (VersionStatus status : store.statuses(ModelName.newest(name))) {
          if (readyAlone && status.state() != VersionState.AVAILABLE) {
            continue;
          }
          json.writeStartObject();
          json.writeStringField("name", name);
          json.writeStringField("version", Long.toString(status.version()));
          json.writeStringField("state", state(status.state()));
          json.writeStringField("reason", status.message());
          json.writeEndObject();
        }
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A state in the protocol's words. */
  public static String state(VersionState state) {
    return switch (state) {
      case START, LOADING -> "LOADING";
      case AVAILABLE -> "READY";
      case UNLOADING -> "UNLOADING";
      case END -> "UNAVAILABLE";
    };
  }
}
