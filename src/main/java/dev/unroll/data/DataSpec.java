package dev.unroll.data;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.files.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where data come from, as written on the command line: {@code motion}, {@code har}, {@code
 * har:PATH}.
 *
 * @param kind which reader
 * @param path what follows the colon; empty where nothing does
 */
public record DataSpec(String kind, String path) {

  /**
   * The shape of data that are not read yet.
   *
   * @param steps of a sequence
   * @param signals its features
   * @param classNames what it can be
   */
  public record Layout(int steps, List<Signal> signals, List<String> classNames) {}

  private static final List<String> KINDS = List.of("motion", "har:PATH");

  /**
   * Reads a specification.
   *
   * @throws dev.unroll.check.InputException where no reader has that name
   */
  public static DataSpec parse(String spec) {
    int colon = spec.indexOf(':');
    String kind = colon < 0 ? spec : spec.substring(0, colon);
    String path = colon < 0 ? "" : spec.substring(colon + 1);
    switch (kind) {
      case "motion" ->
          that(colon < 0, "data '%s': motion is simulated and takes no path; write 'motion'", spec);
      case "har" ->
          that(
              colon < 0 || !path.isBlank(),
              "data '%s': expected har:PATH with the folder or zip of UCI HAR",
              spec);
      default ->
          throw failure(
              "data '%s': unknown kind '%s'; expected %s%s",
              spec, kind, String.join(" or ", KINDS), didYouMean(kind, List.of("motion", "har")));
    }
    return new DataSpec(kind, path);
  }

  /**
   * Reads or makes the data.
   *
   * @throws dev.unroll.check.InputException where the data are missing or wrong
   */
  public Dataset load() throws IOException {
    return switch (kind) {
      case "motion" -> Motion.simulate();
      case "har" -> UciHar.read(harPath(), CacheFolder.ofUser());
      default -> throw new IllegalStateException(kind);
    };
  }

  /** The same data, said in a way that holds from any working folder. */
  public DataSpec absolute() {
    return path.isEmpty() ? this : new DataSpec(kind, Path.of(path).toAbsolutePath().toString());
  }

  /** The shape of the data, without reading them. */
  public Layout layout() {
    return switch (kind) {
      case "motion", "har" -> new Layout(UciHar.STEPS, UciHar.SIGNALS, UciHar.CLASS_NAMES);
      default -> throw new IllegalStateException(kind);
    };
  }

  private Path harPath() {
    if (!path.isEmpty()) {
      return Path.of(path);
    }
    Path fetched = UciHarDownload.folder(CacheFolder.ofUser());
    that(
        Files.isDirectory(fetched),
        "data 'har': UCI HAR is not here yet; run 'unroll fetch har', or give har:PATH with its"
            + " folder or zip");
    return fetched;
  }

  @Override
  public String toString() {
    return path.isEmpty() ? kind : kind + ":" + path;
  }
}
