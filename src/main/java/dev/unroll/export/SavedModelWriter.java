package dev.unroll.export;

import dev.unroll.graph.CheckpointFile;
import dev.unroll.graph.GlobalStep;
import dev.unroll.graph.GraphScope;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.internal.json.Json;
import dev.unroll.model.Endpoints;
import dev.unroll.model.InferenceGraph;
import dev.unroll.model.ModelCard;
import dev.unroll.model.ModelDesign;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

/**
 * Writes a SavedModel: a graph, its variables and the ways through it.
 *
 * <ul>
 *   <li>{@code serving_default}: {@code inputs} [batch, steps, features] in raw units, with {@code
 *       lengths} [batch] where lengths vary, to {@code probabilities}, {@code logits} [batch,
 *       classes] and {@code classes} [batch], each with an axis of steps after the batch where
 *       steps are classified; or to {@code predictions} [batch, numbers];
 *   <li>{@code features}: the same inputs to {@code features}, what the output layer takes;
 *   <li>{@code train}: the same inputs, {@code labels} and {@code learning_rate} to {@code loss},
 *       which is that before one step of the optimizer; with {@code state_0}, ... in and out where
 *       a layer carries its state.
 * </ul>
 *
 * <p>What predicts has no training operation before it. The collections are there by which Python
 * lists the variables; {@code assets.extra/} says what the tensors mean and where the model is
 * from.
 */
public final class SavedModelWriter {

  private SavedModelWriter() {}

  /**
   * Writes a new folder, beside and renamed.
   *
   * @param folder must not exist; its name is a version, such as {@code 1}
   */
  public static void write(Path folder, ExportedModel model) throws IOException {
    AtomicWrite.folder(folder, path -> writeInto(path, model));
  }

  /** Fills the empty folder {@code path}, which nobody reads yet. */
  public static void writeInto(Path path, ExportedModel model) throws IOException {
    Files.createDirectory(path.resolve("variables"));
    Path variables = path.resolve("variables/variables");
    byte[] design = ModelDesign.of(model.spec()).toYaml().getBytes(StandardCharsets.UTF_8);
    try (InferenceGraph graph = new InferenceGraph(model.spec(), model.kernels())) {
      MetaGraphDef.Builder metaGraph = metaGraph(graph, model);
      metaGraph.getMetaInfoDefBuilder().addTags("serve");
      metaGraph.putCollectionDef(
          ModelCard.REQUIRED,
          MetaGraphs.sizes(Map.of(ModelCard.FILE, 1, ModelCard.DESIGN, design.length)));
      SavedModel savedModel =
          SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(metaGraph).build();
      Files.write(path.resolve("saved_model.pb"), savedModel.toByteArray());
      CheckpointFile.write(
          variables,
          Completed.of(model.state().weights(), graph),
          model.training().isPresent() ? Map.of(GlobalStep.NAME, model.state().step()) : Map.of());
    }
    Files.createDirectory(path.resolve(ModelCard.EXTRA));
    Files.writeString(
        path.resolve(ModelCard.FILE), Json.text(model.card()), StandardCharsets.UTF_8);
    Files.write(path.resolve(ModelCard.DESIGN), design);
    for (Map.Entry<String, String> file : model.files().entrySet()) {
      Files.writeString(
          path.resolve(ModelCard.EXTRA).resolve(file.getKey()),
          file.getValue(),
          StandardCharsets.UTF_8);
    }
  }

  private static MetaGraphDef.Builder metaGraph(InferenceGraph graph, ExportedModel model) {
    var serving = Signatures.serving(model.spec(), graph);
    var features = Signatures.features(graph);
    Optional<TrainingStep> step = Optional.empty();
    Map<String, SignatureDef> train = Map.of();
    if (model.training().isPresent()) {
      GraphScope scope = graph.scope().again(TrainingStep.plan(model.kernels()));
      step =
          Optional.of(
              TrainingStep.addTo(scope, model.spec(), model.training().get(), model.card().loss()));
      train = Map.of(Endpoints.TRAIN_SIGNATURE, Signatures.train(scope, step.get()));
    }
    return MetaGraphs.of(
            graph.graph(), graph.scope().variables(), step.map(TrainingStep::globalStep))
        .putSignatureDef(Endpoints.SERVING_SIGNATURE, serving)
        .putSignatureDef(Endpoints.FEATURES_SIGNATURE, features)
        .putAllSignatureDef(train);
  }
}
