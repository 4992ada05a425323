package dev.unroll.recipe;

import static dev.unroll.check.Check.failure;

import dev.unroll.export.ExportedModel;
import dev.unroll.graph.Kernels;
import dev.unroll.load.ModelFolder;
import dev.unroll.model.ModelCard;
import dev.unroll.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads back a model that Unroll wrote, as a SavedModel with its recipe. */
public final class ModelArchive {

  static final String RECIPE = "recipe.yaml";
  static final String PROVENANCE = "provenance.json";
  static final String RESULT = "result.json";

  private ModelArchive() {}

  /**
   * Reads a model with its optimizer's state.
   *
   * @param path a run folder, a SavedModel folder or a folder of its versions
   * @param kernels to compute it by; empty for what its recipe says
   * @throws dev.unroll.check.InputException where there is none that Unroll wrote, or it is damaged
   */
  public static ExportedModel read(Path path, Optional<Kernels> kernels) throws IOException {
    Path folder = ModelFolder.find(path);
    ModelCard card = ModelCard.read(folder);
    Path extra = folder.resolve(ModelCard.EXTRA);
    Path file = extra.resolve(RECIPE);
    if (!Files.isRegularFile(file)) {
      throw failure("%s: there is no recipe in it to build its graph by", file);
    }
    Recipe recipe = Recipes.of(file);
    Map<String, String> files = new LinkedHashMap<>();
    for (String name : new String[] {RECIPE, PROVENANCE, RESULT}) {
      if (Files.isRegularFile(extra.resolve(name))) {
        files.put(name, Files.readString(extra.resolve(name)));
      }
    }
    return new ExportedModel(
        card.spec(recipe.model()),
        card,
        Optional.of(recipe.training()),
        kernels.orElse(recipe.kernels()),
        Checkpoint.ofSavedModel(folder),
        files);
  }
}
