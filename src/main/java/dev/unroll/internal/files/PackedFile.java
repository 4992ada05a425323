package dev.unroll.internal.files;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Files as they are, packed by gzip, bzip2, xz or Zstandard, or in a zip, alone or named by {@code
 * FILE.zip/NAME}; told apart by their first bytes.
 */
public final class PackedFile {

  private static final int BUFFER = 1 << 16;
  private static final int MOST_NAMES = 20;

  private PackedFile() {}

  /** Whether there is a file of that path, or in a zip of that path. */
  public static boolean exists(Path file) {
    return Files.exists(file) || zipAbove(file) != null;
  }

  /** The zip whose path is above {@code file}; null where there is none. */
  private static Path zipAbove(Path file) {
    for (Path above = file.getParent(); above != null; above = above.getParent()) {
      if (Files.exists(above)) {
        return Files.isRegularFile(above) ? above : null;
      }
    }
    return null;
  }

  /**
   * Opens a file; the caller closes it.
   *
   * @throws InputException where there is no such file or, also while reading, where it is damaged
   */
  public static BufferedInputStream open(Path file) throws IOException {
    if (!Files.exists(file) && zipAbove(file) != null) {
      Path zip = zipAbove(file);
      return zipped(zip, file, zip.relativize(file).toString().replace('\\', '/'));
    }
    that(Files.exists(file), "%s: no such file; check the path", file);
    that(!Files.isDirectory(file), "%s: a folder; expected a file", file);
    BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      byte[] first = first(raw, 2);
      if (first.length == 2 && first[0] == 'P' && first[1] == 'K') {
        raw.close();
        return zipped(file, file, "");
      }
      return unpacked(raw, file);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** The first bytes of a file, which are read again; fewer where it is shorter. */
  public static byte[] first(BufferedInputStream raw, int bytes) throws IOException {
    raw.mark(bytes);
    byte[] first = raw.readNBytes(bytes);
    raw.reset();
    return first;
  }

  private static BufferedInputStream unpacked(BufferedInputStream raw, Path file)
      throws IOException {
    Optional<Packing> packing = Packing.of(first(raw, Packing.BYTES));
    if (packing.isEmpty()) {
      return raw;
    }
    try {
      return new BufferedInputStream(new Guarded(packing.get().unpacked(raw, file), file), BUFFER);
    } catch (IOException e) {
      throw damaged(file, e);
    }
  }

  /**
   * A file of a zip.
   *
   * @param name of the file; empty for the only one
   */
  private static BufferedInputStream zipped(Path path, Path file, String name) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(path.toFile());
    } catch (ZipException e) {
      throw damaged(path, e);
    }
    try {
      ZipEntry entry = chosen(zip, path, name);
      return unpacked(
          new BufferedInputStream(new Guarded(new Entry(zip, entry, file), file), BUFFER), file);
    } catch (ZipException e) {
      zip.close();
      throw damaged(path, e);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipEntry chosen(ZipFile zip, Path path, String name) {
    List<String> names = new ArrayList<>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      if (!entry.isDirectory() && !isOfSystem(entry.getName())) {
        names.add(entry.getName());
      }
    }
    Collections.sort(names);
    that(!names.isEmpty(), "%s: the zip holds no file", path);
    FileKind.ofZip(names)
        .ifPresent(
            kind -> {
              throw failure("%s: %s, which is not read here; %s", path, kind.name(), kind.advice());
            });
    String listed =
        names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
            + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "");
    that(
        name.isEmpty() || names.contains(name),
        "%s: the zip holds no file '%s'; it holds %s",
        path,
        name,
        listed);
    that(
        !name.isEmpty() || names.size() == 1,
        "%s: the zip holds %d files: %s; name one, as in %s/%s",
        path,
        names.size(),
        listed,
        path,
        names.get(names.size() - 1));
    return zip.getEntry(name.isEmpty() ? names.get(0) : name);
  }

  /** Whether a system put the file there beside those of the user. */
  private static boolean isOfSystem(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return name.startsWith("__MACOSX/")
        || name.contains("/__MACOSX/")
        || last.equals(".DS_Store")
        || last.equals("Thumbs.db")
        || last.equals("desktop.ini");
  }

  private static InputException damaged(Path file, Exception e) {
    return new InputException(
        file + ": the packed file is damaged or cut short (" + e.getMessage() + "); copy it anew",
        e);
  }

  /** The content of a zip's file, whose checksum is compared at its end. */
  private static final class Entry extends CheckedInputStream {
    private final ZipFile zip;
    private final ZipEntry entry;
    private final Path file;

    Entry(ZipFile zip, ZipEntry entry, Path file) throws IOException {
      super(zip.getInputStream(entry), new CRC32());
      this.zip = zip;
      this.entry = entry;
      this.file = file;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      if (read < 0 && getChecksum().getValue() != entry.getCrc()) {
        throw damaged(file, new ZipException("its checksum does not match"));
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      super.close();
      zip.close();
    }
  }

  /** Words what is wrong with a packed file. */
  private static final class Guarded extends FilterInputStream {
    private final Path file;

    Guarded(InputStream in, Path file) {
      super(in);
      this.file = file;
    }

    /** None are promised: some libraries throw here what reading is to tell. */
    @Override
    public int available() {
      return 0;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (InputException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        // Some libraries meet damaged bytes with other exceptions than those they name.
        throw damaged(file, e);
      }
    }
  }
}
