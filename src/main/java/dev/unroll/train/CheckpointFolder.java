package dev.unroll.train;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.positive;

import dev.unroll.graph.CheckpointFile;
import dev.unroll.graph.CheckpointReader;
import dev.unroll.internal.files.AtomicWrite;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of checkpoints, as TensorFlow's saver makes one: {@code model.ckpt-STEP} and the file
 * {@code checkpoint}, which names the latest and all that are kept; {@code best.ckpt-STEP} and the
 * file {@code best}, which names it. Python finds them by {@code
 * tf.train.latest_checkpoint(folder)} and {@code tf.train.latest_checkpoint(folder, "best")}.
 *
 * <p>Killed at any moment, the folder holds a whole one once it has held one: files are written
 * beside and renamed, then named, and only then are older ones removed.
 *
 * @param path of the folder; made when the first is written
 */
public record CheckpointFolder(Path path) {

  private static final Series LATEST = new Series("model.ckpt-", "checkpoint");
  private static final Series BEST = new Series("best.ckpt-", "best");
  private static final String SCORE = "best_validation_score";

  /** Where a checkpoint is written before it is renamed. */
  private static final String PARTIAL = ".model.ckpt.partial";

  /**
   * Checkpoints with names of a kind.
   *
   * @param prefix that the names begin with, before the step
   * @param list file that names them
   */
  private record Series(String prefix, String list) {
    Pattern named() {
      return Pattern.compile(
          "(all_model_checkpoint_paths|model_checkpoint_path): \"("
              + Pattern.quote(prefix)
              + "(\\d{1,19})(-\\d+)?)\"");
    }
  }

  /**
   * Writes {@code checkpoint} as the latest.
   *
   * @param keep how many of the latest stay, 1 or more
   * @return path without the endings
   */
  public Path write(Checkpoint checkpoint, int keep) throws IOException {
    positive("checkpoints: keep", keep);
    return write(LATEST, checkpoint, checkpoint.numbers(), keep);
  }

  /**
   * Writes {@code checkpoint} as the best.
   *
   * @param score of it
   */
  public void writeBest(Checkpoint checkpoint, double score) throws IOException {
    Map<String, Long> numbers = new TreeMap<>(checkpoint.numbers());
    numbers.put(SCORE, Double.doubleToRawLongBits(score));
    write(BEST, checkpoint, numbers, 1);
  }

  private Path write(Series series, Checkpoint checkpoint, Map<String, Long> numbers, int keep)
      throws IOException {
    Files.createDirectories(path);
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, Long> kept : listed(series).entrySet()) {
      if (kept.getValue() < checkpoint.step() && isThere(kept.getKey())) {
        names.add(kept.getKey());
      }
    }
    String name = series.prefix + checkpoint.step();
    for (int i = 1; isThere(name); i++) {
      // Two files cannot be replaced at once: one of the same step stays until this is named.
      name = series.prefix + checkpoint.step() + "-" + i;
    }
    names.add(name);
    writeFiles(name, checkpoint, numbers);
    List<String> kept = names.subList(Math.max(0, names.size() - keep), names.size());
    StringBuilder list = new StringBuilder("model_checkpoint_path: \"" + name + "\"\n");
    kept.forEach(one -> list.append("all_model_checkpoint_paths: \"").append(one).append("\"\n"));
    AtomicWrite.text(path.resolve(series.list), list.toString());
    for (Path file : files(path)) {
      String found = file.getFileName().toString();
      if (found.startsWith(series.prefix)
          && kept.stream().noneMatch(one -> found.startsWith(one + "."))) {
        Files.delete(file);
      }
    }
    return path.resolve(name);
  }

  private void writeFiles(String name, Checkpoint checkpoint, Map<String, Long> numbers)
      throws IOException {
    Path beside = path.resolve(PARTIAL);
    AtomicWrite.delete(beside);
    Files.createDirectory(beside);
    try {
      try {
        CheckpointFile.write(beside.resolve(name), checkpoint.weights(), numbers);
      } catch (FileSystemException e) {
        throw new FileSystemException(path.resolve(name).toString(), null, e.getReason());
      }
      for (Path file : files(beside)) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true); // before it is named: a machine may lose its power
        }
        Files.move(
            file, path.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      AtomicWrite.delete(beside);
    }
  }

  /** Whether there is a latest checkpoint. */
  public boolean hasLatest() {
    return Files.isRegularFile(path.resolve(LATEST.list));
  }

  /**
   * The latest checkpoint, a path without the endings.
   *
   * @throws dev.unroll.check.InputException where the file that names it does not
   */
  public Path latest() throws IOException {
    return named(LATEST);
  }

  /** The names of all that are kept, the latest last. */
  public List<String> kept() throws IOException {
    return List.copyOf(listed(LATEST).keySet());
  }

  /** The validation score of the best that was kept, where one was. */
  public OptionalDouble bestScore() throws IOException {
    if (!Files.isRegularFile(path.resolve(BEST.list))) {
      return OptionalDouble.empty();
    }
    CheckpointReader reader = CheckpointReader.open(named(BEST));
    return OptionalDouble.of(Double.longBitsToDouble(reader.integer(SCORE)));
  }

  private Path named(Series series) throws IOException {
    Path list = path.resolve(series.list);
    Matcher named = series.named().matcher(Files.readString(list));
    while (named.find()) {
      if (named.group(1).equals("model_checkpoint_path")) {
        return path.resolve(named.group(2));
      }
    }
    throw failure("%s: expected model_checkpoint_path: \"%sSTEP\"", list, series.prefix);
  }

  /** Names and steps, in the order of the list. */
  private Map<String, Long> listed(Series series) throws IOException {
    Map<String, Long> all = new LinkedHashMap<>();
    Path list = path.resolve(series.list);
    if (Files.isRegularFile(list)) {
      Matcher named = series.named().matcher(Files.readString(list));
      while (named.find()) {
        if (named.group(1).startsWith("all_")) {
          all.put(named.group(2), Long.parseLong(named.group(3)));
        }
      }
    }
    return all;
  }

  private boolean isThere(String name) throws IOException {
    for (Path file : files(path)) {
      if (file.getFileName().toString().startsWith(name + ".")) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
