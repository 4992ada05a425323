package dev.unroll.interop;

import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.data.Target;
import dev.unroll.graph.SessionConfig;
import dev.unroll.model.Endpoints;
import dev.unroll.model.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Predicts by a SavedModel that {@link SavedModelWriter} wrote. */
public final class SavedModelPredictor extends Predictor {

  private final SavedModelBundle bundle;
  private final SignatureDef signature;
  private final ModelCard card;
  private final String output;

  private SavedModelPredictor(SavedModelBundle bundle, SignatureDef signature, ModelCard card) {
    super(card.input(), card.schema().target(), hasBranches(bundle));
    this.output =
        card.schema().target() instanceof Target.Numbers
            ? Endpoints.PREDICTIONS
            : Endpoints.PROBABILITIES;
    this.bundle = bundle;
    this.signature = signature;
    this.card = card;
  }

  /**
   * Loads a model.
   *
   * @param path a run folder, a SavedModel folder or a folder of its versions
   * @throws InputException where it is missing, damaged or not one of Unroll's
   */
  public static SavedModelPredictor load(Path path) throws IOException {
    Path folder = ModelFolder.find(path);
    ModelCard card = ModelCard.read(folder);
    SavedModelBundle bundle;
    try {
      bundle =
          SavedModelBundle.loader(folder.toString())
              .withConfigProto(SessionConfig.of(false))
              .load();
    } catch (TensorFlowException e) {
      throw new InputException(
          folder
              + ": the SavedModel cannot be loaded; is it whole? ("
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + ")",
          e);
    }
    try {
      SignatureDef signature = bundle.metaGraphDef().getSignatureDefMap().get("serving_default");
      SavedModelPredictor predictor = new SavedModelPredictor(bundle, signature, card);
      that(
          signature != null
              && signature.containsInputs(Endpoints.INPUTS)
              && signature.containsOutputs(predictor.output),
          "%s: expected the signature serving_default with %s and %s",
          folder,
          Endpoints.INPUTS,
          predictor.output);
      return predictor;
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  /** By the scope that TensorFlow 1 gives a bidirectional network. */
  private static boolean hasBranches(SavedModelBundle bundle) {
    return bundle.metaGraphDef().getGraphDef().getNodeList().stream()
        .anyMatch(node -> node.getName().contains("bidirectional_rnn"));
  }

  /** The recipe, as YAML, that the model at {@code path} was trained by, where it has one. */
  public static Optional<Path> recipe(Path path) throws IOException {
    Path file = ModelFolder.find(path).resolve(SavedModelWriter.RECIPE);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** What the model's tensors mean. */
  public ModelCard card() {
    return card;
  }

  @Override
  protected TFloat32 predict(TFloat32 inputs, TInt32 lengths) {
    String lengthsName =
        signature.getInputsMap().containsKey(Endpoints.LENGTHS)
            ? signature.getInputsOrThrow(Endpoints.LENGTHS).getName()
            : "";
    return (TFloat32)
        feed(
                bundle.session().runner(),
                signature.getInputsOrThrow(Endpoints.INPUTS).getName(),
                inputs,
                lengthsName,
                lengths)
            .fetch(signature.getOutputsOrThrow(output).getName())
            .run()
            .get(0);
  }

  @Override
  public void close() {
    bundle.close();
  }
}
