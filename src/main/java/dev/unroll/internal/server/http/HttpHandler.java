package dev.unroll.internal.server.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Answers the requests for some paths. Called on threads that must not wait. */
@FunctionalInterface
public interface HttpHandler {

  /**
   * The answer, at once or later; empty where the path is another's.
   *
   * <p>What it throws, and what the answer fails with, becomes an answer: a refusal with its code,
   * all else 500.
   */
  Optional<CompletableFuture<HttpAnswer>> handle(HttpRequest request);
}
