package dev.unroll.load;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.base.Throwables;
import dev.unroll.check.InputException;
import dev.unroll.graph.Compute;
import dev.unroll.inspect.Inspection;
import dev.unroll.inspect.ModelFile;
import dev.unroll.inspect.ModelKind;
import dev.unroll.model.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.tensorflow.Graph;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.MetaGraphDef;

/**
 * A model in a session, whoever made it: a SavedModel with its variables, or a frozen GraphDef. It
 * has been looked into before anything of it ran.
 */
public final class LoadedModel implements AutoCloseable {

  private static final String SERVE = "serve";

  private final Path path;
  private final Inspection inspection;
  private final MetaGraphDef metaGraph;
  private final Graph graph;
  private final Session session;
  private final Compute compute;

  /** Owns graph and session, where it is a SavedModel. */
  private final Optional<SavedModelBundle> bundle;

  private LoadedModel(
      Path path,
      Inspection inspection,
      MetaGraphDef metaGraph,
      Optional<SavedModelBundle> bundle,
      Compute compute) {
    this.path = path;
    this.inspection = inspection;
    this.metaGraph = metaGraph;
    this.bundle = bundle;
    this.compute = compute;
    if (bundle.isPresent()) {
      graph = bundle.get().graph();
      session = bundle.get().session();
    } else {
      graph = new Graph();
      try {
        graph.importGraphDef(metaGraph.getGraphDef());
        session = new Session(graph, false, compute.config());
      } catch (RuntimeException e) {
        graph.close();
        throw notLoaded(path, e);
      }
    }
  }

  /**
   * Loads a model.
   *
   * @param path a run folder, a SavedModel folder, a folder of its versions, a {@code
   *     saved_model.pb} or a frozen GraphDef {@code .pb}
   * @param trusted whether its operations may touch files, the network, Python and the process
   * @throws InputException where it is missing, damaged, or not to be trusted
   */
  public static LoadedModel load(Path path, boolean trusted) throws IOException {
    return load(path, trusted, Compute.standard());
  }

  /** As the one above, to be computed as told. */
  public static LoadedModel load(Path path, boolean trusted, Compute compute) throws IOException {
    Path graphFile = ModelFolder.graphFile(path);
    CompletableFuture<String> runtime = CompletableFuture.supplyAsync(TensorFlow::version);
    ModelFile file = ModelFile.read(graphFile);
    Inspection inspection = Inspection.of(file);
    if (!trusted) {
      inspection.requireHarmless();
    }
    awaitLibrary(runtime);
    if (file.kind() == ModelKind.SAVED_MODEL) {
      return ofFolder(folder(file), file, inspection, compute);
    }
    that(
        file.kind() == ModelKind.GRAPH_DEF,
        "%s: a %s holds no values of its variables; give a SavedModel or a frozen GraphDef",
        path,
        file.kind().label());
    that(
        inspection.variables().isEmpty(),
        "%s: its variables, such as '%s', have no values in a GraphDef; freeze it, or give a"
            + " SavedModel",
        path,
        inspection.variables().isEmpty() ? "" : inspection.variables().get(0).name());
    return new LoadedModel(
        file.file(), inspection, file.graphs().get(0), Optional.empty(), compute);
  }

  /** TensorFlow's library begins to load, which is slow, while the model is looked into. */
  private static void awaitLibrary(CompletableFuture<String> runtime) {
    try {
      runtime.join();
    } catch (CompletionException e) {
      Throwables.throwIfUnchecked(e.getCause());
      throw e;
    }
  }

  private static Path folder(ModelFile file) {
    Path parent = file.file().getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static LoadedModel ofFolder(
      Path folder, ModelFile file, Inspection inspection, Compute compute) {
    MetaGraphDef served =
        file.graphs().stream()
            .filter(graph -> graph.getMetaInfoDef().getTagsList().contains(SERVE))
            .findFirst()
            .orElse(file.graphs().get(0));
    try {
      SavedModelBundle bundle =
          SavedModelBundle.loader(folder.toAbsolutePath().toString())
              .withTags(served.getMetaInfoDef().getTagsList().toArray(String[]::new))
              .withConfigProto(compute.config())
              .load();
      return new LoadedModel(folder, inspection, served, Optional.of(bundle), compute);
    } catch (TensorFlowException e) {
      throw notLoaded(folder, e);
    }
  }

  private static InputException notLoaded(Path path, RuntimeException e) {
    return new InputException(
        path + ": the model cannot be loaded; is it whole? (" + firstLine(e) + ")", e);
  }

  /** A failure of TensorFlow in words. */
  static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  /** The folder of the SavedModel, or the file of the GraphDef. */
  public Path path() {
    return path;
  }

  /** What was found in it. */
  public Inspection inspection() {
    return inspection;
  }

  /** How it is computed. */
  Compute compute() {
    return compute;
  }

  MetaGraphDef metaGraph() {
    return metaGraph;
  }

  Graph graph() {
    return graph;
  }

  Session.Runner runner() {
    return session.runner();
  }

  /** What the tensors mean, where Unroll wrote the model. */
  public Optional<ModelCard> card() throws IOException {
    return bundle.isPresent() && Files.isRegularFile(path.resolve(ModelCard.FILE))
        ? Optional.of(ModelCard.read(path))
        : Optional.empty();
  }

  /** The recipe, as YAML, that it was trained by, where it has one. */
  public Optional<Path> recipe() {
    Path file = path.resolve(ModelCard.RECIPE);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** Refuses what cannot be {@code what}, as a GraphDef cannot be trained. */
  void requireSavedModel(String what) {
    if (bundle.isEmpty()) {
      throw failure("%s: a GraphDef cannot be %s; give a SavedModel", path, what);
    }
  }

  @Override
  public void close() {
    if (bundle.isPresent()) {
      bundle.get().close();
    } else {
      session.close();
      graph.close();
    }
  }
}
