package dev.unroll.internal.server.model;

import static dev.unroll.check.Check.failure;

import dev.unroll.inspect.ModelFile;
import dev.unroll.load.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The versions of a model, by the folders that they are in.
 *
 * @param folders by their numbers
 * @param problem such as two folders of one number; empty where there is none
 */
record VersionFolders(NavigableMap<Long, Path> folders, Optional<String> problem) {

  /** Zeros before a number count for nothing. */
  private static final Pattern NUMBER = Pattern.compile("0*(\\d{1,19})");

  /**
   * The folders of the versions that are in {@code folder}.
   *
   * @throws dev.unroll.check.InputException where there is no such folder
   */
  static VersionFolders in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw failure("%s: expected a folder of versions of a model; check the path", folder);
    }
    NavigableMap<Long, Path> versions = new TreeMap<>();
    if (ModelFile.in(folder).isPresent()) {
      versions.put(1L, folder);
      return new VersionFolders(versions, Optional.empty());
    }
    Optional<String> problem = Optional.empty();
    for (Path child : children(folder)) {
      String name = child.getFileName().toString();
      OptionalLong number = number(name);
      if (number.isPresent()) {
        Path other = versions.put(number.getAsLong(), child);
        if (other != null) {
          problem =
              Optional.of(
                  folder
                      + ": '"
                      + other.getFileName()
                      + "' and '"
                      + name
                      + "' are the same version; the latter is taken");
        }
      }
    }
    Path ofRun = folder.resolve("savedmodel");
    if (versions.isEmpty() && Files.isDirectory(ofRun)) {
      versions.put(1L, ModelFolder.find(folder));
    }
    return new VersionFolders(versions, problem);
  }

  /** The version that a name means; empty where it is none that fits 64 bits. */
  private static OptionalLong number(String name) {
    Matcher digits = NUMBER.matcher(name);
    if (!digits.matches()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(digits.group(1)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(Files::isDirectory).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Folders that are no versions, by which one sees why there is none. */
  static List<String> others(Path folder) throws IOException {
    return children(folder).stream()
        .map(child -> child.getFileName().toString())
        .filter(name -> number(name).isEmpty())
        .toList();
  }

  boolean isEmpty() {
    return folders.isEmpty();
  }
}
