package dev.unroll.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A folder of checkpoints, as TensorFlow's savers leave it. */
public final class CheckpointFolder {

  private static final Pattern LATEST =
      Pattern.compile("(?m)^model_checkpoint_path: \"([^\"\\n]+)\"");
  private static final String INDEX = ".index";
  private static final long MOST_BYTES = 1 << 20;

  private CheckpointFolder() {}

  /**
   * The prefix of the newest checkpoint: that which the file {@code checkpoint} names, else the one
   * that was written last; empty where there is none.
   */
  public static Optional<Path> latest(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    Path file = folder.resolve("checkpoint");
    if (Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES) {
      Matcher named = LATEST.matcher(Files.readString(file));
      if (named.find()) {
        String name = named.group(1).substring(named.group(1).lastIndexOf('/') + 1);
        if (Files.isRegularFile(folder.resolve(name + INDEX))) {
          return Optional.of(folder.resolve(name));
        }
      }
    }
    List<Path> all;
    try (var files = Files.list(folder)) {
      all =
          files.filter(one -> one.toString().endsWith(INDEX)).filter(Files::isRegularFile).toList();
    }
    return all.stream()
        .max(Comparator.comparingLong(one -> one.toFile().lastModified()))
        .map(Path::toString)
        .map(name -> Path.of(name.substring(0, name.length() - INDEX.length())));
  }
}
