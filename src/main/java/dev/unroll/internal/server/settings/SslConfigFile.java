package dev.unroll.internal.server.settings;

import static dev.unroll.check.Check.that;

import dev.unroll.internal.server.proto.SSLConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The certificates that TensorFlow Serving is given, as PEM texts.
 *
 * @param key of the server
 * @param certificate of the server, and those that vouch for it
 * @param authorities whose certificates clients may have; empty for those that everybody trusts
 * @param clientVerify whether clients must have a certificate
 */
public record SslConfigFile(
    String key, String certificate, Optional<String> authorities, boolean clientVerify) {

  private static final String PEM = "-----BEGIN ";

  /**
   * Reads a file, the text of {@code SSLConfig}.
   *
   * @throws dev.unroll.check.InputException where it is damaged or lacks a text
   */
  public static SslConfigFile read(Path file) throws IOException {
    SSLConfig.Builder config = SSLConfig.newBuilder();
    TextProto.read(file, config);
    pem(file, "server_key", config.getServerKey());
    pem(file, "server_cert", config.getServerCert());
    if (!config.getCustomCa().isEmpty()) {
      pem(file, "custom_ca", config.getCustomCa());
    }
    return new SslConfigFile(
        config.getServerKey(),
        config.getServerCert(),
        Optional.of(config.getCustomCa()).filter(text -> !text.isEmpty()),
        config.getClientVerify());
  }

  /** Secrets are not repeated in messages. */
  private static void pem(Path file, String name, String text) {
    that(!text.isEmpty(), "%s: %s is missing", file, name);
    that(
        text.contains(PEM),
        "%s: %s: expected the text of a PEM file, which begins with %s...; give the text, not the"
            + " path",
        file,
        name,
        PEM);
  }
}
