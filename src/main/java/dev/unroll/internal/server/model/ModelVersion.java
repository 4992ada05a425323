package dev.unroll.internal.server.model;

import com.google.common.collect.ImmutableSortedMap;
import dev.unroll.check.InputException;
import dev.unroll.graph.Compute;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.SavedDesign;
import dev.unroll.load.SignatureRunner;
import dev.unroll.model.ModelCard;
import dev.unroll.model.StepPredictor;
import dev.unroll.server.settings.LoadSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * A version of a model that is loaded. Whoever uses it holds a {@link Lease}; once it is retired
 * and nobody holds one, its native memory is released.
 */
public final class ModelVersion {

  /** Choices of outputs that are remembered; clients think them up. */
  private static final int MOST_OUTPUTS = 1000;

  private final String model;
  private final long number;
  private final LoadedModel loaded;
  private final Optional<ModelCard> card;
  private final ImmutableSortedMap<String, SignatureRunner> signatures;
  private final ImmutableSortedMap<String, SignatureRunner> refused;

  /** Signatures whose rows turned out not to be computed one by one. */
  private final Set<SignatureRunner> alone = ConcurrentHashMap.newKeySet();

  private record Outputs(SignatureRunner runner, List<String> names) {}

  /** Outputs whose rows were seen to be what they are alone. */
  private final Set<Outputs> together = ConcurrentHashMap.newKeySet();

  private final Optional<StepPredictor> steps;
  private final String notByStep;
  private final Executor closer;
  private final CompletableFuture<Void> freed = new CompletableFuture<>();
  private int users;
  private boolean retired;

  /**
   * @param allowed signatures that are served although they write variables
   * @param closer releases its memory, which takes a while
   */
  private ModelVersion(
      String model, long number, LoadedModel loaded, Set<String> allowed, Executor closer)
      throws IOException {
    this.model = model;
    this.closer = closer;
    this.number = number;
    this.loaded = loaded;
    this.card = loaded.card();
    ImmutableSortedMap.Builder<String, SignatureRunner> served = ImmutableSortedMap.naturalOrder();
    ImmutableSortedMap.Builder<String, SignatureRunner> kept = ImmutableSortedMap.naturalOrder();
    for (String name : loaded.inspection().signatures().keySet()) {
      if (name.startsWith("__")) {
        // TensorFlow's own, such as what fills tables; it gives no tensor.
        continue;
      }
      SignatureRunner runner = loaded.runner(name);
      boolean harmless = runner.writes().isEmpty() || allowed.contains(name);
      if (!runner.signature().outputs().isEmpty()) {
        (harmless ? served : kept).put(name, runner);
      }
    }
    this.signatures = served.build();
    this.refused = kept.build();
    StepPredictor predictor = null;
    String reason = "it was not written by Unroll";
    if (card.isPresent()) {
      // Read now: the files are another's to change.
      try {
        SavedDesign design = SavedDesign.read(loaded.path());
        predictor =
            new StepPredictor(design.spec(), design.weights(), Compute.standard().withThreads(1));
      } catch (InputException e) {
        reason = e.getMessage();
      }
    }
    this.steps = Optional.ofNullable(predictor);
    this.notByStep = reason;
  }

  /**
   * Loads a version.
   *
   * @throws dev.unroll.check.InputException where it is damaged, or not to be trusted
   */
  static ModelVersion load(
      String model, long number, Path folder, LoadSettings settings, Executor closer)
      throws IOException {
    LoadedModel loaded = LoadedModel.load(folder, settings.trusted(), settings.compute());
    boolean done = false;
    try {
      ModelVersion version =
          new ModelVersion(model, number, loaded, settings.allowedSignatures(), closer);
      done = true;
      return version;
    } finally {
      if (!done) {
        loaded.close();
      }
    }
  }

  /** The right to use a version until it is closed. */
  public final class Lease implements AutoCloseable {

    private boolean closed;

    private Lease() {}

    public ModelVersion version() {
      return ModelVersion.this;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        release();
      }
    }
  }

  /** A lease; empty where it is retired. */
  synchronized Optional<Lease> lease() {
    if (retired) {
      return Optional.empty();
    }
    users++;
    return Optional.of(new Lease());
  }

  private void release() {
    boolean last;
    synchronized (this) {
      users--;
      last = retired && users == 0;
    }
    if (last) {
      closer.execute(this::free);
    }
  }

  /** Gives no lease any more, and releases its memory with the last one. */
  void retire() {
    boolean last;
    synchronized (this) {
      last = !retired && users == 0;
      retired = true;
    }
    if (last) {
      closer.execute(this::free);
    }
  }

  /** Whether it is served no more. */
  public synchronized boolean retired() {
    return retired;
  }

  /** Name of the model. */
  public String model() {
    return model;
  }

  /** Its number. */
  public long number() {
    return number;
  }

  /** The model itself, good as long as a lease is held. */
  public LoadedModel loaded() {
    return loaded;
  }

  /** What its tensors mean, where Unroll wrote it. */
  public Optional<ModelCard> card() {
    return card;
  }

  /** The signatures that are served. */
  public ImmutableSortedMap<String, SignatureRunner> signatures() {
    return signatures;
  }

  /** Names of the signatures that write variables and are therefore not served. */
  public Set<String> refused() {
    return refused.keySet();
  }

  /**
   * A signature.
   *
   * @throws Refusal where there is none of this name, or it writes variables
   */
  public SignatureRunner signature(String name) {
    SignatureRunner found = signatures.get(name);
    if (found != null) {
      return found;
    }
    if (refused.containsKey(name)) {
      throw Refusal.of(
          Status.PERMISSION_DENIED,
          "Signature \"%s\" of model %s writes its variables and is not served; whoever runs the"
              + " server can allow it by name",
          name,
          model);
    }
    throw Refusal.of(
        Status.FAILED_PRECONDITION,
        "Serving signature name: \"%s\" not found in signature def; there are %s",
        name,
        signatures.keySet());
  }

  /**
   * What predicts step by step.
   *
   * @throws Refusal where Unroll did not write the model, or a layer looks at more than one step
   */
  public StepPredictor steps() {
    return steps.orElseThrow(
        () ->
            Refusal.of(
                Status.UNIMPLEMENTED,
                "model %s cannot predict step by step: %s",
                model,
                notByStep));
  }

  /** Whether it predicts step by step. */
  public boolean stepwise() {
    return steps.isPresent();
  }

  /** Releases the native memory; nobody uses it any more. */
  private void free() {
    steps.ifPresent(StepPredictor::close);
    loaded.close();
    freed.complete(null);
  }

  /** Done once its memory is released. */
  CompletableFuture<Void> freed() {
    return freed;
  }

  /** Whether these outputs are known to be computed row by row. */
  public boolean mayRunTogether(SignatureRunner runner, List<String> outputs) {
    return together.contains(new Outputs(runner, outputs));
  }

  /** These outputs were seen to be computed row by row. */
  public void runsTogether(SignatureRunner runner, List<String> outputs) {
    if (together.size() < MOST_OUTPUTS) {
      together.add(new Outputs(runner, List.copyOf(outputs)));
    }
  }

  /** Has something done once its memory is released. */
  void whenFreed(Runnable task) {
    CompletableFuture<Void> unused = freed.thenRun(task);
  }

  /** Whether requests to a signature must not be joined. */
  public boolean mustRunAlone(SignatureRunner runner) {
    return alone.contains(runner);
  }

  /** Requests to a signature are not joined from now on. */
  public void runsAlone(SignatureRunner runner) {
    alone.add(runner);
  }
}
