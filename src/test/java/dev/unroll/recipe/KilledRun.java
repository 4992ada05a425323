package dev.unroll.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.graph.CheckpointReader;
import dev.unroll.graph.Weights;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.train.CheckpointFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.proto.DataType;

/**
 * A run of a recipe in a process of its own, to be killed and resumed.
 *
 * @param program words that start Unroll
 * @param recipe file of the recipe
 * @param settings of the run
 * @param out its folder
 */
record KilledRun(List<String> program, Path recipe, List<String> settings, Path out) {

  /** Begins the run, or goes on with it. */
  Process start() throws IOException {
    List<String> words = new ArrayList<>(program);
    words.add("train");
    if (canGoOn()) {
      words.add("--resume");
    } else {
      // Killed before there was anything to go on with: no work is lost.
      AtomicWrite.delete(out);
      words.add(recipe.toString());
    }
    words.addAll(List.of("--deterministic", "--out", out.toString()));
    settings.forEach(setting -> words.addAll(List.of("--set", setting)));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start();
  }

  private boolean canGoOn() {
    RunFolder folder = new RunFolder(out);
    return Files.exists(folder.recipe()) && Files.exists(folder.provenance());
  }

  private Path log() {
    return out.resolveSibling(out.getFileName() + ".log");
  }

  /** What it has printed. */
  String printed() throws IOException {
    return Files.readString(log());
  }

  boolean isDone() {
    return Files.exists(new RunFolder(out).result());
  }

  /** Kills the process and waits until it is gone. */
  static void kill(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  /**
   * What is wrong in the folder of a run that was killed.
   *
   * @param everySteps steps from checkpoint to checkpoint
   */
  List<String> problems(int everySteps) throws IOException {
    List<String> problems = new ArrayList<>();
    CheckpointFolder checkpoints = new CheckpointFolder(new RunFolder(out).checkpoints());
    long step = 0;
    if (checkpoints.hasLatest()) {
      for (String name : checkpoints.kept()) {
        Path prefix = checkpoints.path().resolve(name);
        CheckpointReader.damaged(prefix).ifPresent(what -> problems.add(name + ": " + what));
      }
      step = CheckpointReader.open(checkpoints.latest()).integer("global_step");
    }
    checkpoints.bestScore();
    Path metrics = new RunFolder(out).metrics();
    if (Files.exists(metrics)) {
      List<String> rows = Files.readAllLines(metrics);
      if (rows.size() > 1) {
        String last = rows.get(rows.size() - 1);
        long shown = Long.parseLong(last.substring(0, last.indexOf(',')));
        if (shown - step > everySteps) {
          problems.add("step " + shown + " was shown, but the checkpoint is of step " + step);
        }
      }
    }
    return problems;
  }

  /** How a run that is done differs from {@code other}, which was not killed. */
  List<String> differences(KilledRun other) throws IOException {
    List<String> found = new ArrayList<>();
    RunFolder mine = new RunFolder(out);
    RunFolder its = new RunFolder(other.out);
    compare("metrics", metrics(its), metrics(mine), found);
    compare("result", result(its), result(mine), found);
    compareAll(
        "savedmodel",
        its.savedModel().resolve("variables/variables"),
        mine.savedModel().resolve("variables/variables"),
        found);
    compareAll(
        "checkpoint",
        new CheckpointFolder(its.checkpoints()).latest(),
        new CheckpointFolder(mine.checkpoints()).latest(),
        found);
    compare(
        "best",
        new CheckpointFolder(its.checkpoints()).bestScore(),
        new CheckpointFolder(mine.checkpoints()).bestScore(),
        found);
    compare("files", files(its.path()), files(mine.path()), found);
    return found;
  }

  private static void compare(String what, Object expected, Object is, List<String> found) {
    if (!expected.equals(is)) {
      found.add(what + ": expected " + expected + ", got " + is);
    }
  }

  private static void compareAll(String what, Path expected, Path is, List<String> found)
      throws IOException {
    CheckpointReader one = CheckpointReader.open(expected);
    CheckpointReader two = CheckpointReader.open(is);
    compare(what, one.names(), two.names(), found);
    List<String> floats =
        one.names().stream().filter(name -> one.type(name) == DataType.DT_FLOAT).toList();
    Weights first = one.weights(floats);
    Weights second = two.weights(floats);
    for (String name : floats) {
      if (!Arrays.equals(first.values(name), second.values(name))) {
        found.add(what + ": " + name + " differs");
      }
    }
    for (String name : one.names()) {
      if (one.type(name) == DataType.DT_INT64 && !name.equals("elapsed_milliseconds")) {
        compare(what + ": " + name, one.integer(name), two.integer(name), found);
      }
    }
  }

  /** Rows without the seconds. */
  private static List<String> metrics(RunFolder folder) throws IOException {
    return Files.readAllLines(folder.metrics(), UTF_8).stream()
        .map(row -> row.substring(0, row.lastIndexOf(',')))
        .toList();
  }

  private static String result(RunFolder folder) throws IOException {
    ObjectNode result = (ObjectNode) new ObjectMapper().readTree(folder.result().toFile());
    result.remove("seconds");
    return result.toString();
  }

  /** Names of all files, but for how often the run began, and which of two names a state has. */
  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(path -> folder.relativize(path).toString())
          .map(name -> name.replaceAll("events\\.out.*", "events"))
          .map(name -> name.replaceAll("(\\.ckpt-\\d+)-\\d+", "$1"))
          .distinct()
          .sorted()
          .toList();
    }
  }

  /** The step of the latest checkpoint, where there is one. */
  Optional<Long> checkpointStep() throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(new RunFolder(out).checkpoints());
    return checkpoints.hasLatest()
        ? Optional.of(
            Long.parseLong(
                checkpoints.latest().getFileName().toString().replaceAll("\\D*(\\d+).*", "$1")))
        : Optional.empty();
  }
}
