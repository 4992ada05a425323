package dev.unroll.recipe;

import dev.unroll.data.Dataset;
import dev.unroll.data.Fingerprint;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.internal.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
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
 * @param dataSha256 over every value, label and group of all parts; empty where a model was
 *     imported without data
 * @param simulated whether the data are simulated
 * @param dataNotes what their reader guessed, filled in or left out, with how much of it; absent
 *     where that is nothing
 * @param model that it went on from, where it did not begin with a recipe
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
    boolean simulated,
    Optional<List<String>> dataNotes,
    Optional<String> model) {

  static Provenance of(RecipeRun run, Dataset dataset) {
    return of(run, Fingerprint.of(dataset), dataset.simulated(), dataset.notes());
  }

  /** Of a model whose data are not known. */
  static Provenance withoutData(RecipeRun run) {
    return of(run, "", false, List.of());
  }

  private static Provenance of(
      RecipeRun run, String dataSha256, boolean simulated, List<String> dataNotes) {
    return of(
        run.version(),
        run.seed(),
        run.compute().deterministic(),
        run.recipe().data().source(),
        dataSha256,
        simulated,
        dataNotes,
        Optional.empty());
  }

  /** The provenance of what goes on from a model here and now. */
  public static Provenance of(
      String version,
      long seed,
      boolean deterministic,
      String source,
      Dataset dataset,
      Optional<String> model) {
    return of(
        version,
        seed,
        deterministic,
        source,
        Fingerprint.of(dataset),
        dataset.simulated(),
        dataset.notes(),
        model);
  }

  private static Provenance of(
      String version,
      long seed,
      boolean deterministic,
      String source,
      String dataSha256,
      boolean simulated,
      List<String> dataNotes,
      Optional<String> model) {
    return new Provenance(
        version,
        TensorFlow.version(),
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Clock.systemUTC().instant().toString(),
        seed,
        deterministic,
        source,
        dataSha256,
        simulated,
        Optional.of(dataNotes).filter(notes -> !notes.isEmpty()),
        model);
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
