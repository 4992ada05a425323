package dev.unroll.internal.files;

import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Text files as they are, in gzip, or alone in a zip; told apart by their first bytes. */
public final class PackedText {

  private static final int BUFFER = 1 << 16;

  private PackedText() {}

  /**
   * Opens a file; the caller closes it. Bytes that are not UTF-8 become replacement characters.
   *
   * @throws InputException where there is no such file, or, also while reading, where the packed
   *     file is damaged
   */
  public static BufferedReader open(Path file) throws IOException {
    that(Files.exists(file), "%s: no such file; check the path", file);
    that(!Files.isDirectory(file), "%s: a folder; expected a file", file);
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      InputStream text = unpack(raw, file);
      return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8), BUFFER);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream unpack(InputStream raw, Path file) throws IOException {
    raw.mark(2);
    int first = raw.read();
    int second = raw.read();
    raw.reset();
    if (first == 0x1f && second == 0x8b) {
      return new Guarded(gzip(raw, file), file);
    }
    if (first == 'P' && second == 'K') {
      ZipInputStream zip = new ZipInputStream(raw);
      ZipEntry entry = zip.getNextEntry();
      while (entry != null && (entry.isDirectory() || entry.getName().startsWith("__MACOSX/"))) {
        entry = zip.getNextEntry();
      }
      that(entry != null, "%s: the zip holds no file", file);
      return new Guarded(zip, file);
    }
    return raw;
  }

  private static InputStream gzip(InputStream raw, Path file) throws IOException {
    try {
      return new GZIPInputStream(raw, BUFFER);
    } catch (ZipException | EOFException e) {
      throw damaged(file, e);
    }
  }

  private static InputException damaged(Path file, IOException e) {
    return new InputException(
        file + ": the packed file is damaged or cut short (" + e.getMessage() + "); copy it anew",
        e);
  }

  /** Words what is wrong with a packed file. */
  private static final class Guarded extends FilterInputStream {
    private final Path file;

    Guarded(InputStream in, Path file) {
      super(in);
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (ZipException | EOFException e) {
        throw damaged(file, e);
      }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (ZipException | EOFException e) {
        throw damaged(file, e);
      }
    }
  }
}
