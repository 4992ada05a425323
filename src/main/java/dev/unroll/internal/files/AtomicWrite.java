package dev.unroll.internal.files;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Writes a file or a folder beside its final place and renames it there, so that it is never seen
 * half-written.
 */
public final class AtomicWrite {

  /** Fills the file or folder it is given. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Path path) throws IOException;
  }

  private static final String PARTIAL = ".partial";

  /** What the name of a folder ends with that was to be replaced. */
  private static final String OLD = ".partial.old";

  private AtomicWrite() {}

  /** Writes {@code text} as UTF-8 to {@code file}, in place of what was there. */
  public static void text(Path file, String text) throws IOException {
    file(file, path -> Files.writeString(path, text, StandardCharsets.UTF_8));
  }

  /**
   * Writes {@code file} by {@code content}, in place of what was there.
   *
   * @throws FileSystemException that names {@code file} where writing fails
   */
  public static void file(Path file, Content content) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      content.writeTo(file); // a device or pipe: there is nothing to rename
      return;
    }
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Path beside = beside(target);
    try {
      content.writeTo(beside);
      try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      move(beside, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw named(file, e);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /**
   * Writes the new folder {@code folder} by {@code content}; a folder of that name must not exist.
   *
   * @throws FileSystemException that names {@code folder} where writing fails
   */
  public static void folder(Path folder, Content content) throws IOException {
    writeFolder(folder, content, beside(folder), Optional.empty());
  }

  /**
   * Writes {@code folder} by {@code content}, in place of the folder that may be there; where
   * writing fails, that one stays.
   *
   * @throws FileSystemException that names {@code folder} where writing fails
   */
  public static void replaceFolder(Path folder, Content content) throws IOException {
    Path beside = beside(folder);
    Path old = beside.resolveSibling(beside.getFileName() + ".old");
    writeFolder(folder, content, beside, Optional.of(old));
  }

  /** Writes beside and renames; a folder in the way moves to {@code old}, where one is given. */
  private static void writeFolder(Path folder, Content content, Path beside, Optional<Path> old)
      throws IOException {
    try {
      Files.createDirectory(beside);
      content.writeTo(beside);
      if (old.isPresent() && Files.exists(folder)) {
        move(folder, old.get());
      }
      move(beside, folder);
    } catch (IOException e) {
      throw named(folder, e);
    } finally {
      delete(beside);
      if (old.isPresent() && Files.exists(old.get())) {
        if (Files.notExists(folder)) {
          move(old.get(), folder);
        }
        delete(old.get());
      }
    }
  }

  /**
   * {@code failure} if it names a file, else as one that names {@code path}: a full disk names
   * none.
   */
  public static FileSystemException named(Path path, IOException failure) {
    if (failure instanceof FileSystemException naming) {
      return naming;
    }
    FileSystemException named =
        new FileSystemException(path.toString(), null, failure.getMessage());
    named.initCause(failure);
    return named;
  }

  /** Deletes a file or a folder with all that is in it; nothing happens where there is none. */
  public static void delete(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static Path beside(Path target) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new FileSystemException(target.toString(), null, "a root folder cannot be written");
    }
    Files.createDirectories(parent);
    String start = "." + absolute.getFileName() + ".";
    clearAbandoned(absolute, start);
    return parent.resolve(start + ProcessHandle.current().pid() + PARTIAL);
  }

  /**
   * Clears up what processes left here that were killed while they wrote {@code target}: what they
   * had begun is deleted, and what they were about to replace has its place again.
   */
  private static void clearAbandoned(Path target, String start) throws IOException {
    try (var siblings =
        Files.newDirectoryStream(
            target.getParent(),
            path -> isAbandoned(path, start, PARTIAL) || isAbandoned(path, start, OLD))) {
      for (Path sibling : siblings) {
        if (isAbandoned(sibling, start, OLD)
            && Files.notExists(target, LinkOption.NOFOLLOW_LINKS)) {
          move(sibling, target);
        } else {
          delete(sibling);
        }
      }
    }
  }

  private static boolean isAbandoned(Path path, String start, String end) {
    String name = path.getFileName().toString();
    if (!name.startsWith(start) || !name.endsWith(end)) {
      return false;
    }
    Long pid = Longs.tryParse(name.substring(start.length(), name.length() - end.length()));
    return pid != null && ProcessHandle.of(pid).isEmpty();
  }

  private static void move(Path from, Path to, StandardCopyOption... options) throws IOException {
    try {
      if (options.length == 0) {
        Files.move(from, to);
      } else {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, options);
    }
  }
}
