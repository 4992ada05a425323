package dev.unroll.convert.keras;

import static dev.unroll.check.Check.that;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The description of a model ({@code model.to_json()}) in the folder of its weights. */
final class KerasJson {

  private static final long MOST_BYTES = 16 << 20;
  private static final int MOST_FILES = 1000;

  private KerasJson() {}

  /**
   * The description of the model that weights are of: {@code NAME.json} beside {@code NAME.h5} or
   * {@code NAME.weights.h5}, else the only one in the folder; empty where there is none.
   *
   * @throws dev.unroll.check.InputException where several could be it
   */
  static Optional<String> beside(Path weights) throws IOException {
    Path file = weights.toAbsolutePath();
    String name = String.valueOf(file.getFileName());
    String stem = name.replaceAll("(?i)([._-]?weights)?\\.(h5|hdf5)$", "");
    Optional<String> own = read(file.resolveSibling(stem + ".json"));
    if (own.isPresent()) {
      return own;
    }
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(file.getParent())) {
      for (Path each : (Iterable<Path>) all.limit(MOST_FILES)::iterator) {
        if (read(each).isPresent()) {
          found.add(each);
        }
      }
    }
    that(
        found.size() <= 1,
        "%s: which description of a model beside it is its own? Rename it to %s.json; there are %s",
        name,
        stem,
        found.stream().map(path -> String.valueOf(path.getFileName())).sorted().toList());
    return found.isEmpty() ? Optional.empty() : read(found.get(0));
  }

  private static Optional<String> read(Path file) throws IOException {
    boolean json = file.toString().endsWith(".json") && Files.isRegularFile(file);
    if (!json || Files.size(file) > MOST_BYTES) {
      return Optional.empty();
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return KerasConfig.describes(text) ? Optional.of(text) : Optional.empty();
  }
}
