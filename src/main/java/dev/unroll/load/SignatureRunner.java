package dev.unroll.load;

import com.google.errorprone.annotations.ThreadSafe;
import dev.unroll.check.InputException;
import dev.unroll.graph.Compute;
import dev.unroll.inspect.Signature;
import dev.unroll.inspect.TensorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.SignatureDef;

/**
 * A signature of a loaded model, looked through once to be run often. Safe for any number of
 * threads at a time, as its model is.
 */
@ThreadSafe
@SuppressWarnings("ThreadSafe") // graphs and sessions are, but nothing says so
public final class SignatureRunner {

  private final LoadedModel model;
  private final String name;
  private final Signature signature;
  private final Set<String> writes;

  /** Inputs that an output needs, by the output. */
  private final Map<String, Set<String>> needed = new ConcurrentHashMap<>();

  /**
   * @param name of a signature of the model
   */
  SignatureRunner(LoadedModel model, String name) {
    this.model = model;
    this.name = name;
    this.signature = model.inspection().signatures().get(name);
    this.writes = new TreeSet<>();
    for (TensorSpec output : signature.outputs().values()) {
      StateVariables written =
          StateVariables.of(model.metaGraph().getGraphDef(), GraphTensors.operation(output.name()));
      writes.addAll(written.names());
      writes.addAll(written.unknown());
    }
  }

  /** Its name, such as {@code serving_default}. */
  public String name() {
    return name;
  }

  public Signature signature() {
    return signature;
  }

  /** It, as the SavedModel has it. */
  public SignatureDef definition() {
    return model.metaGraph().getSignatureDefOrDefault(name, SignatureDef.getDefaultInstance());
  }

  /** The variables that it writes, so that whoever runs it changes the model; none as a rule. */
  public Set<String> writes() {
    return Set.copyOf(writes);
  }

  /** The inputs without which {@code outputs} cannot be computed. */
  public Set<String> needed(List<String> outputs) {
    return outputs.stream()
        .flatMap(output -> neededFor(output).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Set<String> neededFor(String wanted) {
    return needed.computeIfAbsent(
        wanted,
        output -> {
          Set<String> placeholders =
              new GraphTensors(model)
                  .needed(List.of(signature.outputs().get(output).name()), List.of());
          return signature.inputs().entrySet().stream()
              .filter(e -> placeholders.contains(GraphTensors.operation(e.getValue().name())))
              .map(Map.Entry::getKey)
              .collect(Collectors.toUnmodifiableSet());
        });
  }

  /**
   * Runs it on the calling thread.
   *
   * @param inputs by their names in the signature, of its types and shapes; the caller's to close
   * @param outputs that are wanted, by their names in the signature, 1 or more
   * @return these outputs, the caller's to close
   * @throws InputException where the model fails on them
   */
  public NamedTensors run(Map<String, ? extends Tensor> inputs, List<String> outputs) {
    Session.Runner runner = model.runner().setOptions(Compute.CALLING_THREAD);
    inputs.forEach((input, tensor) -> runner.feed(signature.inputs().get(input).name(), tensor));
    outputs.forEach(output -> runner.fetch(signature.outputs().get(output).name()));
    Result result;
    try {
      result = runner.run();
    } catch (RuntimeException e) {
      // TensorFlow's errors have no class in common.
      throw new InputException(
          "signature '" + name + "' fails on these inputs (" + LoadedModel.firstLine(e) + ")", e);
    }
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      byName.put(outputs.get(i), result.get(i));
    }
    return new NamedTensors(result, byName);
  }
}
