package dev.unroll.internal.server.warmup;

import dev.unroll.check.InputException;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.internal.server.model.Leases;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.model.Warmup;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.load.NamedTensors;
import dev.unroll.load.SignatureRunner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFFailedPreconditionException;

/**
 * Runs each signature on zeros in each size of batch, and steps as well. Where the zeros do not
 * suit a model of others, that is its good right; one that lacks values of its variables is not
 * served.
 */
public final class AutomaticWarmup implements Warmup {

  private static final Logger LOG = LoggerFactory.getLogger(AutomaticWarmup.class);

  /** Elements of an input; larger batches are not tried. */
  private static final long MOST_ELEMENTS = 1 << 24;

  private final int mostRows;
  private final BiConsumer<String, String> ran;

  /**
   * @param mostRows that run as one, 1 or more
   */
  public AutomaticWarmup(int mostRows) {
    this(mostRows, (model, signature) -> {});
  }

  /**
   * @param mostRows that run as one, 1 or more
   * @param ran hears of each request, by model and signature
   */
  public AutomaticWarmup(int mostRows, BiConsumer<String, String> ran) {
    this.mostRows = mostRows;
    this.ran = ran;
  }

  @Override
  public void warm(ModelVersion version, Leases leases) {
    long begin = System.nanoTime();
    int requests = 0;
    for (SignatureRunner runner : version.signatures().values()) {
      if (runner.writes().isEmpty()) {
        requests += warm(version, runner);
      }
    }
    if (version.stepwise()) {
      requests += warmSteps(version);
      StepAgreement.check(version);
    }
    LOG.info(
        "model {} version {}: warmed {} requests in {} ms",
        version.model(),
        version.number(),
        requests,
        (System.nanoTime() - begin) / 1_000_000);
  }

  private int warm(ModelVersion version, SignatureRunner runner) {
    int requests = 0;
    for (int rows : rows(runner)) {
      Optional<Map<String, TensorValue>> inputs = Zeros.of(version, runner, rows, MOST_ELEMENTS);
      if (inputs.isEmpty()) {
        break;
      }
      try {
        run(version, runner, inputs.get(), rows);
        requests++;
        ran.accept(version.model(), runner.name());
      } catch (Refusal e) {
        LOG.info(
            "model {}: signature '{}' is not warmed: {}",
            version.model(),
            runner.name(),
            e.getMessage());
        break;
      } catch (InputException e) {
        if (version.card().isPresent() || e.getCause() instanceof TFFailedPreconditionException) {
          throw e;
        }
        LOG.info(
            "model {}: signature '{}' is not warmed, since it takes no zeros: {}",
            version.model(),
            runner.name(),
            e.getMessage());
        break;
      }
    }
    return requests;
  }

  private static void run(
      ModelVersion version, SignatureRunner runner, Map<String, TensorValue> inputs, int rows) {
    List<String> outputs = List.copyOf(runner.signature().outputs().keySet());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try {
      inputs.forEach((name, value) -> tensors.put(name, value.toTensor()));
      try (NamedTensors found = runner.run(tensors, outputs)) {
        boolean rowByRow =
            outputs.stream()
                .map(output -> found.get(output).shape())
                .allMatch(shape -> shape.numDimensions() > 0 && shape.get(0) == rows);
        if (rows > 1 && !rowByRow) {
          version.runsAlone(runner);
        }
      }
    } finally {
      tensors.values().forEach(Tensor::close);
    }
  }

  /** Sizes of batches: 1 and its doubles, or the one that the signature takes. */
  private Set<Integer> rows(SignatureRunner runner) {
    boolean open =
        !runner.signature().inputs().isEmpty()
            && runner.signature().inputs().values().stream().allMatch(AutomaticWarmup::growing)
            && runner.signature().outputs().values().stream().allMatch(AutomaticWarmup::growing);
    return open ? sizes() : new TreeSet<>(List.of(1));
  }

  private Set<Integer> sizes() {
    Set<Integer> sizes = new TreeSet<>();
    for (int size = 1; size < mostRows && size > 0; size *= 2) {
      sizes.add(size);
    }
    sizes.add(mostRows);
    return sizes;
  }

  private static boolean growing(TensorSpec spec) {
    return spec.shape().isPresent() && !spec.shape().get().isEmpty() && spec.size(0) < 0;
  }

  private int warmSteps(ModelVersion version) {
    var steps = version.steps();
    for (int rows : sizes()) {
      steps.steps(rows, new float[rows * steps.stateSize()], new float[rows * steps.features()]);
      ran.accept(version.model(), "step");
    }
    return sizes().size();
  }
}
