package dev.unroll.internal.files;

import dev.unroll.check.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Text files as they are or packed, as {@link PackedFile} has them. */
public final class PackedText {

  private static final Logger LOG = LoggerFactory.getLogger(PackedText.class);

  private static final int BUFFER = 1 << 16;

  private PackedText() {}

  /**
   * Opens a file whose encoding is told by itself; the caller closes it.
   *
   * @throws InputException where there is no such file or it is no text, or, also while reading,
   *     where the packed file is damaged or not in one encoding
   */
  public static BufferedReader open(Path file) throws IOException {
    return open(file, "", note -> LOG.warn("{}: {}", file, note));
  }

  /**
   * Opens a file; the caller closes it.
   *
   * @param encoding of the text; empty where the file is to tell
   * @param notes is told of an encoding that was guessed
   * @throws InputException as {@link #open(Path)}
   */
  public static BufferedReader open(Path file, String encoding, Consumer<String> notes)
      throws IOException {
    return of(PackedFile.open(file), file, encoding, notes);
  }

  /**
   * The text of a file that is open; the caller closes it.
   *
   * @param raw bytes, which are closed with the text and where it cannot be opened
   * @param file how messages name it
   * @param encoding of the text; empty where the file is to tell
   * @param notes is told of an encoding that was guessed
   * @throws InputException as {@link #open(Path)}
   */
  public static BufferedReader of(
      InputStream raw, Path file, String encoding, Consumer<String> notes) throws IOException {
    try {
      return new BufferedReader(new DecodedText(raw, file, encoding, notes), BUFFER);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }
}
