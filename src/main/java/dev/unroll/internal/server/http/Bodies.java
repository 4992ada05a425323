package dev.unroll.internal.server.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Unpacks bodies, within limits. */
final class Bodies {

  /** Bytes up to which no ratio is held to: little of what is small is no attack. */
  private static final int SMALL = 1 << 20;

  private Bodies() {}

  /** Whether bodies of this {@code Content-Encoding} can be read. */
  static boolean knows(String encoding) {
    return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity", "gzip", "x-gzip", "deflate" -> true;
      default -> false;
    };
  }

  /**
   * A body as it was before it was packed.
   *
   * @param encoding that is known
   * @param most bytes of it
   * @param ratio how many times larger than packed it may be
   * @throws HttpRefusal where it is too large, or damaged
   */
  static byte[] unpacked(byte[] body, String encoding, int most, int ratio) {
    String name = encoding.strip().toLowerCase(Locale.ROOT);
    if (name.isEmpty() || name.equals("identity")) {
      return body;
    }
    long byRatio = Math.max(SMALL, (long) body.length * ratio);
    try (InputStream in = stream(body, name)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(most, body.length * 4 + 64));
      byte[] part = new byte[8192];
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        if (out.size() + read > most) {
          throw tooLarge(most);
        }
        if (out.size() + read > byRatio) {
          throw new HttpRefusal(
              413,
              "The body becomes more than "
                  + ratio
                  + " times larger when it is unpacked, which is more than is taken; send it as it"
                  + " is");
        }
        out.write(part, 0, read);
      }
      return out.toByteArray();
    } catch (ZipException | EOFException e) {
      throw new HttpRefusal(
          400, "The body is not what its Content-Encoding says: it cannot be unpacked as " + name);
    } catch (IOException e) {
      throw new AssertionError("bytes in memory are always read", e);
    }
  }

  private static InputStream stream(byte[] body, String name) throws IOException {
    ByteArrayInputStream bytes = new ByteArrayInputStream(body);
    if (!name.equals("deflate")) {
      return new GZIPInputStream(bytes, 8192);
    }
    // Some send zlib's format, as the standard has it, and some what is inside it.
    boolean zlib =
        body.length >= 2
            && (body[0] & 0x0f) == 8
            && (((body[0] & 0xff) << 8) | (body[1] & 0xff)) % 31 == 0;
    return new InflaterInputStream(bytes, new Inflater(!zlib), 8192);
  }

  static HttpRefusal tooLarge(int most) {
    return new HttpRefusal(
        413,
        "The body is larger than the "
            + most
            + " bytes that this server takes; send fewer rows at a time");
  }
}
