package dev.unroll.source;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.DataSource;
import dev.unroll.data.DataSource.PathUse;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.settings.Kinds;
import dev.unroll.settings.RecordReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Where data come from, as written on the command line: {@code motion}, {@code har}, {@code
 * har:PATH}.
 *
 * @param kind which reader
 * @param path what follows the colon; empty where nothing does
 */
public record DataSpec(String kind, String path) {

  public DataSpec {
    present("kind", kind);
    present("path", path);
  }

  /**
   * Reads a specification.
   *
   * @throws dev.unroll.check.InputException where no reader has that name
   */
  public static DataSpec parse(String spec) {
    int colon = spec.indexOf(':');
    String name = colon < 0 ? spec : spec.substring(0, colon);
    String path = colon < 0 ? "" : spec.substring(colon + 1);
    DataSource reader = reader(spec, name);
    that(
        colon < 0 || reader.pathUse() != PathUse.NONE,
        "data '%s': %s is simulated and takes no path; write '%s'",
        spec,
        name,
        name);
    that(
        colon < 0 || !path.isBlank(),
        "data '%s': expected a path after the colon, as in %s",
        spec,
        example(name, reader));
    return new DataSpec(name, path);
  }

  private static DataSource reader(String spec, String name) {
    SortedMap<String, Class<? extends Record>> kinds = Kinds.load().of(DataSource.class);
    Class<? extends Record> kind = kinds.get(name);
    if (kind == null) {
      throw failure(
          "data '%s': unknown kind '%s'; expected %s%s",
          spec, name, String.join(" or ", examples(kinds)), didYouMean(name, kinds.keySet()));
    }
    return (DataSource) RecordReader.byDefault(kind);
  }

  private static String example(String name, DataSource reader) {
    return reader.pathUse() == PathUse.NONE ? name : name + ":" + reader.pathName();
  }

  private static List<String> examples(SortedMap<String, Class<? extends Record>> kinds) {
    return kinds.entrySet().stream()
        .map(e -> example(e.getKey(), (DataSource) RecordReader.byDefault(e.getValue())))
        .toList();
  }

  /** How each kind is written. */
  public static List<String> examples() {
    return examples(Kinds.load().of(DataSource.class));
  }

  /** The reader of this kind with the settings that a recipe need not say. */
  public DataSource reader() {
    return reader(toString(), kind);
  }

  /**
   * Reads or makes the data.
   *
   * @param reader of this kind
   * @throws dev.unroll.check.InputException where the data are missing or wrong
   */
  public Dataset load(DataSource reader) throws IOException {
    return checked(reader).read(path);
  }

  /**
   * Reads data to score a model on, as {@link DataSource#readToScore}.
   *
   * @param reader of this kind
   * @param schema of the model
   * @throws dev.unroll.check.InputException where the data are missing or wrong
   */
  public Dataset loadToScore(DataSource reader, Schema schema) throws IOException {
    return checked(reader).readToScore(path, schema);
  }

  /**
   * Reads data for a model to predict, as {@link DataSource#readToPredict}.
   *
   * @param reader of this kind
   * @param schema of the model
   * @throws dev.unroll.check.InputException where the data are missing or wrong
   */
  public Optional<Sequences> loadToPredict(DataSource reader, Schema schema) throws IOException {
    return checked(reader).readToPredict(path, schema);
  }

  private DataSource checked(DataSource reader) {
    that(
        !path.isEmpty() || reader.pathUse() != PathUse.REQUIRED,
        "%s '%s': say where they are, as in %s",
        Choice.DATA,
        kind,
        example(kind, reader));
    return reader;
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
