package dev.unroll.load;

import static dev.unroll.check.Check.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the SavedModel that a path means. */
public final class ModelFolder {

  private static final String GRAPH_FILE = "saved_model.pb";

  private ModelFolder() {}

  /**
   * The SavedModel folder of a run folder, of a folder of versions, or the path itself.
   *
   * @throws dev.unroll.check.InputException where there is none
   */
  public static Path find(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw failure("%s: no such model folder; check the path", path);
    }
    for (Path folder : new Path[] {path, path.resolve("savedmodel")}) {
      if (Files.isRegularFile(folder.resolve(GRAPH_FILE))) {
        return folder;
      }
      Optional<Path> version = latestVersion(folder);
      if (version.isPresent()) {
        return version.get();
      }
    }
    throw failure(
        "%s: expected a run folder or a SavedModel folder, but there is no %s in it",
        path, GRAPH_FILE);
  }

  /**
   * The file that holds the graph of {@code path}: that of the SavedModel, or the path itself where
   * it is a file.
   *
   * @throws dev.unroll.check.InputException where there is none
   */
  public static Path graphFile(Path path) throws IOException {
    return Files.isRegularFile(path) ? path : find(path).resolve(GRAPH_FILE);
  }

  private static Optional<Path> latestVersion(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(folder)) {
      return versions
          .filter(version -> version.getFileName().toString().matches("\\d{1,18}"))
          .filter(version -> Files.isRegularFile(version.resolve(GRAPH_FILE)))
          .max(Comparator.comparingLong(v -> Long.parseLong(v.getFileName().toString())));
    }
  }
}
