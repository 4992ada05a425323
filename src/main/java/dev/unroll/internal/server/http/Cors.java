package dev.unroll.internal.server.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets web pages of another origin ask.
 *
 * @param allowed the origin, or {@code *}; empty for none
 */
record Cors(Optional<String> allowed) {

  private static final String METHODS = "GET, HEAD, POST, DELETE, OPTIONS";

  /** What goes with an answer to a page of {@code origin}; nothing where it may not ask. */
  Map<String, String> headers(Optional<String> origin) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (allowed.isEmpty()) {
      return headers;
    }
    boolean any = allowed.get().equals("*");
    if (!any) {
      headers.put("Vary", "Origin");
    }
    if (origin.isPresent() && (any || allowed.equals(origin))) {
      headers.put("Access-Control-Allow-Origin", allowed.get());
      headers.put(
          "Access-Control-Expose-Headers",
          "Unroll-Model-Name, Unroll-Model-Version, X-Request-Id, Retry-After,"
              + " Inference-Header-Content-Length");
    }
    return headers;
  }

  private static String withOptions(String methods) {
    boolean head = methods.contains("GET") && !methods.contains("HEAD");
    return methods + (head ? ", HEAD" : "") + ", OPTIONS";
  }

  /**
   * The answer to who asks whether and how it may ask.
   *
   * @param methods of the path; empty where nobody has it
   */
  HttpAnswer preflight(HttpRequest request, Optional<String> methods) {
    String told = methods.map(Cors::withOptions).orElse(METHODS);
    HttpAnswer answer = new HttpAnswer(200, Map.of(), new byte[0]).with("Allow", told);
    if (headers(request.header("Origin")).containsKey("Access-Control-Allow-Origin")) {
      answer =
          answer
              .with("Access-Control-Allow-Methods", told)
              .with(
                  "Access-Control-Allow-Headers",
                  "Authorization, Content-Type, Content-Encoding, X-Request-Id,"
                      + " Inference-Header-Content-Length")
              .with("Access-Control-Max-Age", "600");
    }
    return answer;
  }
}
