package dev.unroll.interop;

import dev.unroll.files.AtomicWrite;
import dev.unroll.graph.CheckpointFile;
import dev.unroll.graph.SaverOps;
import dev.unroll.graph.Variable;
import dev.unroll.graph.Weights;
import dev.unroll.model.Endpoints;
import dev.unroll.model.InferenceGraph;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VariableDef;

/**
 * Writes a SavedModel: an inference graph, its weights, the signature {@code serving_default} and
 * the collections by which Python lists the variables.
 *
 * <p>{@code inputs} [batch, steps, features] in raw units, with {@code lengths} [batch] where
 * lengths vary, to {@code probabilities}, {@code logits} [batch, classes] and {@code classes}
 * [batch], each with an axis of steps after the batch where steps are classified; or to {@code
 * predictions} [batch, numbers].
 */
public final class SavedModelWriter {

  /** Where a SavedModel keeps its card. */
  static final Path CARD = Path.of("assets.extra", "unroll.json");

  /** Where it keeps the recipe that it was trained by. */
  static final Path RECIPE = Path.of("assets.extra", "recipe.yaml");

  private SavedModelWriter() {}

  /**
   * Writes a new folder, beside and renamed.
   *
   * @param folder must not exist; its name is a version, such as {@code 1}
   */
  public static void write(Path folder, ModelSpec spec, Weights weights, ModelCard card)
      throws IOException {
    AtomicWrite.folder(folder, path -> writeInto(path, spec, weights, card));
  }

  /** Fills the empty folder {@code path}, which nobody reads yet. */
  public static void writeInto(Path path, ModelSpec spec, Weights weights, ModelCard card)
      throws IOException {
    writeInto(path, spec, weights, card, Optional.empty());
  }

  /** As the shorter one, with the recipe as YAML. */
  public static void writeInto(
      Path path, ModelSpec spec, Weights weights, ModelCard card, Optional<String> recipe)
      throws IOException {
    try (InferenceGraph graph = new InferenceGraph(spec)) {
      Files.write(path.resolve("saved_model.pb"), savedModel(graph, spec).toByteArray());
    }
    Files.createDirectory(path.resolve("variables"));
    CheckpointFile.write(path.resolve("variables/variables"), weights, Map.of());
    Files.createDirectory(path.resolve(CARD).getParent());
    Files.writeString(path.resolve(CARD), Json.text(card), StandardCharsets.UTF_8);
    if (recipe.isPresent()) {
      Files.writeString(path.resolve(RECIPE), recipe.get(), StandardCharsets.UTF_8);
    }
  }

  private static SavedModel savedModel(InferenceGraph graph, ModelSpec spec) {
    SaverDef saver = SaverOps.addTo(graph.graph(), graph.variables());
    SignatureDef.Builder signature =
        SignatureDef.newBuilder()
            .setMethodName("tensorflow/serving/predict")
            .putInputs(Endpoints.INPUTS, info(graph.forward().inputs(), DataType.DT_FLOAT))
            .putOutputs(spec.task().predictionName(), info(graph.prediction(), DataType.DT_FLOAT));
    graph
        .classes()
        .ifPresent(
            classes ->
                signature
                    .putOutputs(Endpoints.LOGITS, info(graph.forward().output(), DataType.DT_FLOAT))
                    .putOutputs(Endpoints.CLASSES, info(classes, DataType.DT_INT64)));
    if (spec.input().variableLength()) {
      signature.putInputs(
          Endpoints.LENGTHS, info(graph.forward().lengths().orElseThrow(), DataType.DT_INT32));
    }
    List<Variable> trainable = graph.variables().stream().filter(Variable::trainable).toList();
    MetaGraphDef metaGraph =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(
                MetaGraphDef.MetaInfoDef.newBuilder()
                    .addTags("serve")
                    .setTensorflowVersion(TensorFlow.version()))
            .setGraphDef(graph.graph().toGraphDef())
            .setSaverDef(saver)
            .putCollectionDef("variables", collection(graph.variables()))
            .putCollectionDef("trainable_variables", collection(trainable))
            .putSignatureDef("serving_default", signature.build())
            .build();
    return SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(metaGraph).build();
  }

  private static CollectionDef collection(List<Variable> variables) {
    CollectionDef.BytesList.Builder list = CollectionDef.BytesList.newBuilder();
    for (Variable variable : variables) {
      list.addValue(
          VariableDef.newBuilder()
              .setVariableName(variable.name() + ":0")
              .setInitializerName(variable.assign().name())
              .setInitialValueName(tensorName(variable.initialValue()))
              .setSnapshotName(tensorName(variable.value()))
              .setIsResource(true)
              .setTrainable(variable.trainable())
              .build()
              .toByteString());
    }
    return CollectionDef.newBuilder().setBytesList(list).build();
  }

  private static TensorInfo info(Operand<?> operand, DataType type) {
    Shape shape = operand.shape();
    TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
    for (long size : shape.asArray()) {
      sizes.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder()
        .setName(tensorName(operand))
        .setDtype(type)
        .setTensorShape(sizes)
        .build();
  }

  private static String tensorName(Operand<?> operand) {
    Output<?> output = operand.asOutput();
    return output.op().name() + ":" + output.index();
  }
}
