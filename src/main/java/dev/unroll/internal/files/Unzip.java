package dev.unroll.internal.files;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Unpacks zip files that may be hostile: nothing leaves the folder, and no more than a limit is
 * written.
 */
public final class Unzip {

  private Unzip() {}

  /**
   * Unpacks {@code zip} into {@code folder}, which is made where it is missing.
   *
   * @param name how messages name the zip
   * @param mostBytes what all files together may have at the most, unpacked
   * @throws InputException where the zip is damaged, too large, or an entry points outside {@code
   *     folder}
   */
  public static void into(Path zip, String name, Path folder, long mostBytes) throws IOException {
    Path root = Files.createDirectories(folder).toRealPath();
    long left = mostBytes;
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : Collections.list(archive.entries())) {
        Path target = target(name, root, entry);
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          try (InputStream in = archive.getInputStream(entry);
              OutputStream out = Files.newOutputStream(target)) {
            left = copy(in, out, left, name, mostBytes);
          }
        }
      }
    } catch (ZipException e) {
      throw new InputException(name + ": not a whole zip file (" + e.getMessage() + ")", e);
    }
  }

  private static Path target(String name, Path root, ZipEntry entry) {
    Path target;
    try {
      target = root.resolve(entry.getName()).normalize();
    } catch (InvalidPathException e) {
      throw new InputException(name + ": entry '" + entry.getName() + "' has no valid name", e);
    }
    if (!target.startsWith(root) || (target.equals(root) && !entry.isDirectory())) {
      throw failure(
          "%s: entry '%s' points outside the folder it is unpacked to; the zip is not to be trusted",
          name, entry.getName());
    }
    return target;
  }

  private static long copy(InputStream in, OutputStream out, long left, String name, long mostBytes)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      left -= read;
      if (left < 0) {
        throw failure(
            "%s: unpacks to more than %d bytes; the zip is not to be trusted", name, mostBytes);
      }
      out.write(buffer, 0, read);
    }
    return left;
  }
}
