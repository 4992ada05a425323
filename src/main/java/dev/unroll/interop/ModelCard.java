package dev.unroll.interop;

import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelSpec;
import java.util.List;

/**
 * What the tensors of a SavedModel mean. Kept inside it as {@code assets.extra/unroll.json}.
 *
 * @param recipe that it was trained by
 * @param data that it was trained on
 * @param simulated whether those data are simulated
 * @param input shape that it takes
 * @param schema what features and predictions are
 * @param validationGroups training groups that were held out
 */
public record ModelCard(
    String recipe,
    String data,
    boolean simulated,
    InputSpec input,
    Schema schema,
    List<Integer> validationGroups) {

  public ModelCard {
    validationGroups = List.copyOf(validationGroups);
  }

  /** The card of a model trained on {@code dataset} by {@code recipe}. */
  public static ModelCard of(String recipe, ModelSpec spec, Dataset dataset) {
    return new ModelCard(
        recipe,
        dataset.name(),
        dataset.simulated(),
        spec.input(),
        dataset.schema(),
        List.copyOf(dataset.validation().groups()));
  }
}
