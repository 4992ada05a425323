package dev.unroll.internal.server.model;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.InputException;
import dev.unroll.server.settings.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds the models that a folder holds. */
public final class ModelFinder {

  /** Folders that a message names. */
  private static final int MOST_NAMED = 5;

  private ModelFinder() {}

  /**
   * The one model of a folder of versions, of a SavedModel or run folder, named after it; else the
   * models in it, each in a folder of its name.
   *
   * @throws InputException where there is none
   */
  public static List<ModelConfig> find(Path folder) throws IOException {
    if (!VersionFolders.in(folder).isEmpty()) {
      return List.of(ModelConfig.of(name(folder), folder));
    }
    List<ModelConfig> models = new ArrayList<>();
    try (Stream<Path> children = Files.list(folder)) {
      for (Path child : children.filter(Files::isDirectory).sorted().toList()) {
        if (!VersionFolders.in(child).isEmpty()) {
          models.add(ModelConfig.of(name(child), child));
        }
      }
    }
    if (models.isEmpty()) {
      throw failure(
          "%s: expected a model: a SavedModel or run folder, a folder of versions (1, 2, ...) with a"
              + " SavedModel in each, or a folder of such; found %s",
          folder, found(folder));
    }
    return models;
  }

  private static String found(Path folder) throws IOException {
    List<String> others = VersionFolders.others(folder);
    return others.isEmpty()
        ? "none"
        : "only "
            + String.join(", ", others.subList(0, Math.min(MOST_NAMED, others.size())))
            + "; the name of a version's folder is a whole number";
  }

  private static String name(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }
}
