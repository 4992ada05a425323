package dev.unroll.interop;

import dev.unroll.data.Dataset;
import dev.unroll.data.Signal;
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
 * @param signals name and unit of each feature, in order
 * @param classNames name of each class, in order
 * @param validationGroups training subjects that were held out
 */
public record ModelCard(
    String recipe,
    String data,
    boolean simulated,
    InputSpec input,
    List<Signal> signals,
    List<String> classNames,
    List<Integer> validationGroups) {

  public ModelCard {
    signals = List.copyOf(signals);
    classNames = List.copyOf(classNames);
    validationGroups = List.copyOf(validationGroups);
  }

  /** The card of a model trained on {@code dataset} by {@code recipe}. */
  public static ModelCard of(String recipe, ModelSpec spec, Dataset dataset) {
    return new ModelCard(
        recipe,
        dataset.name(),
        dataset.simulated(),
        spec.input(),
        dataset.signals(),
        spec.classNames(),
        List.copyOf(dataset.validation().groups()));
  }
}
