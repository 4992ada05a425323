package dev.unroll.internal.server.model;

import static dev.unroll.check.Check.failure;

import dev.unroll.inspect.ModelFile;
import dev.unroll.load.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The versions of a model, by the folders that they are in. */
final class VersionFolders {

  /** Zeros before a number count for nothing; the highest number of a version has 19 digits. */
  private static final Pattern NUMBER = Pattern.compile("0*(\\d{1,18}|[1-8]\\d{18})");

  private VersionFolders() {}

  /**
   * The folders of the versions that are in {@code folder}.
   *
   * @throws dev.unroll.check.InputException where there is no such folder
   */
  static NavigableMap<Long, Path> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw failure("%s: expected a folder of versions of a model; check the path", folder);
    }
    NavigableMap<Long, Path> versions = new TreeMap<>();
    if (ModelFile.in(folder).isPresent()) {
      versions.put(1L, folder);
      return versions;
    }
    try (Stream<Path> children = Files.list(folder)) {
      children
          .filter(child -> NUMBER.matcher(child.getFileName().toString()).matches())
          .filter(Files::isDirectory)
          .sorted()
          .forEach(child -> versions.put(Long.parseLong(child.getFileName().toString()), child));
    }
    Path ofRun = folder.resolve("savedmodel");
    if (versions.isEmpty() && Files.isDirectory(ofRun)) {
      versions.put(1L, ModelFolder.find(folder));
    }
    return versions;
  }
}
