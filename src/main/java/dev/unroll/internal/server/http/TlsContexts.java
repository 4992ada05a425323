package dev.unroll.internal.server.http;

import static dev.unroll.check.Check.failure;

import dev.unroll.server.settings.Tls;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;

/** How connections are encrypted, as Netty has it. */
public final class TlsContexts {

  private TlsContexts() {}

  /**
   * By the JDK's own TLS.
   *
   * @param protocol what the protocol that is spoken inside needs
   * @throws dev.unroll.check.InputException where a certificate or the key is no good
   */
  public static SslContext of(Tls tls, UnaryOperator<SslContextBuilder> protocol) {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(bytes(tls.certificate()), bytes(tls.key()))
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2");
      tls.clientAuthorities()
          .ifPresent(text -> builder.trustManager(bytes(text)).clientAuth(ClientAuth.REQUIRE));
      return protocol.apply(builder).build();
    } catch (SSLException | IllegalArgumentException e) {
      throw failure(
          "tls: the certificate, its key or the clients' authorities cannot be used: %s;"
              + " expected a certificate and its key in PEM, the key in PKCS #8 and not encrypted",
          reason(e));
    }
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
