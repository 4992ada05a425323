package dev.unroll.internal.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * A file that records are added to. Where it was moved away, or another took its name, what comes
 * next goes to the file of that name, which is made if need be: so logs are rotated under those who
 * write them. It is looked for once a second at most. A record is what one call writes, and is in
 * one file whole.
 */
public final class LogFile extends OutputStream {

  private static final long LOOK_NANOS = 1_000_000_000;

  private final Path path;
  private final LongSupplier clock;
  private OutputStream out;

  /** What the system knows the open file by; null where it has no such thing. */
  private Object key;

  private long looked;

  /** Opens a file, which is made if it is not there. */
  public LogFile(Path path) throws IOException {
    this(path, System::nanoTime);
  }

  /**
   * @param clock nanoseconds that only grow
   */
  LogFile(Path path, LongSupplier clock) throws IOException {
    this.path = path;
    this.clock = clock;
    out = open();
    key = key();
    looked = clock.getAsLong();
  }

  private OutputStream open() throws IOException {
    return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private Object key() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  private boolean gone() throws IOException {
    try {
      return !Objects.equals(key, key());
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private void look() throws IOException {
    long now = clock.getAsLong();
    if (now - looked < LOOK_NANOS) {
      return;
    }
    looked = now;
    if (gone()) {
      OutputStream next;
      try {
        next = open();
      } catch (IOException e) {
        // What was opened still takes what comes: better there than nowhere.
        return;
      }
      OutputStream before = out;
      out = next;
      key = key();
      before.close();
    }
  }

  @Override
  public synchronized void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    if (length > 0) {
      look();
      out.write(bytes, from, length);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
