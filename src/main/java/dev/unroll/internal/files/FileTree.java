package dev.unroll.internal.files;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.InputException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The files below a folder or inside a zip, read alike.
 *
 * <p>Names use {@code /}. What macOS adds to a zip ({@code __MACOSX}) is left out. Files may be
 * read from several threads.
 */
public abstract sealed class FileTree implements Closeable {

  /** Levels of folders that are looked into. */
  private static final int DEEPEST = 8;

  private final Path path;

  private FileTree(Path path) {
    this.path = path;
  }

  /**
   * Opens a folder or a zip file.
   *
   * @throws InputException where {@code path} is neither
   */
  public static FileTree open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return new Folder(path);
    }
    if (!Files.exists(path)) {
      throw failure("%s: no such file or folder; check the path", path);
    }
    try {
      return new Zip(path);
    } catch (ZipException e) {
      throw new InputException(
          path + ": neither a folder nor a whole zip file (" + e.getMessage() + ")", e);
    }
  }

  /** The names of all files, sorted. */
  public abstract List<String> names() throws IOException;

  /** The names of the folders that have no file in them or below, sorted. */
  public abstract List<String> emptyFolders() throws IOException;

  /** The size of a file in bytes. */
  public abstract long size(String name) throws IOException;

  /** The CRC-32 of a file's content: read off the directory of a zip, computed for a folder. */
  public abstract long crc32(String name) throws IOException;

  /** The content of a file. */
  public abstract byte[] read(String name) throws IOException;

  /** How messages name a file of this tree. */
  public String describe(String name) {
    return path + "/" + name;
  }

  private static final class Folder extends FileTree {
    private final Path root;

    Folder(Path path) throws IOException {
      super(path);
      this.root = path.toRealPath(); // a walk does not begin at a link
    }

    @Override
    public List<String> names() throws IOException {
      try (Stream<Path> files = Files.walk(root, DEEPEST)) {
        return files
            .filter(Files::isRegularFile)
            .map(file -> root.relativize(file).toString().replace('\\', '/'))
            .filter(name -> !isMacOsTwin(name))
            .sorted()
            .toList();
      }
    }

    @Override
    public List<String> emptyFolders() throws IOException {
      List<String> folders;
      try (Stream<Path> files = Files.walk(root, DEEPEST)) {
        folders =
            files
                .filter(file -> Files.isDirectory(file) && !file.equals(root))
                .map(file -> root.relativize(file).toString().replace('\\', '/'))
                .toList();
      }
      return without(folders, names());
    }

    @Override
    public long size(String name) throws IOException {
      return Files.size(root.resolve(name));
    }

    @Override
    public long crc32(String name) throws IOException {
      CRC32 crc = new CRC32();
      byte[] buffer = new byte[1 << 18];
      try (InputStream in = Files.newInputStream(root.resolve(name))) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          crc.update(buffer, 0, read);
        }
      }
      return crc.getValue();
    }

    @Override
    public byte[] read(String name) throws IOException {
      return Files.readAllBytes(root.resolve(name));
    }

    @Override
    public void close() {}
  }

  private static final class Zip extends FileTree {
    private final ZipFile zip;

    Zip(Path file) throws IOException {
      super(file);
      this.zip = new ZipFile(file.toFile());
    }

    @Override
    public List<String> names() {
      List<String> names = new ArrayList<>();
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.isDirectory() && !isMacOsTwin(entry.getName())) {
          names.add(entry.getName());
        }
      }
      names.sort(Comparator.naturalOrder());
      return names;
    }

    @Override
    public List<String> emptyFolders() {
      List<String> folders =
          Collections.list(zip.entries()).stream()
              .filter(entry -> entry.isDirectory() && !isMacOsTwin(entry.getName()))
              .map(entry -> entry.getName().substring(0, entry.getName().length() - 1))
              .toList();
      return without(folders, names());
    }

    @Override
    public long size(String name) throws IOException {
      return entry(name).getSize();
    }

    @Override
    public long crc32(String name) throws IOException {
      return entry(name).getCrc();
    }

    @Override
    public byte[] read(String name) throws IOException {
      byte[] content;
      try (InputStream in = zip.getInputStream(entry(name))) {
        content = in.readAllBytes();
      } catch (ZipException | EOFException e) {
        throw new InputException(
            describe(name) + ": the zip is damaged (" + e.getMessage() + "); copy it anew", e);
      }
      CRC32 crc = new CRC32();
      crc.update(content);
      if (crc.getValue() != entry(name).getCrc()) {
        throw failure(
            "%s: the zip is damaged (its checksum does not match); copy it anew", describe(name));
      }
      return content;
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }

    private ZipEntry entry(String name) throws NoSuchFileException {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw new NoSuchFileException(describe(name));
      }
      return entry;
    }
  }

  private static boolean isMacOsTwin(String name) {
    return name.startsWith("__MACOSX/") || name.contains("/__MACOSX/");
  }

  /** The folders that no file is in or below. */
  private static List<String> without(List<String> folders, List<String> files) {
    Set<String> used = new HashSet<>();
    for (String file : files) {
      for (int slash = file.lastIndexOf('/'); slash > 0; slash = file.lastIndexOf('/', slash - 1)) {
        used.add(file.substring(0, slash));
      }
    }
    return folders.stream().filter(folder -> !used.contains(folder)).sorted().toList();
  }
}
