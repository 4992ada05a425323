package dev.unroll.load;

import static dev.unroll.check.Check.failure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.graph.Weights;
import dev.unroll.model.ModelCard;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.settings.RecordReader;
import dev.unroll.settings.Yaml;
import dev.unroll.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model that Unroll wrote, read back as a value: enough to build its graph anew, for training or
 * step by step. Plain Java reads it, nothing of it runs.
 *
 * @param spec the model
 * @param weights of its variables, and of its optimizer where it has trained
 * @param card what its tensors mean
 */
public record SavedDesign(ModelSpec spec, Weights weights, ModelCard card) {

  /**
   * Reads a model.
   *
   * @param path a run folder, a SavedModel folder, a folder of its versions, or a zip of one
   * @throws dev.unroll.check.InputException where there is none that Unroll wrote, or it is damaged
   */
  public static SavedDesign read(Path path) throws IOException {
    try (LocalModel local = LocalModel.of(path)) {
      Path folder = ModelFolder.find(local.path());
      ModelCard card = ModelCard.read(folder);
      return new SavedDesign(
          card.spec(design(folder)), Checkpoint.ofSavedModel(folder).weights(), card);
    }
  }

  /** Its own file has the design; a recipe has it where the model is of an earlier version. */
  private static ModelDesign design(Path folder) throws IOException {
    Path own = folder.resolve(ModelCard.DESIGN);
    if (Files.isRegularFile(own)) {
      return ModelDesign.ofYaml(Files.readString(own), own.toString());
    }
    Path recipe = folder.resolve(ModelCard.RECIPE);
    if (!Files.isRegularFile(recipe)) {
      throw failure("%s: there is neither %s nor a recipe in it", folder, ModelCard.DESIGN);
    }
    JsonNode model = Yaml.tree(Files.readString(recipe), recipe.toString()).path("model");
    if (model instanceof ObjectNode settings) {
      settings.remove("kernels");
    }
    return new RecordReader(recipe.toString()).read(model, ModelDesign.class);
  }
}
