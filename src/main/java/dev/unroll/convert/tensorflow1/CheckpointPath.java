package dev.unroll.convert.tensorflow1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the prefix of a checkpoint. */
final class CheckpointPath {

  private static final Pattern LATEST =
      Pattern.compile("(?m)^model_checkpoint_path: \"([^\"\\n]+)\"");
  private static final Pattern ENDING = Pattern.compile("\\.(index|meta|data-\\d+-of-\\d+)$");
  private static final long MOST_BYTES = 1 << 20;

  private CheckpointPath() {}

  /**
   * The prefix that a path means: itself, one of the checkpoint's files, a folder whose file {@code
   * checkpoint} names it, a run folder or a SavedModel.
   */
  static Optional<Path> find(Path path) throws IOException {
    if (isPrefix(path)) {
      return Optional.of(path);
    }
    Matcher ending = ENDING.matcher(path.toString());
    if (ending.find()) {
      Path prefix = Path.of(path.toString().substring(0, ending.start()));
      return isPrefix(prefix) ? Optional.of(prefix) : Optional.empty();
    }
    for (Path folder : new Path[] {path, path.resolve("checkpoints")}) {
      Optional<Path> latest = latest(folder);
      if (latest.isPresent()) {
        return latest;
      }
    }
    Path variables = path.resolve("variables").resolve("variables");
    return isPrefix(variables) ? Optional.of(variables) : Optional.empty();
  }

  /** A folder may have been moved since its file was written: then only the name counts. */
  private static Optional<Path> latest(Path folder) throws IOException {
    Path file = folder.resolve("checkpoint");
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
      return Optional.empty();
    }
    Matcher latest = LATEST.matcher(Files.readString(file));
    if (!latest.find()) {
      return Optional.empty();
    }
    try {
      Path named = folder.resolve(latest.group(1));
      Path beside = folder.resolve(String.valueOf(Path.of(latest.group(1)).getFileName()));
      return isPrefix(beside)
          ? Optional.of(beside)
          : isPrefix(named) ? Optional.of(named) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean isPrefix(Path path) {
    return Files.isRegularFile(Path.of(path + ".index"));
  }
}
