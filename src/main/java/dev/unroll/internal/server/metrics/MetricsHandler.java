package dev.unroll.internal.server.metrics;

import dev.unroll.internal.server.http.HttpAnswer;
import dev.unroll.internal.server.http.HttpErrors;
import dev.unroll.internal.server.http.HttpHandler;
import dev.unroll.internal.server.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The paths of the metrics. */
public final class MetricsHandler implements HttpHandler {

  private final Metrics metrics;
  private final Set<String> paths;

  public MetricsHandler(Metrics metrics, Set<String> paths) {
    this.metrics = metrics;
    this.paths = Set.copyOf(paths);
  }

  @Override
  public Optional<CompletableFuture<HttpAnswer>> handle(HttpRequest request) {
    if (!paths.contains(request.path())) {
      return Optional.empty();
    }
    if (!request.method().equals("GET")) {
      return Optional.of(
          CompletableFuture.completedFuture(
              HttpErrors.of(405, request.method() + " " + request.path() + ": expected GET")
                  .with("Allow", "GET, HEAD")));
    }
    return Optional.of(
        CompletableFuture.completedFuture(
            new HttpAnswer(
                200,
                Map.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
                metrics.text().getBytes(StandardCharsets.UTF_8))));
  }
}
