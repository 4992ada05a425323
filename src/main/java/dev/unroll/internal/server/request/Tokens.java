package dev.unroll.internal.server.request;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;

/** The tokens of which a client must send one. */
public final class Tokens {

  private static final String SCHEME = "bearer ";

  private final List<byte[]> digests;

  /**
   * @param tokens none where anybody may ask
   */
  public Tokens(List<String> tokens) {
    this.digests = tokens.stream().map(Tokens::digest).toList();
  }

  /**
   * Refuses who has none.
   *
   * @param authorization the header of this name; empty where there is none
   * @throws Refusal where a token is needed and this is none
   */
  public void check(String authorization) {
    if (digests.isEmpty()) {
      return;
    }
    boolean bearer = authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    if (!bearer || !known(authorization.substring(SCHEME.length()).strip())) {
      throw Refusal.of(
          Status.UNAUTHENTICATED,
          bearer
              ? "This token is not known to the server"
              : "This server wants a token: send the header 'Authorization: Bearer TOKEN'");
    }
  }

  /** Compares with all, in a time that does not tell how much of one was right. */
  private boolean known(String token) {
    byte[] digest = digest(token);
    boolean known = false;
    for (byte[] one : digests) {
      known |= MessageDigest.isEqual(one, digest);
    }
    return known;
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
