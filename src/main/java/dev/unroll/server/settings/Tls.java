package dev.unroll.server.settings;

import static dev.unroll.check.Check.that;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How connections are encrypted. All are texts in PEM.
 *
 * @param certificate of the server, with those that vouch for it after it
 * @param key of the certificate, in PKCS #8 and not encrypted
 * @param clientAuthorities whose certificates clients must have; empty where they need none
 */
public record Tls(String certificate, String key, Optional<String> clientAuthorities) {

  public Tls {
    that(
        certificate.contains("BEGIN CERTIFICATE"),
        "tls: certificate: expected a certificate in PEM (-----BEGIN CERTIFICATE-----)");
    that(
        key.contains("BEGIN PRIVATE KEY"),
        "tls: key: expected a key in PEM, PKCS #8 and not encrypted (-----BEGIN PRIVATE KEY-----);"
            + " openssl pkcs8 -topk8 -nocrypt -in KEY -out FILE makes one of others");
    clientAuthorities.ifPresent(
        text ->
            that(
                text.contains("BEGIN CERTIFICATE"),
                "tls: client authorities: expected certificates in PEM"
                    + " (-----BEGIN CERTIFICATE-----)"));
  }

  /** Reads the texts from files. */
  public static Tls read(Path certificate, Path key, Optional<Path> clientAuthorities)
      throws IOException {
    Optional<String> authorities = Optional.empty();
    if (clientAuthorities.isPresent()) {
      authorities = Optional.of(text(clientAuthorities.get()));
    }
    return new Tls(text(certificate), text(key), authorities);
  }

  /** PEM is ASCII; a file in another format is no failure to be read, but to be understood. */
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Tls[client certificates=" + clientAuthorities.isPresent() + "]";
  }
}
