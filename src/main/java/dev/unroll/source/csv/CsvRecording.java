package dev.unroll.source.csv;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a model of a folder of recordings is used on: such a folder, or one recording's file alone.
 *
 * @param settings of the folder
 */
record CsvRecording(Csv settings) implements DataSource {

  @Override
  public Dataset read(String path) throws IOException {
    return settings.read(path);
  }

  @Override
  public Dataset readToScore(String path, Schema schema) throws IOException {
    return isFile(path)
        ? settings.recordingToScore(Path.of(path), schema)
        : settings.readToScore(path, schema);
  }

  @Override
  public Optional<Sequences> readToPredict(String path, Schema schema) throws IOException {
    return isFile(path)
        ? Optional.of(settings.recordingToPredict(Path.of(path), schema))
        : settings.readToPredict(path, schema);
  }

  private static boolean isFile(String path) {
    return Files.isRegularFile(Path.of(path));
  }
}
