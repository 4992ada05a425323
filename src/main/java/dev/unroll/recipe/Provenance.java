package dev.unroll.recipe;

import dev.unroll.data.Dataset;
import dev.unroll.data.Fingerprint;
import dev.unroll.files.AtomicWrite;
import dev.unroll.interop.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.tensorflow.TensorFlow;

/**
 * Where a run comes from: what {@code provenance.json} says.
 *
 * @param unroll version of Unroll
 * @param tensorflow version of TensorFlow
 * @param java version of Java
 * @param os name and architecture of the system
 * @param processors that there were
 * @param started UTC, ISO 8601
 * @param seed of the run
 * @param deterministic whether it computed on one thread
 * @param data as specified
 * @param dataSha256 over every value, label and group of all parts
 * @param simulated whether the data are simulated
 */
public record Provenance(
    String unroll,
    String tensorflow,
    String java,
    String os,
    int processors,
    String started,
    long seed,
    boolean deterministic,
    String data,
    String dataSha256,
    boolean simulated) {

  static Provenance of(RecipeRun run, Dataset dataset) {
    return new Provenance(
        run.version(),
        TensorFlow.version(),
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Clock.systemUTC().instant().toString(),
        run.seed(),
        run.deterministic(),
        run.recipe().data().source(),
        Fingerprint.of(dataset),
        dataset.simulated());
  }

  void write(Path file) throws IOException {
    AtomicWrite.text(file, Json.text(this));
  }

  /**
   * Reads what a run wrote.
   *
   * @throws dev.unroll.check.InputException where the file is damaged
   */
  public static Provenance read(Path file) throws IOException {
    return Json.read(file, Provenance.class);
  }
}
