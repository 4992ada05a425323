package dev.unroll.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that come and go. */
final class Folders {

  private Folders() {}

  /** Copies a folder file by file, straight to its place. */
  static void copy(Path from, Path to) throws IOException {
    for (Path one : all(from)) {
      Path target = to.resolve(from.relativize(one).toString());
      if (Files.isDirectory(one)) {
        Files.createDirectories(target);
      } else {
        Files.copy(one, target);
      }
    }
  }

  static void delete(Path folder) throws IOException {
    for (Path one : all(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(one);
    }
  }

  private static List<Path> all(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted().toList();
    }
  }
}
