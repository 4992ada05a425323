package dev.unroll.source;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.collect.ImmutableMap;
import dev.unroll.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where data come from, as written on the command line: {@code motion}, {@code har}, {@code
 * har:PATH}.
 *
 * @param kind which reader
 * @param path what follows the colon; empty where nothing does
 */
public record DataSpec(String kind, String path) {

  /** Whether a kind takes something after its colon. */
  private enum PathUse {
    NONE,
    MAY,
    MUST
  }

  /**
   * A kind of data.
   *
   * @param use of a path
   * @param example how it is written
   * @param defaults the reader with the settings that a recipe need not say
   */
  private record Kind(PathUse use, String example, Supplier<DataSource> defaults) {}

  private static final Map<String, Kind> KINDS =
      new ImmutableMap.Builder<String, Kind>()
          .put("motion", new Kind(PathUse.NONE, "motion", Motion::new))
          .put("har", new Kind(PathUse.MAY, "har:PATH", Har::new))
          .put("ts", new Kind(PathUse.MUST, "ts:PREFIX", Ts::new))
          .put("csv", new Kind(PathUse.MUST, "csv:FILE", Csv::new))
          .put("ais", new Kind(PathUse.MUST, "ais:FILE", Ais::new))
          .put("climate", new Kind(PathUse.MUST, "climate:FILE", Climate::new))
          .put("frames", new Kind(PathUse.MUST, "frames:PATH", Frames::new))
          .put("burst", new Kind(PathUse.NONE, "burst", Burst::new))
          .put("moving-shapes", new Kind(PathUse.NONE, "moving-shapes", MovingShapes::new))
          .buildOrThrow();

  /**
   * Reads a specification.
   *
   * @throws dev.unroll.check.InputException where no reader has that name
   */
  public static DataSpec parse(String spec) {
    int colon = spec.indexOf(':');
    String name = colon < 0 ? spec : spec.substring(0, colon);
    String path = colon < 0 ? "" : spec.substring(colon + 1);
    Kind kind = KINDS.get(name);
    if (kind == null) {
      throw failure(
          "data '%s': unknown kind '%s'; expected %s%s",
          spec, name, String.join(" or ", examples()), didYouMean(name, KINDS.keySet()));
    }
    that(
        colon < 0 || kind.use != PathUse.NONE,
        "data '%s': %s is simulated and takes no path; write '%s'",
        spec,
        name,
        name);
    that(
        colon < 0 || !path.isBlank(),
        "data '%s': expected a path after the colon, as in %s",
        spec,
        kind.example);
    return new DataSpec(name, path);
  }

  /** How each kind is written. */
  public static List<String> examples() {
    return KINDS.values().stream().map(Kind::example).toList();
  }

  /** The reader of this kind with the settings that a recipe need not say. */
  public DataSource reader() {
    return KINDS.get(kind).defaults.get();
  }

  /**
   * Reads or makes the data.
   *
   * @param reader of this kind
   * @throws dev.unroll.check.InputException where the data are missing or wrong
   */
  public Dataset load(DataSource reader) throws IOException {
    that(
        !path.isEmpty() || KINDS.get(kind).use != PathUse.MUST,
        "data '%s': say where they are, as in --data %s",
        kind,
        KINDS.get(kind).example);
    return reader.read(path);
  }

  /** Reads or makes the data with the default settings of their kind. */
  public Dataset load() throws IOException {
    return load(reader());
  }

  /** The same data, said in a way that holds from any working folder. */
  public DataSpec absolute() {
    return path.isEmpty() ? this : new DataSpec(kind, Path.of(path).toAbsolutePath().toString());
  }

  @Override
  public String toString() {
    return path.isEmpty() ? kind : kind + ":" + path;
  }
}
