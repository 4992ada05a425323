package dev.unroll.server.settings;

import static dev.unroll.check.Check.that;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who may ask.
 *
 * @param tls how connections are encrypted; empty where they are not
 * @param tokens of which clients must send one ({@code Authorization: Bearer TOKEN}); none where
 *     anybody may ask
 * @param origin of the web pages that may ask, such as {@code https://example.org}, or {@code *};
 *     empty for none but the server's own
 */
public record Security(Optional<Tls> tls, List<String> tokens, Optional<String> origin) {

  public Security {
    tokens = List.copyOf(tokens);
    for (String token : tokens) {
      that(
          !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127),
          "tokens: expected printable characters of ASCII without spaces");
    }
    that(
        origin.isEmpty() || origin.get().equals("*") || origin.get().matches("https?://[^/]+"),
        "origin: expected such as https://example.org or *, got '%s'",
        origin.orElse(""));
    that(
        tokens.isEmpty() || !origin.equals(Optional.of("*")),
        "origin: * lets any page ask, which a server with tokens must not; name the one that may");
  }

  /** Anybody who reaches the server, in plain text. */
  public static Security none() {
    return new Security(Optional.empty(), List.of(), Optional.empty());
  }

  /**
   * The tokens in a file, one a line; empty lines and those that begin with {@code #} are none.
   *
   * @throws dev.unroll.check.InputException where there is none
   */
  public static List<String> tokens(Path file) throws IOException {
    List<String> tokens =
        Files.readAllLines(file).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    that(!tokens.isEmpty(), "%s: expected a token on each line, found none", file);
    for (String token : tokens) {
      that(
          token.chars().allMatch(c -> c > ' ' && c < 127),
          "%s: expected a token on each line, of printable characters of ASCII without spaces",
          file);
    }
    return tokens;
  }

  /** Without the tokens. */
  @Override
  public String toString() {
    return "Security[tls=" + tls + ", tokens=" + tokens.size() + ", origin=" + origin + "]";
  }
}
