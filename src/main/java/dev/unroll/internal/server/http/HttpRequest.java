package dev.unroll.internal.server.http;

import dev.unroll.internal.server.request.Refusal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request over HTTP, whole and unpacked.
 *
 * @param method such as {@code POST}
 * @param path still escaped, without the query
 * @param query unescaped
 * @param headers by their names in small letters
 * @param body unpacked where it was packed; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record HttpRequest(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  public HttpRequest {
    query = Map.copyOf(query);
    Map<String, String> small = new TreeMap<>();
    headers.forEach((name, value) -> small.put(name.toLowerCase(Locale.ROOT), value));
    headers = Map.copyOf(small);
  }

  /** A header by its name, in letters of any case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * A part of a path without its escapes.
   *
   * @throws Refusal where it is not escaped as a path is
   */
  public static String unescaped(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("Malformed request: '%s' is not escaped as a path is", text);
    }
  }
}
