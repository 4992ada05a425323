package dev.unroll.recipe;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.check.InputException;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.train.Checkpoint;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a run leaves what it makes: {@code recipe.yaml}, {@code provenance.json}, {@code
 * metrics.csv}, {@code events.out.tfevents.*}, {@code checkpoints/}, {@code savedmodel/1/}, {@code
 * report.html}, {@code predictions.csv} and, last of all, {@code result.json}; {@code stopped.json}
 * where it has ended for a number that is not finite.
 *
 * @param path of the folder
 */
public record RunFolder(Path path) {

  private static final int MOST_RUNS = 100_000;

  /** Makes the first free folder of {@code runs/NAME-1}, {@code runs/NAME-2}, ... */
  public static RunFolder createNext(Path parent, String name) throws IOException {
    Files.createDirectories(parent);
    for (int i = 1; i <= MOST_RUNS; i++) {
      Path candidate = parent.resolve(name + "-" + i);
      if (Files.notExists(candidate) && claim(candidate)) {
        return new RunFolder(candidate);
      }
    }
    throw failure("%s: there are more than %d runs of '%s'", parent, MOST_RUNS, name);
  }

  /**
   * Makes a folder that does not exist yet.
   *
   * @throws dev.unroll.check.InputException where it does
   */
  public static RunFolder create(Path path) throws IOException {
    requireFree(path);
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!claim(path)) {
      throw exists(path);
    }
    return new RunFolder(path);
  }

  /**
   * Checks early that {@link #create} will find nothing at {@code path}.
   *
   * @throws dev.unroll.check.InputException where it would
   */
  public static void requireFree(Path path) {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(path);
    }
  }

  private static InputException exists(Path path) {
    return failure(
        "%s: the output folder exists already; choose another %s, or go on with it by %s",
        path, Choice.OUTPUT_FOLDER, Choice.RESUME);
  }

  /** Makes the folder, unless another process was first. */
  private static boolean claim(Path path) throws IOException {
    try {
      Files.createDirectory(path);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /**
   * The folder of a run that can go on: from its latest checkpoint, or from its beginning where it
   * was ended before the first.
   *
   * @throws dev.unroll.check.InputException where it holds no run
   */
  public static RunFolder toResume(Path path) {
    RunFolder folder = new RunFolder(path);
    that(
        Files.isRegularFile(folder.recipe()) && Files.isRegularFile(folder.provenance()),
        "%s: no run to resume: expected recipe.yaml and provenance.json in it",
        path);
    return folder;
  }

  /**
   * The recipe that the run began with.
   *
   * @param named that somebody says it is; empty where nobody does
   * @param overrides such as {@code training.epochs=30}
   * @throws dev.unroll.check.InputException where {@code named} is another
   */
  public Recipe begunWith(Optional<String> named, List<String> overrides) {
    Recipe begun = Recipes.load(recipe().toString(), overrides);
    named.ifPresent(
        word ->
            RecipeDifferences.refuse(word, Recipes.load(word, overrides), begun, path.toString()));
    return begun;
  }

  public Path recipe() {
    return path.resolve("recipe.yaml");
  }

  public Path provenance() {
    return path.resolve("provenance.json");
  }

  public Path metrics() {
    return path.resolve("metrics.csv");
  }

  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  public Path savedModel() {
    return path.resolve("savedmodel").resolve("1");
  }

  public Path report() {
    return path.resolve("report.html");
  }

  /** What was predicted of the part that the run was scored on, where that is small. */
  public Path predictions() {
    return path.resolve("predictions.csv");
  }

  public Path result() {
    return path.resolve("result.json");
  }

  /** Why the run has ended without a result: a {@link StoppedRun}. */
  public Path stopped() {
    return path.resolve("stopped.json");
  }

  /** Removes the folder of a failed run in which no checkpoint was written. */
  void deleteIfEmptyHanded() throws IOException {
    if (!Checkpoint.isIn(checkpoints())) {
      AtomicWrite.delete(path);
    }
  }
}
