package dev.unroll.internal.server.settings;

import dev.unroll.server.settings.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A file of models that is read again when it has changed. */
public final class ModelsFile {

  private final Path file;
  private Optional<byte[]> read;

  /** A file whose content now is known already. */
  public ModelsFile(Path file) {
    this.file = file;
    this.read = Optional.empty();
    try {
      this.read = Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      // It is read where it is there again.
    }
  }

  /**
   * The models, where the file has changed since they were last told.
   *
   * @throws dev.unroll.check.InputException where it is damaged; it is told once
   */
  public Optional<List<ModelConfig>> changed() throws IOException {
    byte[] now = Files.readAllBytes(file);
    if (read.isPresent() && Arrays.equals(read.get(), now)) {
      return Optional.empty();
    }
    read = Optional.of(now);
    return Optional.of(ModelConfigs.read(file));
  }
}
