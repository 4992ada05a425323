package dev.unroll.model;

import static dev.unroll.check.Check.failure;

import dev.unroll.data.Dataset;
import dev.unroll.data.Normalizer;
import dev.unroll.data.Schema;
import dev.unroll.internal.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the tensors of a SavedModel mean, and what its design was fitted to. Kept inside it as
 * {@code assets.extra/unroll.json}.
 *
 * @param recipe that it was trained by
 * @param data that it was trained on
 * @param simulated whether those data are simulated
 * @param input shape that it takes
 * @param schema what features and predictions are
 * @param validationGroups training groups that were held out
 * @param normalizer of the features, inside the graph; empty where they are taken as they are
 * @param scale of the numbers predicted, or of their changes, inside the graph; empty for classes
 * @param loss what the loss takes into account
 */
public record ModelCard(
    String recipe,
    String data,
    boolean simulated,
    InputSpec input,
    Schema schema,
    List<Integer> validationGroups,
    Optional<Normalizer> normalizer,
    Optional<Normalizer> scale,
    LossOptions loss) {

  /** Where a SavedModel keeps what only its users read. */
  public static final Path EXTRA = Path.of("assets.extra");

  /** Where it keeps its card. */
  public static final Path FILE = EXTRA.resolve("unroll.json");

  /** Where it keeps the recipe that it was trained by. */
  public static final Path RECIPE = EXTRA.resolve("recipe.yaml");

  /** Where it keeps its design. */
  public static final Path DESIGN = EXTRA.resolve("model.yaml");

  /**
   * The collection of a SavedModel's graph that names the files beside it without which it is not
   * whole: paths with slashes, each with a space and how many bytes it has at least.
   */
  public static final String REQUIRED = "unroll_files";

  public ModelCard {
    validationGroups = List.copyOf(validationGroups);
  }

  /** The card of a model trained on {@code dataset} by {@code recipe}. */
  public static ModelCard of(String recipe, ModelSpec spec, LossOptions loss, Dataset dataset) {
    return new ModelCard(
        recipe,
        dataset.name(),
        dataset.simulated(),
        spec.input(),
        dataset.schema(),
        List.copyOf(dataset.validation().groups()),
        spec.normalizer(),
        spec.task() instanceof Regression regression
            ? Optional.of(regression.scale())
            : Optional.empty(),
        loss);
  }

  /**
   * The card in a SavedModel folder.
   *
   * @throws dev.unroll.check.InputException where Unroll did not write the model
   */
  public static ModelCard read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw failure("%s: not written by Unroll: there is no %s", folder, FILE);
    }
    return Json.read(file, ModelCard.class);
  }

  /** The model of this card by its design. */
  public ModelSpec spec(ModelDesign design) {
    return design.fitted(input, schema.target(), normalizer, scale);
  }
}
