package dev.unroll.internal.server.page;

import com.google.common.io.Resources;
import dev.unroll.internal.server.http.HttpAnswer;
import dev.unroll.internal.server.http.HttpErrors;
import dev.unroll.internal.server.http.HttpHandler;
import dev.unroll.internal.server.http.HttpRequest;
import dev.unroll.internal.server.model.ModelStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The path {@code /}: a page, and {@code /models.json}, which it asks for what it shows. */
public final class PageHandler implements HttpHandler {

  private final ModelStore store;
  private final HttpAnswer page;

  public PageHandler(ModelStore store) throws IOException {
    this.store = store;
    String html =
        Resources.toString(
            Resources.getResource(PageHandler.class, "page.html"), StandardCharsets.UTF_8);
    this.page =
        new HttpAnswer(
            200,
            Map.of(
                "Content-Type",
                "text/html; charset=utf-8",
                "Content-Security-Policy",
                "default-src 'none'; connect-src 'self'; script-src '"
                    + digest(between(html, "<script>", "</script>"))
                    + "'; style-src '"
                    + digest(between(html, "<style>", "</style>"))
                    + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                "X-Content-Type-Options",
                "nosniff",
                "Referrer-Policy",
                "no-referrer",
                "Cache-Control",
                "no-cache"),
            html.getBytes(StandardCharsets.UTF_8));
  }

  private static String between(String html, String begin, String end) {
    int from = html.indexOf(begin) + begin.length();
    return html.substring(from, html.indexOf(end, from));
  }

  /** By which a browser knows the page's own script and style. */
  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  @Override
  public Optional<CompletableFuture<HttpAnswer>> handle(HttpRequest request) {
    String path = request.path();
    if (!path.equals("/") && !path.equals("/models.json") && !path.equals("/favicon.ico")) {
      return Optional.empty();
    }
    if (!request.method().equals("GET")) {
      return Optional.of(
          CompletableFuture.completedFuture(
              HttpErrors.of(405, request.method() + " " + path + ": expected GET")
                  .with("Allow", "GET, HEAD")));
    }
    HttpAnswer answer =
        switch (path) {
          case "/" -> page;
          case "/models.json" -> HttpAnswer.json(200, PageModels.json(store));
          default -> new HttpAnswer(204, Map.of(), new byte[0]);
        };
    return Optional.of(CompletableFuture.completedFuture(answer));
  }
}
