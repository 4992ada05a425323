package dev.unroll.internal.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes zip files for tests. */
public final class Zips {

  private Zips() {}

  /** A zip of names and their contents, in turn. */
  public static Path write(Path file, String... namesAndContents) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putNextEntry(new ZipEntry(namesAndContents[i]));
        zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return file;
  }

  /** A zip of all files below a folder, named from {@code root} on. */
  public static Path ofFolder(Path file, Path root) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file));
        var files = Files.walk(root)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(root.relativize(path).toString().replace('\\', '/')));
        zip.write(Files.readAllBytes(path));
        zip.closeEntry();
      }
    }
    return file;
  }
}
