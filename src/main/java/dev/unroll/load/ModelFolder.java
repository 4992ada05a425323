package dev.unroll.load;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.InputException;
import dev.unroll.inspect.ModelFile;
import dev.unroll.inspect.OtherFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the SavedModel that a path means. */
public final class ModelFolder {

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
    if (Files.isRegularFile(path)) {
      Optional<OtherFormat> other = OtherFormat.of(path);
      if (other.isPresent()) {
        throw other.get().refusal(path);
      }
    }
    for (Path folder : new Path[] {path, path.resolve("savedmodel")}) {
      if (ModelFile.in(folder).isPresent()) {
        return folder;
      }
      Optional<Path> version = latestVersion(folder);
      if (version.isPresent()) {
        return version.get();
      }
    }
    if (Files.isDirectory(path)) {
      Optional<InputException> other = OtherFormat.inFolder(path);
      if (other.isPresent()) {
        throw other.get();
      }
    }
    throw failure(
        "%s: expected a run folder or a SavedModel folder, but there is no %s in it",
        path, ModelFile.SAVED_MODEL);
  }

  /**
   * The file that holds the graph of {@code path}: that of the SavedModel, or the path itself where
   * it is a file.
   *
   * @throws dev.unroll.check.InputException where there is none
   */
  public static Path graphFile(Path path) throws IOException {
    return Files.isRegularFile(path) ? path : ModelFile.in(find(path)).orElseThrow();
  }

  private static Optional<Path> latestVersion(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(folder)) {
      return versions
          .filter(version -> version.getFileName().toString().matches("\\d{1,18}"))
          .filter(version -> ModelFile.in(version).isPresent())
          .max(Comparator.comparingLong(v -> Long.parseLong(v.getFileName().toString())));
    }
  }
}
