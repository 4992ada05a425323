package dev.unroll.train;

import static dev.unroll.check.Check.failure;

import dev.unroll.graph.CheckpointFile;
import dev.unroll.graph.CheckpointReader;
import dev.unroll.graph.GlobalStep;
import dev.unroll.graph.Weights;
import dev.unroll.internal.files.AtomicWrite;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The state of a training between two steps: weights, optimizer slots and the number of steps done.
 *
 * @param step steps done
 * @param seconds that they took
 * @param weights of the model and of the optimizer
 */
public record Checkpoint(long step, double seconds, Weights weights) {

  private static final String STEP = GlobalStep.NAME;
  private static final String MILLISECONDS = "elapsed_milliseconds";
  private static final String STATE_FILE = "checkpoint";
  private static final String PARTIAL = ".model.ckpt.partial";
  private static final Pattern LATEST =
      Pattern.compile("model_checkpoint_path: \"(model\\.ckpt-\\d+)\"");

  /**
   * Writes {@code model.ckpt-STEP} and the file {@code checkpoint} that names it, as TensorFlow's
   * saver does, and removes the checkpoint before. Killed at any moment, the folder holds a whole
   * one.
   */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    String name = "model.ckpt-" + step;
    Path beside = folder.resolve(PARTIAL);
    AtomicWrite.delete(beside);
    Files.createDirectory(beside);
    try {
      try {
        CheckpointFile.write(
            beside.resolve(name),
            weights,
            Map.of(STEP, step, MILLISECONDS, Math.round(1000 * seconds)));
      } catch (FileSystemException e) {
        throw new FileSystemException(folder.resolve(name).toString(), null, e.getReason());
      }
      for (Path file : list(beside)) {
        Files.move(
            file,
            folder.resolve(file.getFileName().toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
      AtomicWrite.text(
          folder.resolve(STATE_FILE),
          String.format(
              Locale.ROOT,
              "model_checkpoint_path: \"%s\"%nall_model_checkpoint_paths: \"%s\"%n",
              name,
              name));
    } finally {
      AtomicWrite.delete(beside);
    }
    for (Path file : list(folder)) {
      String found = file.getFileName().toString();
      if (found.startsWith("model.ckpt-") && !found.startsWith(name + ".")) {
        Files.delete(file);
      }
    }
  }

  /** Whether {@code folder} has a checkpoint. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(STATE_FILE));
  }

  /**
   * Reads the latest checkpoint.
   *
   * @param names variables that it must have
   * @throws dev.unroll.check.InputException where there is none or it is damaged
   */
  public static Checkpoint read(Path folder, Collection<String> names) throws IOException {
    if (!isIn(folder)) {
      throw failure("%s: no checkpoint here; there is nothing to resume", folder);
    }
    Matcher latest = LATEST.matcher(Files.readString(folder.resolve(STATE_FILE)));
    if (!latest.find()) {
      throw failure(
          "%s: expected model_checkpoint_path: \"model.ckpt-STEP\"", folder.resolve(STATE_FILE));
    }
    Path prefix = folder.resolve(latest.group(1));
    CheckpointReader reader = CheckpointReader.open(prefix);
    return new Checkpoint(
        reader.integer(STEP), reader.integer(MILLISECONDS) / 1000.0, reader.weights(names));
  }

  /**
   * Reads the variables, slots and step of a SavedModel; how long they took it does not tell.
   *
   * @param folder of the SavedModel
   * @throws dev.unroll.check.InputException where its variables are missing or damaged
   */
  public static Checkpoint ofSavedModel(Path folder) throws IOException {
    CheckpointReader reader = CheckpointReader.open(folder.resolve("variables/variables"));
    long step = reader.names().contains(STEP) ? reader.integer(STEP) : 0;
    return new Checkpoint(
        step,
        0,
        reader.weights(reader.names().stream().filter(name -> !name.equals(STEP)).toList()));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
