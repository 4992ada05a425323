package dev.unroll.internal.server.v1;

import dev.unroll.internal.server.example.ExampleEngine;
import dev.unroll.internal.server.http.HttpAnswer;
import dev.unroll.internal.server.http.HttpErrors;
import dev.unroll.internal.server.http.HttpHandler;
import dev.unroll.internal.server.http.HttpRequest;
import dev.unroll.internal.server.json.NonFinite;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.ModelRequest;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.internal.server.session.StepEngine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The paths below {@code /v1/}. */
public final class V1Handler implements HttpHandler {

  private static final Pattern PATH =
      Pattern.compile(
          "/v1/models/(?<name>[^/:]+)"
              + "(?:/(?:versions/(?<version>\\d+)|labels/(?<label>[^/:]+)))?"
              + "(?:(?<metadata>/metadata)|:(?<verb>predict|classify|regress|step))?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SESSION =
      Pattern.compile(
          "/v1/models/(?<name>[^/:]+)/sessions/(?<session>[^/]+)", Pattern.CASE_INSENSITIVE);

  private final ModelStore store;
  private final Engine engine;
  private final StepEngine steps;
  private final ExampleEngine examples;
  private final Duration longest;

  /**
   * @param longest time for an answer
   */
  public V1Handler(ModelStore store, Engine engine, StepEngine steps, Duration longest) {
    this.store = store;
    this.engine = engine;
    this.steps = steps;
    this.examples = new ExampleEngine(store, engine);
    this.longest = longest;
  }

  @Override
  public Optional<CompletableFuture<HttpAnswer>> handle(HttpRequest request) {
    if (!request.path().regionMatches(true, 0, "/v1/", 0, 4)) {
      return Optional.empty();
    }
    String path = request.path().replaceAll("(?i)%3a", ":");
    if (path.equalsIgnoreCase("/v1/models")) {
      return Optional.of(
          allowed(request, "GET").orElseGet(() -> done(StatusJson.models(store.names()))));
    }
    Matcher session = SESSION.matcher(path);
    if (session.matches()) {
      return Optional.of(allowed(request, "DELETE").orElseGet(() -> end(session)));
    }
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      throw Refusal.invalid(
          "Malformed request: %s %s; the paths are /v1/models/NAME, with /versions/NUMBER or"
              + " /labels/LABEL, and then nothing, /metadata, :predict, :classify, :regress or :step",
          request.method(), request.path());
    }
    ModelName model = name(matcher);
    if (matcher.group("metadata") != null) {
      return Optional.of(
          allowed(request, "GET").orElseGet(() -> done(MetadataJson.of(store, model))));
    }
    String verb = matcher.group("verb");
    if (verb == null) {
      return Optional.of(
          allowed(request, "GET").orElseGet(() -> done(StatusJson.of(store.statuses(model)))));
    }
    return Optional.of(
        allowed(request, "POST")
            .orElseGet(
                () ->
                    switch (verb.toLowerCase(Locale.ROOT)) {
                      case "predict" -> predict(model, request);
                      case "step" -> step(model, request);
                      default -> examples(model, verb, request);
                    }));
  }

  /** The refusal of another method than {@code method}. */
  private static Optional<CompletableFuture<HttpAnswer>> allowed(
      HttpRequest request, String method) {
    return request.method().equals(method)
        ? Optional.empty()
        : Optional.of(
            CompletableFuture.completedFuture(
                HttpErrors.of(
                        405,
                        "Malformed request: "
                            + request.method()
                            + " "
                            + request.path()
                            + "; expected "
                            + method)
                    .with("Allow", method)));
  }

  private static CompletableFuture<HttpAnswer> done(byte[] json) {
    return CompletableFuture.completedFuture(HttpAnswer.json(200, json));
  }

  private static ModelName name(Matcher matcher) {
    Optional<Long> version = Optional.empty();
    if (matcher.group("version") != null) {
      try {
        version = Optional.of(Long.parseLong(matcher.group("version")));
      } catch (NumberFormatException e) {
        throw Refusal.invalid(
            "Failed to convert version: %s to numeric.", matcher.group("version"));
      }
    }
    return new ModelName(
        HttpRequest.unescaped(matcher.group("name")),
        version,
        Optional.ofNullable(matcher.group("label")).map(HttpRequest::unescaped));
  }

  private CompletableFuture<HttpAnswer> predict(ModelName model, HttpRequest request) {
    NonFinite nonFinite = NonFinite.of(request.query().get(NonFinite.PARAMETER));
    List<String> outputs =
        Optional.ofNullable(request.query().get("outputs"))
            .map(names -> Arrays.asList(names.split(",", -1)))
            .orElse(List.of());
    Deadline deadline = Deadline.after(longest);
    engine.admit(model, deadline);
    ModelVersion.Lease lease = store.lease(model);
    PredictJson read;
    boolean done = false;
    try {
      read = PredictJson.read(request.body(), lease.version());
      done = true;
    } finally {
      if (!done) {
        lease.close();
      }
    }
    // What was read by one version is answered by it.
    return engine
        .answer(lease, new ModelRequest(model, read.signature(), read.inputs(), outputs, deadline))
        .thenApply(
            answer ->
                HttpAnswer.json(200, read.answer(answer, nonFinite))
                    .with("Unroll-Model-Name", answer.name())
                    .with("Unroll-Model-Version", Long.toString(answer.version())));
  }

  private CompletableFuture<HttpAnswer> step(ModelName model, HttpRequest request) {
    NonFinite nonFinite = NonFinite.of(request.query().get(NonFinite.PARAMETER));
    StepJson read = StepJson.read(request.body());
    return steps
        .step(read.request(model, Deadline.after(longest)))
        .thenApply(
            answer ->
                HttpAnswer.json(200, StepJson.answer(answer, nonFinite))
                    .with("Unroll-Model-Name", answer.model())
                    .with("Unroll-Model-Version", Long.toString(answer.version())));
  }

  private CompletableFuture<HttpAnswer> end(Matcher matcher) {
    steps.end(
        ModelName.newest(HttpRequest.unescaped(matcher.group("name"))),
        HttpRequest.unescaped(matcher.group("session")));
    return CompletableFuture.completedFuture(
        HttpAnswer.json(200, "{}".getBytes(StandardCharsets.UTF_8)));
  }

  private CompletableFuture<HttpAnswer> examples(
      ModelName model, String verb, HttpRequest request) {
    NonFinite nonFinite = NonFinite.of(request.query().get(NonFinite.PARAMETER));
    Deadline deadline = Deadline.after(longest);
    engine.admit(model, deadline);
    ExamplesJson read = ExamplesJson.read(verb.toLowerCase(Locale.ROOT), request.body());
    return verb.equalsIgnoreCase("classify")
        ? examples
            .classify(model, read.signature(), read.examples(), deadline)
            .thenApply(found -> HttpAnswer.json(200, ExamplesJson.answer(found, nonFinite)))
        : examples
            .regress(model, read.signature(), read.examples(), deadline)
            .thenApply(found -> HttpAnswer.json(200, ExamplesJson.answer(found, nonFinite)));
  }
}
