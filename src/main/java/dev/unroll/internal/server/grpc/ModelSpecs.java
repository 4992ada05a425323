package dev.unroll.internal.server.grpc;

import com.google.protobuf.Int64Value;
import dev.unroll.internal.server.proto.ModelSpec;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import java.util.Optional;

/** Which model a message is for. */
final class ModelSpecs {

  private ModelSpecs() {}

  static ModelName name(ModelSpec spec) {
    if (spec.getName().isEmpty()) {
      throw Refusal.invalid("ModelSpec has no name specified.");
    }
    return new ModelName(
        spec.getName(),
        spec.hasVersion() ? Optional.of(spec.getVersion().getValue()) : Optional.empty(),
        spec.hasVersionLabel() ? Optional.of(spec.getVersionLabel()) : Optional.empty());
  }

  static Optional<String> signature(ModelSpec spec) {
    return spec.getSignatureName().isEmpty()
        ? Optional.empty()
        : Optional.of(spec.getSignatureName());
  }

  static ModelSpec of(String name, long version, String signature) {
    return ModelSpec.newBuilder()
        .setName(name)
        .setVersion(Int64Value.of(version))
        .setSignatureName(signature)
        .build();
  }
}
