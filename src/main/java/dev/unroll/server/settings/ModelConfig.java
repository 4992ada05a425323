package dev.unroll.server.settings;

import static dev.unroll.check.Check.that;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model to be served.
 *
 * @param name that clients ask for, without {@code /} and {@code :}
 * @param folder of its versions, each in a folder whose name is its number; or a SavedModel or run
 *     folder, which is version 1
 * @param policy which versions are served
 * @param labels names of versions
 */
public record ModelConfig(
    String name, Path folder, VersionPolicy policy, Map<String, Long> labels) {

  public ModelConfig {
    that(
        !name.isEmpty() && name.chars().noneMatch(c -> c == '/' || c == ':'),
        "model: expected a name without / and :, found '%s'",
        name);
    labels = Map.copyOf(new TreeMap<>(labels));
  }

  /** The newest version of a model. */
  public static ModelConfig of(String name, Path folder) {
    return new ModelConfig(name, folder, new VersionPolicy.Latest(1), Map.of());
  }
}
