package dev.unroll.internal.server.http;

import com.google.common.base.Throwables;
import dev.unroll.internal.json.Json;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Answers to requests that failed: {@code {"error": "what was expected"}}. */
public final class HttpErrors {

  private HttpErrors() {}

  /** The answer to what went wrong. */
  public static HttpAnswer of(Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    if (cause instanceof HttpRefusal refusal) {
      return of(refusal.status(), refusal.getMessage());
    }
    if (cause instanceof Refusal refusal) {
      HttpAnswer answer = of(refusal.status().http(), refusal.getMessage());
      if (refusal.status() == Status.UNAUTHENTICATED) {
        answer = answer.with("WWW-Authenticate", "Bearer");
      }
      HttpAnswer told = answer;
      return refusal
          .retryAfter()
          .map(
              wait ->
                  told.with("Retry-After", Long.toString(seconds(wait.toMillis())))
                      .with("retry-after-ms", Long.toString(Math.max(1, wait.toMillis()))))
          .orElse(told);
    }
    if (cause instanceof OutOfMemoryError) {
      return of(503, "There is not enough memory for this request at the moment; try again later")
          .with("Retry-After", "1");
    }
    return of(
        Status.INTERNAL.http(),
        "Internal error: " + Throwables.getRootCause(e).getClass().getSimpleName());
  }

  /** An answer with one message. */
  public static HttpAnswer of(int status, String message) {
    return HttpAnswer.json(
        status, Json.text(Map.of("error", message)).getBytes(StandardCharsets.UTF_8));
  }

  private static long seconds(long millis) {
    return Math.max(1, (millis + 999) / 1000);
  }
}
