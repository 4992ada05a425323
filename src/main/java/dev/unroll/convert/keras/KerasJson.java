package dev.unroll.convert.keras;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The description of a model ({@code model.to_json()}) in the folder of its weights.
 *
 * @param name of its file
 */
record KerasJson(String name, String text) {

  private static final long MOST_BYTES = 16 << 20;
  private static final int MOST_FILES = 1000;

  /**
   * The description of the model that weights are of: {@code NAME.json} beside {@code NAME.h5} or
   * {@code NAME.weights.h5}, else the only one in a folder without other weights; empty where there
   * is none.
   */
  static Optional<KerasJson> beside(Path weights) throws IOException {
    Path file = weights.toAbsolutePath();
    String name = String.valueOf(file.getFileName());
    String stem = name.replaceAll("(?i)([._-]?weights)?\\.(h5|hdf5)$", "");
    Optional<KerasJson> own = read(file.resolveSibling(stem + ".json"));
    if (own.isPresent()) {
      return own;
    }
    List<KerasJson> found = new ArrayList<>();
    int weightFiles = 0;
    try (Stream<Path> all = Files.list(file.getParent())) {
      for (Path each : (Iterable<Path>) all.limit(MOST_FILES)::iterator) {
        read(each).ifPresent(found::add);
        weightFiles += each.toString().matches("(?i).*\\.(h5|hdf5)") ? 1 : 0;
      }
    }
    return found.size() == 1 && weightFiles == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static Optional<KerasJson> read(Path file) throws IOException {
    boolean json = file.toString().endsWith(".json") && Files.isRegularFile(file);
    if (!json || Files.size(file) > MOST_BYTES) {
      return Optional.empty();
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return KerasConfig.describes(text)
        ? Optional.of(new KerasJson(String.valueOf(file.getFileName()), text))
        : Optional.empty();
  }
}
