package dev.unroll.load;

import static dev.unroll.check.Check.that;

import com.google.errorprone.annotations.ThreadSafe;
import dev.unroll.check.InputException;
import dev.unroll.data.Target;
import dev.unroll.graph.Compute;
import dev.unroll.inspect.Signature;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.model.Endpoints;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelCard;
import dev.unroll.model.Predictor;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Predicts by a model that was loaded: one that Unroll wrote, or any other by a signature. */
@ThreadSafe
@SuppressWarnings("ThreadSafe") // graphs and sessions are, but nothing says so
public final class SavedModelPredictor extends Predictor {

  private final LoadedModel model;
  private final ServingPath path;
  private final Optional<ModelCard> card;
  private final Optional<ForeignRun> foreign;

  private SavedModelPredictor(
      LoadedModel model,
      ServingPath path,
      InputSpec input,
      Target target,
      Optional<ModelCard> card) {
    super(input, target, model.compute(), card.isEmpty() || hasBranches(model));
    this.model = model;
    this.path = path;
    this.card = card;
    this.foreign =
        card.isPresent()
            ? Optional.empty()
            : Optional.of(new ForeignRun(model, path, input, target));
  }

  /**
   * Loads a model that Unroll wrote.
   *
   * @param path a run folder, a SavedModel folder or a folder of its versions
   * @throws InputException where it is missing, damaged or not one of Unroll's
   */
  public static SavedModelPredictor load(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      ModelCard.read(ModelFolder.find(path)); // a model of others need not be loaded to be told
    }
    return own(LoadedModel.load(path, false));
  }

  /** As the one above, out of a jar or from the class path. */
  public static SavedModelPredictor load(URL resource) throws IOException {
    return own(LoadedModel.load(resource, false, Compute.standard()));
  }

  private static SavedModelPredictor own(LoadedModel model) throws IOException {
    try {
      return of(model, ModelCard.read(model.path()));
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * By the names that Unroll gives.
   *
   * @param model closed with the predictor
   * @throws InputException where they are not there
   */
  public static SavedModelPredictor of(LoadedModel model, ModelCard card) {
    Target target = card.schema().target();
    String output = target.isClasses() ? Endpoints.PROBABILITIES : Endpoints.PREDICTIONS;
    Signature signature = model.inspection().signatures().get(Endpoints.SERVING_SIGNATURE);
    that(
        signature != null
            && signature.inputs().containsKey(Endpoints.INPUTS)
            && signature.outputs().containsKey(output)
            && signature.inputs().containsKey(Endpoints.LENGTHS) == card.input().variableLength(),
        "%s: expected the signature serving_default with %s%s and %s",
        model.path(),
        Endpoints.INPUTS,
        card.input().variableLength() ? ", " + Endpoints.LENGTHS : "",
        output);
    TensorSpec lengths = signature.inputs().get(Endpoints.LENGTHS);
    ServingPath path =
        new ServingPath(
            Endpoints.SERVING_SIGNATURE,
            new NamedTensor(Endpoints.INPUTS, signature.inputs().get(Endpoints.INPUTS)),
            Optional.ofNullable(lengths).map(l -> new NamedTensor(Endpoints.LENGTHS, l)),
            new NamedTensor(output, signature.outputs().get(output)),
            List.of(),
            Optional.empty());
    return new SavedModelPredictor(model, path, card.input(), target, Optional.of(card));
  }

  /**
   * By any signature. What the model says of a class is turned into probabilities where it is none.
   *
   * @param model closed with the predictor
   * @param input what the path takes
   * @param target what it predicts
   */
  public static SavedModelPredictor of(
      LoadedModel model, ServingPath path, InputSpec input, Target target) {
    path.check(target);
    return new SavedModelPredictor(model, path, input, target, Optional.empty());
  }

  /**
   * The way from sequences to predictions.
   *
   * @param target what is to be predicted, where that is known
   * @throws InputException where it cannot be guessed, with what to choose from
   */
  public static ServingPath path(
      LoadedModel model, SignatureChoice choice, Optional<Target> target) {
    return new ServingPathFinder(model).find(choice, target);
  }

  /**
   * {@code path} with the number of its outputs, which is found by a run on zeros where the model
   * does not tell it.
   *
   * @param choice that it was found by
   * @param input what it takes
   */
  public static ServingPath completed(
      LoadedModel model, ServingPath path, SignatureChoice choice, InputSpec input) {
    return new ServingPathFinder(model).completed(path, choice, input);
  }

  /** By the scope that TensorFlow 1 gives a bidirectional network. */
  private static boolean hasBranches(LoadedModel model) {
    return model.metaGraph().getGraphDef().getNodeList().stream()
        .anyMatch(node -> node.getName().contains("bidirectional_rnn"));
  }

  /** What the tensors of a model mean that Unroll wrote. */
  public ModelCard card() {
    return card.orElseThrow();
  }

  /** Whether what it gave so far were logits, of which the probabilities were made. */
  public boolean gaveLogits() {
    return foreign.map(ForeignRun::gaveLogits).orElse(false);
  }

  /**
   * Variables that a model of others writes as it predicts, such as a stateful layer's state. They
   * are set back before every run to what they were, so that a sequence does not depend on those
   * before it.
   */
  public Set<String> stateVariables() {
    return foreign.map(ForeignRun::stateVariables).orElse(Set.of());
  }

  @Override
  protected TFloat32 predict(TFloat32 inputs, TInt32 lengths) {
    if (foreign.isPresent()) {
      return foreign.get().predict(inputs, lengths);
    }
    String lengthsName = path.lengths().map(NamedTensor::graphName).orElse("");
    return (TFloat32)
        feed(model.runner(), path.input().graphName(), inputs, lengthsName, lengths)
            .fetch(path.output().graphName())
            .run()
            .get(0);
  }

  @Override
  protected void release() {
    foreign.ifPresent(ForeignRun::close);
    model.close();
  }
}
