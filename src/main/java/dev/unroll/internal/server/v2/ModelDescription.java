package dev.unroll.internal.server.v2;

import dev.unroll.inspect.Signature;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.run.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a model takes and gives by its default signature, or its first one.
 *
 * @param name of the model
 * @param versions that are served
 * @param inputs that it takes
 * @param outputs that it gives
 */
public record ModelDescription(
    String name, List<String> versions, List<Tensor> inputs, List<Tensor> outputs) {

  /** What SavedModels are called in the protocol. */
  public static final String PLATFORM = "tensorflow_savedmodel";

  /**
   * A tensor.
   *
   * @param shape its sizes, -1 where one is open; none where not even their number is known
   */
  public record Tensor(String name, String datatype, List<Long> shape) {}

  /** That of a model. */
  public static ModelDescription of(ModelStore store, ModelName model) {
    try (ModelVersion.Lease lease = store.lease(model)) {
      ModelVersion version = lease.version();
      String signature =
          version.signatures().containsKey(Engine.DEFAULT_SIGNATURE)
                  || version.signatures().isEmpty()
              ? Engine.DEFAULT_SIGNATURE
              : version.signatures().firstKey();
      Signature found = version.signature(signature).signature();
      return new ModelDescription(
          version.model(),
          store.versions(version.model()).stream().map(String::valueOf).toList(),
          tensors(found.inputs()),
          tensors(found.outputs()));
    }
  }

  private static List<Tensor> tensors(Map<String, TensorSpec> specs) {
    List<Tensor> tensors = new ArrayList<>();
    specs.forEach(
        (name, spec) ->
            tensors.add(
                new Tensor(
                    name,
                    ElementType.ofLabel(spec.type())
                        .map(ElementType::protocolName)
                        .orElse(spec.type()),
                    spec.shape().orElse(List.of()))));
    return tensors;
  }
}
