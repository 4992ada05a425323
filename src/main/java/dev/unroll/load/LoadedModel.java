package dev.unroll.load;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.base.Throwables;
import com.google.errorprone.annotations.ThreadSafe;
import dev.unroll.check.InputException;
import dev.unroll.graph.Compute;
import dev.unroll.inspect.Inspection;
import dev.unroll.inspect.ModelFile;
import dev.unroll.inspect.ModelKind;
import dev.unroll.inspect.Signature;
import dev.unroll.model.ModelCard;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;

/**
 * A model in a session, whoever made it: a SavedModel with its variables, or a frozen GraphDef. It
 * has been looked into before anything of it ran. Holds native memory; close it once nothing runs.
 *
 * <p>Else safe for any number of threads at a time; a signature that writes variables, such as
 * {@code train}, is seen by all that run meanwhile.
 */
@ThreadSafe
@SuppressWarnings("ThreadSafe") // graphs and sessions are, but nothing says so
public final class LoadedModel implements AutoCloseable {

  private static final String SERVE = "serve";

  private final Path path;
  private final Inspection inspection;
  private final MetaGraphDef metaGraph;
  private final Graph graph;
  private final Session session;
  private final Compute compute;
  private final LocalModel local;
  private final AtomicInteger additions = new AtomicInteger();

  /** Owns graph and session, where it is a SavedModel. */
  private final Optional<SavedModelBundle> bundle;

  private LoadedModel(
      Path path,
      Inspection inspection,
      MetaGraphDef metaGraph,
      Optional<SavedModelBundle> bundle,
      Compute compute,
      LocalModel local) {
    this.path = path;
    this.inspection = inspection;
    this.metaGraph = metaGraph;
    this.bundle = bundle;
    this.compute = compute;
    this.local = local;
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
   * @param path a run folder, a SavedModel folder, a folder of its versions, a zip of one of these,
   *     a {@code saved_model.pb} or a frozen GraphDef {@code .pb}
   * @param trusted whether its operations may touch files, the network, Python and the process
   * @throws InputException where it is missing, damaged, or not to be trusted
   */
  public static LoadedModel load(Path path, boolean trusted) throws IOException {
    return load(path, trusted, Compute.standard());
  }

  /** As the one above, to be computed as told. */
  public static LoadedModel load(Path path, boolean trusted, Compute compute) throws IOException {
    return load(LocalModel.of(path), trusted, compute);
  }

  /**
   * Loads a model out of a jar or from the class path: a folder as above, or a zip of one.
   *
   * @param resource such as {@code MyProgram.class.getResource("/model.zip")}
   */
  public static LoadedModel load(URL resource, boolean trusted, Compute compute)
      throws IOException {
    return load(LocalModel.of(resource), trusted, compute);
  }

  private static LoadedModel load(LocalModel local, boolean trusted, Compute compute)
      throws IOException {
    boolean done = false;
    try {
      LoadedModel loaded = loadLocal(local, trusted, compute);
      done = true;
      return loaded;
    } finally {
      if (!done) {
        local.close();
      }
    }
  }

  private static LoadedModel loadLocal(LocalModel local, boolean trusted, Compute compute)
      throws IOException {
    Path path = local.path();
    Path graphFile = ModelFolder.graphFile(path);
    CompletableFuture<String> runtime = CompletableFuture.supplyAsync(TensorFlow::version);
    ModelFile file = ModelFile.read(graphFile);
    Inspection inspection = Inspection.of(file);
    inspection.requireWhole();
    if (!trusted) {
      inspection.requireHarmless();
    }
    awaitLibrary(runtime);
    if (file.kind() == ModelKind.SAVED_MODEL) {
      return ofFolder(folder(file), file, inspection, compute, local);
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
        file.file(), inspection, file.graphs().get(0), Optional.empty(), compute, local);
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

  private static void fill(LoadedModel loaded) throws IOException {
    boolean done = false;
    try {
      LeftOutValues.fill(loaded);
      done = true;
    } finally {
      if (!done) {
        loaded.bundle.ifPresent(SavedModelBundle::close);
      }
    }
  }

  /** A number for operations that are added to the graph, whose names must differ. */
  int nextAddition() {
    return additions.getAndIncrement();
  }

  /** The type of a variable by the name of its operation. */
  DataType variableType(String operation) {
    return metaGraph.getGraphDef().getNodeList().stream()
        .filter(node -> node.getName().equals(operation))
        .map(node -> node.getAttrOrThrow("dtype").getType())
        .findFirst()
        .orElseThrow();
  }

  private static Path folder(ModelFile file) {
    Path parent = file.file().getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static LoadedModel ofFolder(
      Path folder, ModelFile file, Inspection inspection, Compute compute, LocalModel local)
      throws IOException {
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
      LoadedModel loaded =
          new LoadedModel(folder, inspection, served, Optional.of(bundle), compute, local);
      fill(loaded);
      return loaded;
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

  /**
   * Runs a signature.
   *
   * @param signature its name, such as {@code serving_default}
   * @param inputs by their names in the signature, as many as it needs; the caller's to close
   * @return its outputs by their names, the caller's to close
   * @throws InputException where there is no such signature, an input is missing, unknown, or of
   *     another type or shape, or the model fails on them
   */
  public NamedTensors run(String signature, Map<String, ? extends Tensor> inputs) {
    Signature found = inspection.signatures().get(signature);
    if (found == null) {
      throw failure(
          "%s: there is no signature '%s'; it has %s%s",
          path,
          signature,
          inspection.signatures().keySet(),
          didYouMean(signature, inspection.signatures().keySet()));
    }
    new SignatureInputs(this, signature, found).check(inputs);
    Session.Runner runner = session.runner();
    inputs.forEach((name, tensor) -> runner.feed(found.inputs().get(name).name(), tensor));
    List<String> names = List.copyOf(found.outputs().keySet());
    names.forEach(name -> runner.fetch(found.outputs().get(name).name()));
    try {
      Result result = runner.run();
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        outputs.put(names.get(i), result.get(i));
      }
      return new NamedTensors(result, outputs);
    } catch (TensorFlowException e) {
      throw new InputException(
          path + ": signature '" + signature + "' fails on these inputs (" + firstLine(e) + ")", e);
    }
  }

  /**
   * A signature to be run often.
   *
   * @param signature its name, one of {@link Inspection#signatures}
   */
  public SignatureRunner runner(String signature) {
    if (!inspection.signatures().containsKey(signature)) {
      throw failure(
          "%s: there is no signature '%s'; it has %s%s",
          path,
          signature,
          inspection.signatures().keySet(),
          didYouMean(signature, inspection.signatures().keySet()));
    }
    return new SignatureRunner(this, signature);
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
    local.close();
  }
}
