package dev.unroll.export;

import dev.unroll.graph.Kernels;
import dev.unroll.model.ModelCard;
import dev.unroll.model.ModelSpec;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.TrainingSpec;
import java.util.Map;
import java.util.Optional;

/**
 * A model with all that others need to use it and to train it further.
 *
 * @param spec the model
 * @param card what its tensors mean
 * @param training how a step moves it; empty to export no training step
 * @param kernels how its recurrent layers are computed
 * @param state its variables, the optimizer's where it has trained, and the steps done
 * @param files to go with it: name and text, such as {@code recipe.yaml}
 */
public record ExportedModel(
    ModelSpec spec,
    ModelCard card,
    Optional<TrainingSpec> training,
    Kernels kernels,
    Checkpoint state,
    Map<String, String> files) {

  /** A model by the kernels of processors. */
  public ExportedModel(
      ModelSpec spec,
      ModelCard card,
      Optional<TrainingSpec> training,
      Checkpoint state,
      Map<String, String> files) {
    this(spec, card, training, Kernels.FUSED, state, files);
  }

  public ExportedModel {
    files = Map.copyOf(files);
  }
}
