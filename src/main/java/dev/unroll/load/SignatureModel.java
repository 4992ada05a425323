package dev.unroll.load;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.unroll.check.InputException;
import dev.unroll.data.Target;
import dev.unroll.graph.CheckpointReader;
import dev.unroll.graph.GlobalStep;
import dev.unroll.model.Batch;
import dev.unroll.model.Predictor;
import dev.unroll.train.SteppedModel;
import dev.unroll.train.TrainingPass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** A SavedModel that is trained by a signature of its own and saved by its own saver. */
public final class SignatureModel implements SteppedModel {

  private static final String VARIABLES = "variables";

  /** It tells the checksum of variables that are no longer there. */
  private static final String FINGERPRINT = "fingerprint.pb";

  private final LoadedModel model;
  private final StepPath path;
  private final LabelTensor labels;
  private final Optional<Predictor> predictor;

  /**
   * @param model closed by the caller
   * @param target what the labels are
   * @param predictor of the same model, where it predicts
   * @throws InputException where the step takes no such labels, or the model has no saver
   */
  public SignatureModel(
      LoadedModel model, StepPath path, Target target, Optional<Predictor> predictor) {
    model.requireSavedModel("trained");
    SaverDef saver = model.metaGraph().getSaverDef();
    that(
        !saver.getSaveTensorName().isEmpty() && !saver.getFilenameTensorName().isEmpty(),
        "%s: the model has no saver, so that what it learns could not be kept; save it anew by"
            + " tf.saved_model.save",
        model.path());
    this.model = model;
    this.path = path;
    this.labels = new LabelTensor(path.labels(), target);
    this.predictor = predictor;
  }

  @Override
  public float step(Batch batch, double learningRate) {
    List<TType> made = new ArrayList<>();
    try (TFloat32 rate = TFloat32.scalarOf((float) learningRate)) {
      TType given = labels.of(batch.labels());
      if (given != batch.labels()) {
        made.add(given);
      }
      Session.Runner runner =
          model
              .runner()
              .feed(path.input().graphName(), batch.inputs())
              .feed(path.labels().graphName(), given)
              .fetch(path.loss().graphName());
      path.learningRate().ifPresent(tensor -> runner.feed(tensor.graphName(), rate));
      if (path.lengths().isPresent()) {
        TType lengths = lengths(path.lengths().get(), batch.lengths());
        if (lengths != batch.lengths()) {
          made.add(lengths);
        }
        runner.feed(path.lengths().get().graphName(), lengths);
      }
      for (FedTensor feed : path.feeds()) {
        TType value = feed.tensor(Math.toIntExact(batch.inputs().shape().get(0)));
        made.add(value);
        runner.feed(feed.tensor().graphName(), value);
      }
      try (Result result = runner.run()) {
        return loss((TFloat32) result.get(0));
      }
    } catch (TFInvalidArgumentException e) {
      if (TrainingPass.isNotFinite(e)) {
        return Float.NaN;
      }
      throw new InputException(
          model.path() + ": the training step fails (" + LoadedModel.firstLine(e) + ")", e);
    } catch (TensorFlowException e) {
      throw new InputException(
          model.path() + ": the training step fails (" + LoadedModel.firstLine(e) + ")", e);
    } finally {
      made.forEach(TType::close);
    }
  }

  private float loss(TFloat32 loss) {
    that(
        loss.size() == 1, "%s: expected one number as the loss, got %d", model.path(), loss.size());
    return loss.asRawTensor().data().asFloats().getFloat(0);
  }

  private static TType lengths(NamedTensor tensor, TInt32 lengths) {
    if (!tensor.tensor().type().equals("int64")) {
      return lengths;
    }
    return LabelTensor.wide(lengths);
  }

  @Override
  public Optional<Predictor> predictor() {
    return predictor;
  }

  /** Steps that the model has done, by its {@code global_step}; 0 where it does not count them. */
  public long globalStep() throws IOException {
    Path prefix = model.path().resolve(VARIABLES).resolve(VARIABLES);
    if (!Files.exists(Path.of(prefix + ".index"))) {
      return 0;
    }
    CheckpointReader reader = CheckpointReader.open(prefix);
    return reader.names().contains(GlobalStep.NAME) ? reader.integer(GlobalStep.NAME) : 0;
  }

  /**
   * Writes the model with its variables as they are now: all else is copied.
   *
   * @param folder empty
   * @throws InputException where the model holds a link, or its saver writes nothing
   */
  public void writeInto(Path folder) throws IOException {
    copy(model.path(), folder);
    Files.createDirectory(folder.resolve(VARIABLES));
    Path prefix = folder.resolve(VARIABLES).resolve(VARIABLES).toAbsolutePath();
    SaverDef saver = model.metaGraph().getSaverDef();
    try (TString file = TString.scalarOf(prefix.toString())) {
      model
          .runner()
          .feed(saver.getFilenameTensorName(), file)
          .fetch(saver.getSaveTensorName())
          .run()
          .close();
      that(
          Files.isRegularFile(Path.of(prefix + ".index")),
          "%s: the model's own saver wrote no variables; it cannot be trained further",
          model.path());
    } catch (TensorFlowException e) {
      throw new IOException("saving the variables failed: " + LoadedModel.firstLine(e), e);
    }
  }

  /**
   * Gives the variables the values that {@link #writeInto} wrote.
   *
   * @param folder that it wrote into
   */
  public void restore(Path folder) throws IOException {
    Path prefix = folder.resolve(VARIABLES).resolve(VARIABLES).toAbsolutePath();
    SaverDef saver = model.metaGraph().getSaverDef();
    that(
        !saver.getRestoreOpName().isEmpty(),
        "%s: the model's saver cannot restore, so that nothing can go back to earlier variables;"
            + " leave out training.earlyStopping",
        model.path());
    try (TString file = TString.scalarOf(prefix.toString())) {
      model
          .runner()
          .feed(saver.getFilenameTensorName(), file)
          .addTarget(saver.getRestoreOpName())
          .run()
          .close();
    } catch (TensorFlowException e) {
      throw new IOException("restoring the variables failed: " + LoadedModel.firstLine(e), e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> children;
    try (Stream<Path> all = Files.list(from)) {
      children = all.toList();
    }
    for (Path child : children) {
      String name = child.getFileName().toString();
      if (!name.equals(VARIABLES) && !name.equals(FINGERPRINT)) {
        copyAll(child, to.resolve(name));
      }
    }
  }

  private static void copyAll(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> below = Files.walk(from)) {
      all = below.toList();
    }
    for (Path one : all) {
      that(
          !Files.isSymbolicLink(one),
          "%s: a link, which may lead out of the model; put what it leads to in its place",
          one);
      Path copy = to.resolve(from.relativize(one).toString());
      if (Files.isDirectory(one, NOFOLLOW_LINKS)) {
        Files.createDirectories(copy);
      } else if (Files.isRegularFile(one, NOFOLLOW_LINKS)) {
        Files.copy(one, copy, NOFOLLOW_LINKS);
      } else {
        throw failure("%s: neither a file nor a folder; remove it", one);
      }
    }
  }
}
