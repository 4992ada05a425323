package dev.unroll.internal.files;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Downloads a file. */
public final class Download {

  private static final int CONNECT_MILLISECONDS = 20_000;
  private static final int READ_MILLISECONDS = 60_000;

  private Download() {}

  /**
   * Downloads to a new file.
   *
   * @param from an {@code https}, {@code http} or {@code file} address
   * @param mostBytes what may come at the most
   * @param progress told the bytes that have come so far
   * @throws InputException where nothing is had from the address
   */
  public static void toFile(URI from, Path to, long mostBytes, LongConsumer progress)
      throws IOException {
    try (InputStream in = open(from);
        OutputStream out = Files.newOutputStream(to)) {
      byte[] buffer = new byte[1 << 16];
      long total = 0;
      for (int read = read(in, buffer, from); read >= 0; read = read(in, buffer, from)) {
        total += read;
        if (total > mostBytes) {
          throw failure("%s: more than %d bytes; the download was stopped", from, mostBytes);
        }
        out.write(buffer, 0, read);
        progress.accept(total);
      }
    }
  }

  private static InputStream open(URI from) {
    try {
      URLConnection connection = from.toURL().openConnection();
      connection.setConnectTimeout(CONNECT_MILLISECONDS);
      connection.setReadTimeout(READ_MILLISECONDS);
      return connection.getInputStream();
    } catch (IOException | IllegalArgumentException e) {
      throw unreachable(from, e);
    }
  }

  private static int read(InputStream in, byte[] buffer, URI from) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw unreachable(from, e);
    }
  }

  private static InputException unreachable(URI from, Exception cause) {
    String reason =
        cause instanceof NoSuchFileException || cause instanceof java.io.FileNotFoundException
            ? "not found"
            : cause.toString();
    return new InputException(
        from + ": cannot be downloaded (" + reason + "); check the network and the address", cause);
  }
}
