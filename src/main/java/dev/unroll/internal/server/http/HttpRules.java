package dev.unroll.internal.server.http;

import dev.unroll.internal.server.request.Budget;
import dev.unroll.internal.server.request.RequestObserver;
import dev.unroll.internal.server.request.Tokens;
import dev.unroll.server.settings.Limits;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What all connections over HTTP have in common.
 *
 * @param handlers asked in this order
 * @param open paths that need no token
 */
record HttpRules(
    List<HttpHandler> handlers,
    Limits limits,
    Optional<SslContext> tls,
    Tokens tokens,
    Set<String> open,
    Cors cors,
    Budget budget,
    RequestObserver observer) {

  /** The answer of whoever has the path. */
  CompletableFuture<HttpAnswer> answer(HttpRequest request) {
    try {
      for (HttpHandler handler : handlers) {
        Optional<CompletableFuture<HttpAnswer>> answer = handler.handle(request);
        if (answer.isPresent()) {
          return answer.get();
        }
      }
      return CompletableFuture.completedFuture(
          HttpErrors.of(
              404,
              "There is no "
                  + request.path()
                  + "; the paths are /, /v1/models, /v2, /v2/health/ready and /metrics"));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The answer to {@code OPTIONS}. Whoever has the path refuses it, and tells what it takes. */
  CompletableFuture<HttpAnswer> options(HttpRequest request) {
    return answer(request)
        .handle(
            (refused, e) ->
                cors.preflight(
                    request,
                    Optional.ofNullable(refused).map(answer -> answer.headers().get("Allow"))));
  }
}
