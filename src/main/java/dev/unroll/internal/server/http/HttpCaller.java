package dev.unroll.internal.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.time.Duration;
import java.util.Map;

/**
 * Asks a server on this machine, over a connection that is kept.
 *
 * @param token that the server asks for
 * @param longest time for an answer
 */
public record HttpCaller(int port, String token, Duration longest) {

  /**
   * Asks, and takes the answer.
   *
   * @param headers more of them
   * @return the status
   */
  public int post(String path, Map<String, String> headers, byte[] body) throws IOException {
    HttpURLConnection asked =
        (HttpURLConnection) new URL("http", "127.0.0.1", port, path).openConnection(Proxy.NO_PROXY);
    asked.setReadTimeout(Math.toIntExact(longest.toMillis()));
    asked.setRequestProperty("Authorization", "Bearer " + token);
    headers.forEach(asked::setRequestProperty);
    asked.setDoOutput(true);
    asked.setFixedLengthStreamingMode(body.length);
    asked.getOutputStream().write(body);
    int status = asked.getResponseCode();
    try (InputStream answer = status < 400 ? asked.getInputStream() : asked.getErrorStream()) {
      if (answer != null) {
        answer.skipNBytes(asked.getContentLengthLong());
      }
    }
    return status;
  }
}
