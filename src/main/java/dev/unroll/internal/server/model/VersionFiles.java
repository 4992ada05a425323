package dev.unroll.internal.server.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files and folders of a version, by which it is seen whether they change.
 *
 * @param files by their names inside the folder, which is itself among them
 */
record VersionFiles(Map<String, Entry> files) {

  /** How deep folders are looked into; a SavedModel has two. */
  private static final int DEEPEST = 8;

  /**
   * A file or folder.
   *
   * @param size in bytes; 0 for a folder
   * @param changed when its content last changed
   */
  record Entry(long size, Instant changed) {}

  VersionFiles {
    files = Map.copyOf(files);
  }

  /**
   * Looks at a folder.
   *
   * @throws IOException where something goes while it is looked at
   */
  static VersionFiles in(Path folder) throws IOException {
    Map<String, Entry> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
      for (Path one : (Iterable<Path>) all::iterator) {
        BasicFileAttributes found = attributes(one);
        files.put(
            folder.relativize(one).toString(),
            new Entry(
                found.isDirectory() ? 0 : found.size(), found.lastModifiedTime().toInstant()));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new VersionFiles(files);
  }

  /** Of what a link leads to, or of the link where that is not there. */
  private static BasicFileAttributes attributes(Path one) throws IOException {
    return Files.exists(one)
        ? Files.readAttributes(one, BasicFileAttributes.class)
        : Files.readAttributes(one, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** When the last change was. */
  Instant changed() {
    return files.values().stream()
        .map(Entry::changed)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }
}
